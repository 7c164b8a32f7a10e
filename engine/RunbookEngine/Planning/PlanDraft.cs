using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Planning;

/// <summary>Where a list of steps stands.</summary>
/// <param name="Section">Its section.</param>
/// <param name="Prefix">What the paths of its steps start with.</param>
/// <param name="Frame">The names they can use.</param>
internal sealed record ListPlace(RunSection Section, StepPath Prefix, PlanFrame Frame)
{
    /// <summary>The group around them.</summary>
    public StepPath? Parent { get; init; }

    /// <summary>The step that they take back.</summary>
    public StepPath? Undoes { get; init; }

    /// <summary>In groups, from 0.</summary>
    public int Depth { get; init; }

    /// <summary>Whether they do not wait for each other.</summary>
    public bool Parallel { get; init; }

    /// <summary>The host they work on unless they say otherwise.</summary>
    public Template? On { get; init; }

    /// <summary>The names with which <see cref="On"/> was written; null: those of the list.</summary>
    public PlanFrame? OnFrame { get; init; }

    /// <summary>The lane they are in.</summary>
    public Lane? Lane { get; init; }
}

/// <summary>
/// Collects the nodes of a plan. <c>needs</c> may name a step further down, so names become paths only once all are collected.
/// </summary>
internal sealed class PlanDraft(TargetResolver? targets, FanOutDraft fanOuts)
{
    private readonly List<(PlanNode Node, ImmutableArray<StepPath> Above)> _drafts = [];

    /// <summary>Adds the steps of a list, and what is in them.</summary>
    public ImmutableArray<StepPath> Add(ImmutableArray<Step> steps, ListPlace place)
    {
        var paths = ImmutableArray.CreateBuilder<StepPath>(steps.Length);
        ImmutableArray<StepPath> above = [];
        foreach (var step in steps)
        {
            var path = place.Prefix.Child(step.Id);
            place.Frame.Steps[step.Id] = path;
            Add(step, path, place, place.Parallel ? [] : above);
            paths.Add(path);
            above = [path];
        }

        return paths.ToImmutable();
    }

    /// <summary>The nodes, in the order of the text, with their dependencies.</summary>
    public ImmutableArray<PlanNode> Complete() => [.. _drafts.Select(static d => d.Node with { DependsOn = Dependencies(d.Node, d.Above) })];

    private void Add(Step step, StepPath path, ListPlace place, ImmutableArray<StepPath> above, Gate? gate = null)
    {
        var index = _drafts.Count;
        // What stands around an included runbook is said with the names around it, whatever is called alike inside.
        var (on, onFrame) = step.On is null ? (place.On, place.OnFrame ?? place.Frame) : (step.On, place.Frame);
        var node = new PlanNode
        {
            Path = path, Step = step, Section = place.Section, Frame = place.Frame, Parent = place.Parent, Undoes = place.Undoes, DependsOn = [],
            Depth = place.Depth, On = on, OnFrame = onFrame, Lane = place.Lane, Gate = gate,
        };
        _drafts.Add((node, above));
        var inside = place with { Prefix = path, Parent = path, Depth = place.Depth + 1, Parallel = false, On = on, OnFrame = onFrame };
        _drafts[index] = (WithInside(node, step, inside), above);
        if (!step.Undo.IsEmpty && place.Section != RunSection.Undo)
            Add(step.Undo, new(RunSection.Undo, path.Undo, place.Frame) { Undoes = path, On = on, OnFrame = onFrame });
    }

    private PlanNode WithInside(PlanNode node, Step step, ListPlace inside) => step switch
    {
        GroupStep group => node with { Children = Add(group.Steps, inside with { Parallel = group.Parallel is not null }) },
        IncludeStep include => Include(node, include, inside),
        ForEachStep forEach => Spread(node, forEach, inside),
        _ => node,
    };

    /// <summary>What an included runbook does at its end is done at the end of the run, with the names of the included one.</summary>
    private PlanNode Include(PlanNode node, IncludeStep include, ListPlace inside)
    {
        var frame = new PlanFrame { Runbook = include.Runbook, Include = node.Path, Outer = inside.Frame, Inputs = include.Inputs };
        targets?.Resolve(frame);
        var closing = new ListPlace(RunSection.OnFailure, RunSections.OnFailure.Under(inside.Prefix), frame) { On = inside.On, OnFrame = inside.OnFrame };
        var steps = Add(include.Runbook.Steps, inside with { Frame = frame });
        Add(include.Runbook.OnFailure, closing);
        Add(include.Runbook.Finally, closing with { Section = RunSection.Finally, Prefix = RunSections.Finally.Under(inside.Prefix) });
        return node with { Children = steps, InnerFrame = frame };
    }

    /// <summary>
    /// Batch follows batch by dependencies alone: the gate waits for the batch before it, and the next batch for the gate. A lane that failed stands in nobody's way; whether
    /// too many did is the executor's to say.
    /// </summary>
    private PlanNode Spread(PlanNode node, ForEachStep step, ListPlace inside)
    {
        var (batches, maxFailures) = fanOuts.Of(step, inside.Frame);
        var children = new List<StepPath>();
        var lanes = new List<ImmutableArray<StepPath>>();
        ImmutableArray<StepPath> before = [];
        for (var number = 0; number <= batches.Length; number++)
        {
            if (step.Gate is { } gate && !batches.IsEmpty)
            {
                var path = new StepPath($"{node.Path}/gate[{number}]");
                Add(gate.Step, path, inside, before, gate);
                children.Add(path);
                before = [path];
            }

            if (number == batches.Length)
                break;
            var batch = number;
            before = [.. batches[number].Select(target => AddLane(node, step, target, batch, inside, before))];
            children.AddRange(before);
            lanes.Add(before);
        }

        return node with { Children = [.. children], FanOut = new([.. lanes], maxFailures, targets is not null) };
    }

    private StepPath AddLane(PlanNode forEach, ForEachStep step, Value.Map target, int batch, ListPlace inside, ImmutableArray<StepPath> before)
    {
        var name = target["name"]!.ToString();
        var path = new StepPath($"{forEach.Path}[{name}]");
        var around = inside.Frame;
        var frame = new PlanFrame
        {
            Runbook = around.Runbook, Include = around.Include, Outer = around.Outer, Inputs = around.Inputs, Around = around, Variable = step.Variable,
            Target = target, Targets = around.Targets,
        };
        var lane = new GroupStep { Id = step.Id, Name = step.Name, Span = step.Span, Fingerprint = step.Fingerprint, Steps = step.Steps };
        var host = name == FanOutDraft.AnyTarget ? null : new Template(name, TemplateKind.Literal, step.Span);
        Add(lane, path, inside with { Frame = frame, On = host, OnFrame = frame, Lane = new(path, forEach.Path, name, batch) }, before);
        return path;
    }

    private static ImmutableArray<StepPath> Dependencies(PlanNode node, ImmutableArray<StepPath> above) =>
        node.Step.Needs is { } needs ? [.. needs.Select(id => node.Frame.Find(id)!.Value)] : above;
}
