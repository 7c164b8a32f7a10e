using System.Globalization;

namespace RunbookEngine.Handlers.Kubectl;

/// <summary>Writes durations for people as runbooks write them: <c>1h30m</c>.</summary>
internal static class Spans
{
    public static string Words(TimeSpan span)
    {
        if (span < TimeSpan.FromSeconds(1))
            return string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0}ms");
        var hours = (int)span.TotalHours;
        return string.Concat(Part(hours, "h"), Part(span.Minutes, "m"), Part(span.Seconds, "s"));
    }

    private static string Part(int number, string unit) => number == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{number}{unit}");
}
