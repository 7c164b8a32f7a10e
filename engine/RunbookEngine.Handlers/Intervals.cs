using RunbookEngine.Execution;

namespace RunbookEngine.Handlers;

/// <summary>Reads the time between two looks.</summary>
internal static class Intervals
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The setting, or the default; never so short that looking becomes a load, nor longer than a timer can wait.</summary>
    public static TimeSpan Of(StepContext context, string name, TimeSpan otherwise)
    {
        var interval = context.Arguments.DurationOrNull(name) ?? otherwise;
        return TimeSpan.FromTicks(Math.Clamp(interval.Ticks, Shortest.Ticks, Longest.Ticks));
    }
}
