using System.Buffers;
using System.Globalization;
using System.Text;

namespace RunbookEngine.Model;

/// <summary>
/// Durations as Go and Kubernetes write them: <c>500ms</c>, <c>90s</c>, <c>15m</c>, <c>1h30m</c>; and days (<c>2d</c>), which they lack.
/// </summary>
public static class Durations
{
    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ms", 1), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)];

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>Reads a duration that is not negative and at most 365 days. Each unit stands once, the larger before the smaller.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(text);
        duration = default;
        if (text == "0")
            return true;
        var rest = text.AsSpan();
        var total = 0d;
        var last = double.MaxValue;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return false;
            rest = rest[digits..];
            var unit = UnitAt(rest);
            if (unit.Unit is null || unit.Milliseconds >= last)
                return false;
            total += number * unit.Milliseconds;
            last = unit.Milliseconds;
            rest = rest[unit.Unit.Length..];
        }

        if (last == double.MaxValue || total > TimeSpan.FromDays(365).TotalMilliseconds)
            return false;
        duration = TimeSpan.FromMilliseconds(total);
        return true;
    }

    /// <summary>The shortest text that <see cref="TryParse"/> reads back, to the millisecond.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration < TimeSpan.FromMilliseconds(1))
            return "0s";
        var text = new StringBuilder();
        Append(text, duration.Days, "d");
        Append(text, duration.Hours, "h");
        Append(text, duration.Minutes, "m");
        Append(text, duration.Seconds, "s");
        Append(text, duration.Milliseconds, "ms");
        return text.ToString();
    }

    private static void Append(StringBuilder text, int number, string unit)
    {
        if (number > 0)
            text.Append(CultureInfo.InvariantCulture, $"{number}{unit}");
    }

    private static (string? Unit, double Milliseconds) UnitAt(ReadOnlySpan<char> rest)
    {
        foreach (var unit in Units)
        {
            if (rest.StartsWith(unit.Unit, StringComparison.Ordinal))
                return unit;
        }

        return default;
    }
}
