namespace RunbookEngine.Execution;

/// <summary>Whether work may begin before a window closes. Pure.</summary>
public static class WindowPolicy
{
    /// <summary>The margin that a lane needs beside the time of the slowest one: what the author says, else a quarter of that time.</summary>
    public static TimeSpan MarginOf(TimeSpan? margin, TimeSpan slowest) => margin ?? slowest / 4;

    /// <summary>Whether a lane that starts now would end in time, judged by the slowest so far. While none has ended, only the margin that the author gave counts.</summary>
    /// <param name="now">Now.</param>
    /// <param name="closesAt">The close; null: never.</param>
    /// <param name="margin">As the author says; null: a quarter of the slowest.</param>
    /// <param name="slowest">The slowest lane so far; null: none has ended.</param>
    public static bool MayStartLane(DateTimeOffset now, DateTimeOffset? closesAt, TimeSpan? margin, TimeSpan? slowest)
    {
        if (closesAt is not { } close)
            return true;
        var time = slowest ?? TimeSpan.Zero;
        return now < close && now + time + MarginOf(margin, time) <= close;
    }

    /// <summary>Whether a step outside of lanes may start.</summary>
    public static bool MayStartStep(DateTimeOffset now, DateTimeOffset? closesAt) => closesAt is not { } close || now < close;
}
