using System.Globalization;

namespace RunbookEngine.Model;

/// <summary>Amounts of memory and of processors as Kubernetes writes them. Pure.</summary>
public static class ResourceAmount
{
    private static readonly (string Unit, decimal Factor)[] s_units =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("Pi", 1L << 50),
        ("k", 1_000m), ("M", 1_000_000m), ("G", 1_000_000_000m), ("T", 1_000_000_000_000m), ("P", 1_000_000_000_000_000m), ("m", 0.001m), ("", 1m),
    ];

    /// <summary>Bytes: <c>16Gi</c>, <c>512Mi</c>, <c>20G</c> or a plain number. A part of a byte is rounded up.</summary>
    public static bool TryParseBytes(string text, out long bytes)
    {
        bytes = 0;
        if (Parse(text) is not { } number || number > long.MaxValue)
            return false;
        bytes = (long)Math.Ceiling(number);
        return true;
    }

    /// <summary>Thousandths of a processor: <c>500m</c>, <c>4</c>, <c>0.5</c>.</summary>
    public static bool TryParseCpu(string text, out int thousandths)
    {
        thousandths = 0;
        if (Parse(text) is not { } number || number > 1_000_000)
            return false;
        thousandths = (int)Math.Ceiling(number * 1000);
        return true;
    }

    /// <summary>The shortest text of so many bytes: <c>16Gi</c>.</summary>
    public static string OfBytes(long bytes)
    {
        for (var i = 4; i >= 0; i--)
        {
            var factor = (long)s_units[i].Factor;
            if (bytes >= factor && bytes % factor == 0)
                return (bytes / factor).ToString(CultureInfo.InvariantCulture) + s_units[i].Unit;
        }

        return bytes.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The shortest text of so many thousandths: <c>4</c> or <c>500m</c>.</summary>
    public static string OfCpu(int thousandths) => thousandths % 1000 == 0
        ? (thousandths / 1000).ToString(CultureInfo.InvariantCulture)
        : thousandths.ToString(CultureInfo.InvariantCulture) + "m";

    private static decimal? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (unit, factor) = s_units.First(u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        return decimal.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1_000_000_000_000_000m
            ? number * factor
            : null;
    }
}
