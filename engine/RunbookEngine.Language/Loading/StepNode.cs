using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>What the checks need to know of a step: where it stands, what it waits for, and what can be read of it.</summary>
internal sealed class StepNode
{
    /// <summary>Its number in the file.</summary>
    public required int Index { get; init; }

    public required string Id { get; init; }

    public required SourceSpan IdSpan { get; init; }

    /// <summary>The group around it.</summary>
    public StepNode? Parent { get; init; }

    /// <summary>For the steps of an <c>undo</c>: the step that they take back.</summary>
    public StepNode? Undoes { get; init; }

    /// <summary>The step above in a list whose steps wait for each other.</summary>
    public StepNode? Above { get; init; }

    public required Section Section { get; init; }

    /// <summary>Null: the step above.</summary>
    public List<YamlScalar>? Needs { get; set; }

    /// <summary>What it waits for, once that is known.</summary>
    public List<StepNode> DependsOn { get; } = [];

    /// <summary>The condition without blanks around it; null: always run.</summary>
    public string? Condition { get; set; }

    /// <summary>Ids of the steps whose status or change the condition asks for.</summary>
    public HashSet<string> Asks { get; } = new(StringComparer.Ordinal);

    /// <summary>Fields that can be read beside those of every step.</summary>
    public List<string> Fields { get; } = [];

    /// <summary>What its verb puts out: the fields of <c>result</c>.</summary>
    public List<string> ResultFields { get; } = [];

    public bool IsSecret { get; set; }

    /// <summary>For a <c>for-each</c>: the name of a lane's target inside it; null for every other step.</summary>
    public string? Variable { get; set; }

    /// <summary>Whether it is what is looked at between the batches of the <c>for-each</c> around it. It stands in no lane.</summary>
    public bool IsGate { get; init; }

    /// <summary>The <c>for-each</c> steps that it stands in a lane of, from the inside out.</summary>
    public IEnumerable<StepNode> Lanes()
    {
        for (var node = this; node is not null; node = node.Parent ?? node.Undoes)
        {
            if (node is { Parent: { Variable: not null } parent, IsGate: false })
                yield return parent;
        }
    }

    /// <summary>The innermost <c>for-each</c> whose lanes hold this step and not the other; null when there is none.</summary>
    public StepNode? LaneWithout(StepNode? other) => Lanes().FirstOrDefault(l => other?.Lanes().Contains(l) != true);

    /// <summary>It, and what it stands in, from the inside out. A step of an undo stands in the step it takes back.</summary>
    public IEnumerable<StepNode> Around()
    {
        for (var node = this; node is not null; node = node.Parent ?? node.Undoes)
            yield return node;
    }
}

/// <summary>The lists of steps that a runbook has.</summary>
internal enum Section
{
    Main,
    OnFailure,
    Finally,
}
