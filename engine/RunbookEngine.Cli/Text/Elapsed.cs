using System.Globalization;

namespace RunbookEngine.Cli.Text;

/// <summary>Times as people read them.</summary>
internal static class Elapsed
{
    /// <summary>At most two units: <c>40ms</c>, <c>1.2s</c>, <c>58s</c>, <c>3m07s</c>, <c>2h05m</c>, <c>3d04h</c>.</summary>
    public static string Of(TimeSpan time)
    {
        var t = time < TimeSpan.Zero ? TimeSpan.Zero : time;
        return t switch
        {
            { TotalMilliseconds: < 1000 } => Format($"{(int)t.TotalMilliseconds}ms"),
            { TotalSeconds: < 10 } => Format($"{Math.Floor(t.TotalSeconds * 10) / 10:0.0}s"),
            { TotalMinutes: < 1 } => Format($"{t.Seconds}s"),
            { TotalHours: < 1 } => Format($"{t.Minutes}m{t.Seconds:00}s"),
            { TotalDays: < 1 } => Format($"{t.Hours}h{t.Minutes:00}m"),
            _ => Format($"{t.Days}d{t.Hours:00}h"),
        };
    }

    /// <summary>As <see cref="Of"/>, in whole seconds, for a clock that ticks: <c>0s</c>, <c>7s</c>, <c>3m07s</c>.</summary>
    public static string Ticking(TimeSpan time) =>
        time < TimeSpan.FromSeconds(10) ? Format($"{Math.Max(0, (int)time.TotalSeconds)}s") : Of(time);

    /// <summary>A moment in UTC, to the second.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The time of day in UTC, to the second.</summary>
    public static string TimeOfDay(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
