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

    internal Plan(Runbook runbook, PlanFrame top, ImmutableArray<PlanNode> nodes, Value.Map targets)
    {
        Targets = targets;
        Runbook = runbook;
        TopFrame = top;
        Nodes = nodes;
        _byPath = nodes.ToDictionary(static n => n.Path);
    }

    /// <summary>What was planned.</summary>
    public Runbook Runbook { get; }

    /// <summary>The names of the runbook itself.</summary>
    public PlanFrame TopFrame { get; }

    /// <summary>The hosts of all targets, to be frozen with the run; empty when it was planned without an inventory.</summary>
    public Value.Map Targets { get; }

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

    /// <summary>The host that it works on: a name, <c>local</c>, or a template of one. Null: the engine's machine.</summary>
    public Template? On { get; init; }

    /// <summary>The names with which <see cref="On"/> was written, which may stand around the runbook that the step is in; null: those of the step.</summary>
    public PlanFrame? OnFrame { get; init; }

    /// <summary>The lane it is in or is; null outside of any.</summary>
    public Lane? Lane { get; init; }

    /// <summary>For a <c>for-each</c>: how it spreads.</summary>
    public FanOut? FanOut { get; init; }

    /// <summary>For the step of a gate: how often it must be good.</summary>
    public Gate? Gate { get; init; }

    /// <summary>Whether it is a lane itself.</summary>
    public bool IsLane => Lane is { } lane && lane.Path == Path;

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

    /// <summary>For the names of a lane: those around it, which it sees too. Null otherwise.</summary>
    public PlanFrame? Around { get; init; }

    /// <summary>For the names of a lane: what its variable is called.</summary>
    public string? Variable { get; init; }

    /// <summary>For the names of a lane: its target.</summary>
    public Value.Map? Target { get; init; }

    /// <summary>The hosts of the targets that the runbook of this frame names. Filled by the planner.</summary>
    public Value.Map Targets { get; internal set; } = new([]);

    /// <summary>Where each step of this frame stands in the run, those around a lane left out. Filled by the planner.</summary>
    public Dictionary<StepId, StepPath> Steps { get; } = [];

    /// <summary>The lane's variable, and those of the lanes around it.</summary>
    public IEnumerable<KeyValuePair<string, Value>> Variables
    {
        get
        {
            for (var frame = this; frame is not null; frame = frame.Around)
            {
                if (frame is { Variable: { } name, Target: { } target })
                    yield return new(name, target);
            }
        }
    }

    /// <summary>Where a step stands that expressions of this frame can name; null when there is none.</summary>
    public StepPath? Find(StepId step)
    {
        for (var frame = this; frame is not null; frame = frame.Around)
        {
            if (frame.Steps.TryGetValue(step, out var path))
                return path;
        }

        return null;
    }

    /// <summary>The hosts of one entry of the runbook's targets.</summary>
    internal IEnumerable<Value.Map> TargetsOf(string name) => Targets[name] is Value.List list ? list.Items.OfType<Value.Map>() : [];
}
