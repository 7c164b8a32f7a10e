using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Planning;

/// <summary>
/// The graph of a runbook: every step of every section, flattened, in an order in which each node stands after those it depends on and after its parent.
/// A group or included runbook is a node too: it opens before its children and ends after them.
/// </summary>
public sealed class Plan
{
    private readonly Dictionary<StepPath, PlanNode> _byPath;

    internal Plan(Runbook runbook, PlanFrame top, ImmutableArray<PlanNode> nodes)
    {
        Runbook = runbook;
        TopFrame = top;
        Nodes = nodes;
        _byPath = nodes.ToDictionary(static n => n.Path);
    }

    /// <summary>What was planned.</summary>
    public Runbook Runbook { get; }

    /// <summary>The names of the runbook itself.</summary>
    public PlanFrame TopFrame { get; }

    /// <summary>All nodes.</summary>
    public ImmutableArray<PlanNode> Nodes { get; }

    /// <summary>The node of a path.</summary>
    public PlanNode this[StepPath path] => _byPath[path];

    /// <summary>The node of a path, or null.</summary>
    public PlanNode? Find(StepPath path) => _byPath.GetValueOrDefault(path);

    /// <summary>The nodes of a section, in order.</summary>
    public IEnumerable<PlanNode> Of(RunSection section) => Nodes.Where(n => n.Section == section);
}

/// <summary>A step in the graph.</summary>
public sealed record PlanNode
{
    /// <summary>Its name in the run.</summary>
    public required StepPath Path { get; init; }

    /// <summary>The step.</summary>
    public required Step Step { get; init; }

    /// <summary>The section it belongs to.</summary>
    public required RunSection Section { get; init; }

    /// <summary>The names it can use.</summary>
    public required PlanFrame Frame { get; init; }

    /// <summary>For an included runbook: the names inside it.</summary>
    public PlanFrame? InnerFrame { get; init; }

    /// <summary>The group or included runbook around it; null at the top.</summary>
    public StepPath? Parent { get; init; }

    /// <summary>For the nodes of an undo: the step that they take back.</summary>
    public StepPath? Undoes { get; init; }

    /// <summary>What must be over before it starts, its parent aside.</summary>
    public required ImmutableArray<StepPath> DependsOn { get; init; }

    /// <summary>The steps directly inside it.</summary>
    public ImmutableArray<StepPath> Children { get; init; } = [];

    /// <summary>Depth in groups, from 0.</summary>
    public required int Depth { get; init; }

    /// <summary>Whether it holds others.</summary>
    public bool IsGroup => Step is not ActionStep;
}

/// <summary>
/// The names of one runbook within a run: the top one, or an included one. Expressions see the inputs, vars and steps of their own frame only.
/// </summary>
public sealed class PlanFrame
{
    /// <summary>The runbook.</summary>
    public required Runbook Runbook { get; init; }

    /// <summary>The including step; null for the top runbook.</summary>
    public StepPath? Include { get; init; }

    /// <summary>The frame of the including step; null for the top runbook.</summary>
    public PlanFrame? Outer { get; init; }

    /// <summary>The inputs as the including step gives them; null for the top runbook.</summary>
    public Argument.Mapping? Inputs { get; init; }

    /// <summary>Where each step of this frame stands in the run. Filled by the planner.</summary>
    public Dictionary<StepId, StepPath> Steps { get; } = [];
}
