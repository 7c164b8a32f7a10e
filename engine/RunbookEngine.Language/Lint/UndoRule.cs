using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>What has a plain way back, and the runbook does not go it: neither in an <c>undo</c> nor later on.</summary>
internal static class UndoRule
{
    private static readonly (string Tool, string Verb, string[] Back)[] s_ways =
    [
        ("kubectl", "cordon", ["uncordon", "delete"]), ("kubectl", "drain", ["uncordon", "delete"]), ("systemctl", "stop", ["start", "restart"]), ("systemctl", "disable", ["enable"]),
        ("systemctl", "mask", ["unmask"]), ("apt", "hold", ["unhold"]),
    ];

    public static Diagnostic? Check(LintStep step, LintFacts facts)
    {
        if (step.IsUndo || Array.Find(s_ways, w => step.Does(w.Tool, w.Verb)) is not { Tool: not null } way)
            return null;
        // A group's undo takes back what is in it; a later step goes the way back in the run itself.
        var isTaken = Around(step).Any(static s => !s.Step.Undo.IsEmpty) || facts.Steps.Any(s => s.Order > step.Order && !s.IsUndo && s.Does(way.Tool, way.Back));
        return isTaken
            ? null
            : RunbookLint.Warning(
                Codes.NoUndo, $"nothing takes this `{way.Verb}` back: neither an `undo` nor a later step", step.Step.Span,
                $"add `undo: [{{ {way.Tool}: {{ {way.Back[0]}: … }} }}]`, so that `runbook undo` can");
    }

    private static IEnumerable<LintStep> Around(LintStep step)
    {
        for (var at = step; at is not null; at = at.Around)
            yield return at;
    }
}
