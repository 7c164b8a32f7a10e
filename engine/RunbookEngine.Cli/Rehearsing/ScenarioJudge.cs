using System.Globalization;
using System.Text.RegularExpressions;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Cluster;
using RunbookEngine.Simulation.Rehearsals;

namespace RunbookEngine.Cli.Rehearsing;

/// <summary>Compares how a rehearsal ended with what its scenario wants. Pure.</summary>
internal sealed class ScenarioJudge(Expectation wanted, RehearsalResult result, IReadOnlyCollection<WorkloadReport> workloads)
{
    private readonly Dictionary<string, (string Version, bool IsReady, bool IsCordoned)> _nodes = result.Facts
        .Select(static f => NodeFact.Match(f)).Where(static m => m.Success)
        .ToDictionary(static m => m.Groups["name"].Value, static m => (m.Groups["version"].Value, m.Groups["ready"].Value == "ready", m.Groups["cordon"].Value == "cordoned"));

    private static Regex NodeFact { get; } = new("^node (?<name>[^:]+): v(?<version>[^,]+), (?<ready>ready|not ready), (?<cordon>cordoned|takes pods)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);

    /// <summary>What is not as wanted, in lines; empty: nothing.</summary>
    public IReadOnlyList<string> Complaints() =>
    [
        .. Status(), .. Versions(), .. Nodes("unschedulable", wanted.Unschedulable, static n => n.IsCordoned),
        .. wanted.AllReady ? Nodes("ready", [.. _nodes.Keys], static n => n.IsReady) : Nodes("ready", wanted.Ready, static n => n.IsReady),
        .. wanted.Availability.SelectMany(Availability),
        .. Steps("ran", wanted.Ran, static s => s.Status is StepStatus.Succeeded or StepStatus.Unchanged),
        .. Steps("skipped", wanted.Skipped, static s => s.Status == StepStatus.Skipped),
        .. Steps("failed", wanted.Failed, static s => s.Status == StepStatus.Failed),
        .. wanted.NotRun.SelectMany(p => Matching(p).Where(static s => s.Value.Attempt > 0).Select(static s => $"`{s.Key}` ran, and was not to")),
        .. wanted.Facts.Where(p => !result.Facts.Any(f => Fits(p, f))).Select(static p => $"no fact `{p}`"),
    ];

    private IEnumerable<string> Status()
    {
        var (status, exit) = (result.State.Status, ExitCodes.Of(result.State.Status));
        var is_ = status switch { RunStatus.Succeeded => ExpectedStatus.Succeeded, RunStatus.Failed or RunStatus.Aborted => ExpectedStatus.Failed, _ => ExpectedStatus.Waiting };
        if (is_ != wanted.Status)
            yield return $"the run is {status.ToString().ToLowerInvariant()}, not {wanted.Status.ToString().ToLowerInvariant()}{Reason()}";
        if (wanted.Exit is { } code && code != exit)
            yield return string.Create(CultureInfo.InvariantCulture, $"exit status {exit}, not {code}");
    }

    private string Reason() => result.State.Steps.OrderByDescending(static s => s.Key.Value.Length).FirstOrDefault(static s => s.Value.Failure is not null) is { Value.Failure: { } failure, Key: var step }
        ? $": {step}: {failure.Message}"
        : "";

    private IEnumerable<string> Versions()
    {
        var own = wanted.NodeVersions.ToDictionary();
        foreach (var (name, node) in _nodes.OrderBy(static n => n.Key, StringComparer.Ordinal))
        {
            if ((own.GetValueOrDefault(name) ?? wanted.NodeVersion) is { } version && node.Version != version)
                yield return $"node {name} has {node.Version}, not {version}";
        }
    }

    private IEnumerable<string> Nodes(string word, IReadOnlyCollection<string>? names, Func<(string Version, bool IsReady, bool IsCordoned), bool> isSo)
    {
        if (names is null)
            yield break;
        var those = _nodes.Where(n => isSo(n.Value)).Select(static n => n.Key).ToHashSet();
        foreach (var name in names.Except(those))
            yield return $"node {name} is not {word}";
        foreach (var name in those.Except(names))
            yield return $"node {name} is {word}, and was not to be";
    }

    private IEnumerable<string> Availability(ExpectedAvailability bound)
    {
        if (workloads.FirstOrDefault(w => w.Name.Split('/') is [var space, _, var name] && $"{space}/{name}" == bound.Workload) is not { } workload)
            yield return $"there is no workload {bound.Workload}";
        else if (bound.AtLeast ? workload.Smallest < bound.Bound : workload.Smallest != bound.Bound)
            yield return string.Create(CultureInfo.InvariantCulture, $"{bound.Workload} had {workload.Smallest} available at one time, not {(bound.AtLeast ? "at least " : "")}{bound.Bound}");
    }

    private IEnumerable<string> Steps(string word, IEnumerable<string> patterns, Func<StepState, bool> isSo)
    {
        foreach (var pattern in patterns)
        {
            var steps = Matching(pattern).ToArray();
            if (steps.Length == 0)
                yield return $"there is no step `{pattern}`";
            foreach (var (path, state) in steps.Where(s => !isSo(s.Value)))
                yield return $"`{path}` is {state.Status.ToString().ToLowerInvariant()}, not {word}";
        }
    }

    private IEnumerable<KeyValuePair<StepPath, StepState>> Matching(string pattern) => result.State.Steps.Where(s => Fits(pattern, s.Key.Value)).OrderBy(static s => s.Key);

    private static bool Fits(string pattern, string text) => Regex.IsMatch(text, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}
