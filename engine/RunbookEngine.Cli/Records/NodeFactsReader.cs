using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Records;

/// <summary>Reads out of a journal what hosts were before a run and after it: versions of packages, whether they take pods, kernels and restarts. Hosts that fared alike stand together. Pure.</summary>
internal sealed class NodeFactsReader(Plan plan)
{
    private const string Absent = "not installed";
    private const string Scheduling = "takes pods";

    private readonly Dictionary<string, Dictionary<string, (string? Before, string? After)>> _nodes = [];
    private readonly Dictionary<string, List<string>> _boots = [];
    private readonly Dictionary<StepPath, string> _hosts = [];

    public static ImmutableArray<NodeFacts> Read(Plan plan, IReadOnlyList<RunEvent> events)
    {
        var reader = new NodeFactsReader(plan);
        foreach (var e in events.OfType<RunEvent.OfStep>())
            reader.Take(e);
        return reader.Facts();
    }

    private ImmutableArray<NodeFacts> Facts()
    {
        foreach (var (host, boots) in _boots.Where(static b => b.Value.Count > 1))
            Set(host, "restarts", null, (boots.Count - 1).ToString(CultureInfo.InvariantCulture));
        return
        [
            .. _nodes.OrderBy(static n => n.Key, NaturalOrder.Instance)
                .Select(static n => (Name: n.Key, Facts: n.Value.OrderBy(static f => f.Key, StringComparer.Ordinal).Select(static f => new NodeFact(f.Key, f.Value.Before, f.Value.After)).ToImmutableArray()))
                .GroupBy(static n => string.Join('\n', n.Facts))
                .Select(static g => new NodeFacts([.. g.Select(static n => n.Name)], g.First().Facts)),
        ];
    }

    private void Take(RunEvent.OfStep e)
    {
        if (plan.Find(e.Step) is not { Step: ActionStep step } node)
            return;
        if (e is RunEvent.StepStarted started)
            Begin(started, node, step);
        else if (e is RunEvent.StepFinished { Result: not StepResult.Failed } finished && Host(node, finished) is { } host)
            End(host, step, finished.Outputs);
    }

    private void Begin(RunEvent.StepStarted started, PlanNode node, ActionStep step)
    {
        if (started is { Target: { } host, BootId: { } boot })
        {
            var boots = _boots.TryGetValue(host, out var known) ? known : _boots[host] = [];
            if (boots.LastOrDefault() != boot)
                boots.Add(boot);
        }

        if (started.Target is { } target)
            _hosts[node.Path] = target;
        if (step.Tool == "kubectl" && node.Lane is { Target: var lane } && started.Found["unschedulable"] is Value.Flag { On: var isCordoned })
            Set(lane, Scheduling, isCordoned ? "no" : "yes", null);
    }

    private string? Host(PlanNode node, RunEvent.StepFinished finished) => _hosts.GetValueOrDefault(node.Path) ?? node.Lane?.Target ?? Text(finished.Outputs["node"]);

    private void End(string host, ActionStep step, Value.Map outputs)
    {
        switch (step.Tool, step.Verb.Name)
        {
            case ("apt", "install"):
                Packages(host, outputs);
                break;
            case ("apt", "upgrade" or "full-upgrade") when outputs["count"] is { } count:
                Set(host, "packages upgraded", null, count.ToString());
                break;
            case ("kubectl", "cordon" or "drain"):
                Set(Text(outputs["node"]) ?? host, Scheduling, null, "no");
                break;
            case ("kubectl", "uncordon"):
                Set(Text(outputs["node"]) ?? host, Scheduling, null, outputs["left_cordoned"] is Value.Flag { On: true } ? "no" : "yes");
                break;
            case ("kubeadm", "upgrade apply"):
                Set(host, "control plane", Text(outputs["before"]), Text(outputs["version"]));
                break;
            case ("reboot", _) when outputs["kernel"] is { } kernel:
                Set(host, "kernel", null, kernel.ToString());
                break;
        }
    }

    private void Packages(string host, Value.Map outputs)
    {
        var before = outputs["before"] as Value.Map;
        var added = (outputs["added"] as Value.List)?.Items.Select(static i => i.ToString()).ToHashSet() ?? [];
        foreach (var (name, version) in (outputs["versions"] as Value.Map)?.Entries ?? [])
            Set(host, name, before?[name]?.ToString() ?? (added.Contains(name) ? Absent : version.ToString()), version.ToString());
    }

    /// <summary>The first word on how it was stays, and the last one on how it is.</summary>
    private void Set(string host, string fact, string? before, string? after)
    {
        var facts = _nodes.TryGetValue(host, out var known) ? known : _nodes[host] = [];
        var (first, last) = facts.GetValueOrDefault(fact);
        facts[fact] = (first ?? before, after ?? last);
    }

    private static string? Text(Value? value) => value?.ToString() is { Length: > 0 } text ? text : null;
}
