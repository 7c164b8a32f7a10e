using System.Globalization;

namespace RunbookEngine.Simulation.Rehearsals;

/// <summary>Compares how a disturbed rehearsal ended with how the undisturbed one did. Pure.</summary>
internal static class Difference
{
    /// <summary>
    /// What is different, in lines; empty: nothing. With faults that do something themselves, what they did is none: nobody has to do it any more, such as the
    /// reboot that a loss of power is, and a unit that they stopped or started is started or stopped once more.
    /// </summary>
    public static List<string> Of(RehearsalResult calm, RehearsalResult end, bool withFaults = false)
    {
        var lines = new List<string>();
        if (end.State.Status != calm.State.Status)
            lines.Add($"the run is {end.State.Status} and not {calm.State.Status}{Reason(end)}");
        lines.AddRange(calm.Facts.Except(end.Facts).Select(static f => $"no longer so: {f}"));
        lines.AddRange(end.Facts.Except(calm.Facts).Select(static f => $"so instead:   {f}"));
        lines.AddRange(Doubled(calm, end, withFaults));
        return lines;
    }

    private static IEnumerable<string> Doubled(RehearsalResult calm, RehearsalResult end, bool withFaults)
    {
        var (before, after) = (Counted(calm.Effects), Counted(end.Effects));
        foreach (var (effect, times) in after)
        {
            if (times > before.GetValueOrDefault(effect) && !(withFaults && IsOfUnit(effect)))
                yield return string.Create(CultureInfo.InvariantCulture, $"done {times} times instead of {before.GetValueOrDefault(effect)}: {effect}");
        }

        foreach (var effect in withFaults ? [] : before.Keys.Except(after.Keys))
            yield return $"never done: {effect}";
    }

    /// <summary>An effect is `host: verb what`.</summary>
    private static bool IsOfUnit(string effect) => effect.Split(' ', 3) is [_, "start" or "stop", _];

    private static Dictionary<string, int> Counted(IEnumerable<string> effects) => effects.CountBy(static e => e).ToDictionary();

    private static string Reason(RehearsalResult end) => end.State.Steps.FirstOrDefault(static s => s.Value.Failure is not null) is { Key: var step, Value.Failure: { } failure }
        ? $": {step} {failure.Code}: {failure.Message}"
        : "";
}
