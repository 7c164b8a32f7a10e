using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Exports;

/// <summary>
/// What the engine never writes into an event. The hashes of an export tell that it arrived as it was sent, and nothing of who wrote it; so names, paths and ids are looked at before they come into a store.
/// </summary>
internal static class StrangerEvents
{
    private const int Longest = 4096;

    /// <summary>What is wrong with an event, in one clause; null: nothing.</summary>
    public static string? Fault(RunEvent e, RunId run)
    {
        if (ExportFormat.OutputsOf(e).FirstOrDefault(n => !OutputName.IsValid(n) || !n.StartsWith(run.Value + "/", StringComparison.Ordinal)) is not null)
            return "it names the file of an output as the engine never does";
        if (e is RunEvent.RunCreated { Name: var name } && !(name.Length is > 0 and <= 200 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')))
            return "the name of its run is not one of a runbook";
        if (e is RunEvent.RunCreated { BaseDirectory: var folder } && !Path.IsPathRooted(folder))
            return "the folder of its runbook is not a whole path";
        return Names(e).Any(static n => n is { } text && (text.Length > Longest || text.Any(char.IsControl))) ? "a name in it has control characters, or is longer than any" : null;
    }

    /// <summary>All that is a name, a path or an id; what commands and authors wrote is free, and cleaned where it is shown.</summary>
    private static IEnumerable<string?> Names(RunEvent e) => e switch
    {
        RunEvent.RunCreated created =>
        [
            created.BaseDirectory, created.Hash, created.EngineVersion, created.InventoryFile, created.Cluster, created.ClusterName, created.Lock, created.Confirmed?.By,
            .. Names(created.By), .. created.Sources.Select(static s => s.File), .. created.SecretInputs, .. created.Inputs.Entries.Select(static i => i.Key), .. created.Environment.Entries.Select(static i => i.Key),
        ],
        RunEvent.RunResumed resumed => [resumed.EngineVersion, .. Names(resumed.By)],
        RunEvent.RunMoved moved => [moved.Person, .. Names(moved.By)],
        RunEvent.RunArrived arrived => [arrived.Person, arrived.EngineVersion, .. Names(arrived.By)],
        RunEvent.RunbookChanged changed => [changed.Hash, .. changed.Sources.Select(static s => s.File)],
        RunEvent.RequestTaken taken => [taken.By],
        RunEvent.StepStarted started => [started.Step.Value, started.Target, started.BootId, started.Claims?.Root, started.Claims?.Machine, started.Claims?.Processes, started.Claims?.User, started.Claims?.Path],
        RunEvent.StepAnswered answered => [answered.Step.Value, answered.Answer.By],
        RunEvent.StepResolved resolved => [resolved.Step.Value, resolved.By],
        RunEvent.StepFinished finished => [finished.Step.Value, finished.Failure?.Code],
        RunEvent.OfStep step => [step.Step.Value],
        _ => [],
    };

    private static string[] Names(LeaseHolder holder) => [holder.Host, holder.BootId, holder.User, holder.Machine, holder.Processes];
}
