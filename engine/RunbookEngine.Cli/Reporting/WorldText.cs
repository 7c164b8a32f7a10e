using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Reporting;

/// <summary>How a run that stopped left the world, as far as its journal can tell: nodes that take no pods, commands that may still be at work, what could be taken back. Pure.</summary>
internal static class WorldText
{
    private const int MostNames = 8;

    /// <summary>Sentences; none when nothing is left behind.</summary>
    public static IEnumerable<string> Sentences(RunState state, Plan plan)
    {
        var cordoned = Cordoned(state, plan).ToList();
        if (cordoned.Count > 0)
            yield return $"{Names(cordoned)} {(cordoned.Count == 1 ? "takes" : "take")} no new pods: this run cordoned {(cordoned.Count == 1 ? "it" : "them")}";
        var working = RunFacts.InFlight(state, plan).Where(static s => s.Node.Step is ActionStep { Verb.HasSideEffect: true })
            .Select(static s => s.State.Target ?? s.Node.Lane?.Target ?? "this machine").Distinct().Order(StringComparer.Ordinal).ToList();
        if (working.Count > 0)
            yield return $"what was begun on {Names(working)} may still be at work, or have ended since";
        var undoable = RunFacts.ToUndo(state, plan).Count();
        if (undoable > 0)
            yield return $"{(undoable == 1 ? "1 step that was done knows" : $"{undoable} steps that were done know")} how to be taken back";
    }

    /// <summary>The nodes that a step of this run cordoned and no later one has uncordoned.</summary>
    private static IEnumerable<string> Cordoned(RunState state, Plan plan)
    {
        var last = new Dictionary<string, (long Version, bool IsCordoned)>();
        foreach (var (node, step) in RunFacts.Actions(state, plan).Where(static s => s.State.IsDone))
        {
            if (node.Step is not ActionStep { Tool: "kubectl", Verb.Name: "cordon" or "drain" or "uncordon" } action || step.Outputs["node"] is not { } name)
                continue;
            var isCordoned = action.Verb.Name != "uncordon" && step.Outputs["cordoned"] is Value.Flag { On: true };
            if (last.GetValueOrDefault(name.ToString()).Version < step.EndedVersion)
                last[name.ToString()] = (step.EndedVersion, isCordoned || (action.Verb.Name != "uncordon" && last.GetValueOrDefault(name.ToString()).IsCordoned));
        }

        return last.Where(static n => n.Value.IsCordoned).Select(static n => n.Key).Order(StringComparer.Ordinal);
    }

    private static string Names(List<string> names) => TerminalText.Line(names.Count > MostNames ? $"{string.Join(", ", names.Take(MostNames - 1))} and {names.Count - MostNames + 1} more" : string.Join(", ", names));
}
