using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>A step of the file, and where it stands.</summary>
/// <param name="Step">The step.</param>
/// <param name="Order">Its number in the order of the text.</param>
/// <param name="Around">The step around it; for a step of an undo, the step that it takes back.</param>
/// <param name="IsUndo">Whether it stands in an undo.</param>
internal sealed record LintStep(Step Step, int Order, LintStep? Around, bool IsUndo)
{
    /// <summary>Whether it is a step of this tool and this verb.</summary>
    public bool Does(string tool, params ReadOnlySpan<string> verbs) => Step is ActionStep action && action.Tool == tool && verbs.Contains(action.Verb.Name);

    /// <summary>The steps of a file in the order of the text, those of included files left out.</summary>
    public static List<LintStep> All(Runbook runbook)
    {
        var found = new List<LintStep>();
        foreach (var step in new[] { runbook.Steps, runbook.OnFailure, runbook.Finally }.SelectMany(static s => s))
            Add(step, null, isUndo: false, found);
        return found;
    }

    private static void Add(Step step, LintStep? around, bool isUndo, List<LintStep> found)
    {
        var own = new LintStep(step, found.Count, around, isUndo);
        found.Add(own);
        var inner = step switch { GroupStep group => group.Steps, ForEachStep forEach => forEach.Steps, _ => [] };
        foreach (var child in inner)
            Add(child, own, isUndo, found);
        foreach (var undo in step.Undo)
            Add(undo, own, isUndo: true, found);
    }
}

/// <summary>What the rules know of the whole file.</summary>
/// <param name="Steps">All steps in the order of the text.</param>
/// <param name="Tools">The tools that steps may name.</param>
internal sealed record LintFacts(IReadOnlyList<LintStep> Steps, IReadOnlyCollection<ToolDefinition> Tools);
