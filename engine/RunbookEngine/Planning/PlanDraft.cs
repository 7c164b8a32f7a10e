using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Planning;

/// <summary>Where a list of steps stands.</summary>
/// <param name="Section">Its section.</param>
/// <param name="Prefix">What the paths of its steps start with.</param>
/// <param name="Frame">The names they can use.</param>
/// <param name="Parent">The group around them.</param>
/// <param name="Undoes">The step that they take back.</param>
/// <param name="Depth">In groups, from 0.</param>
/// <param name="Parallel">Whether they do not wait for each other.</param>
internal sealed record ListPlace(
    RunSection Section, StepPath Prefix, PlanFrame Frame, StepPath? Parent = null, StepPath? Undoes = null, int Depth = 0, bool Parallel = false);

/// <summary>
/// Collects the nodes of a plan. <c>needs</c> may name a step further down, so names become paths only once all are collected.
/// </summary>
internal sealed class PlanDraft
{
    private readonly List<(PlanNode Node, StepPath? Above)> _drafts = [];

    /// <summary>Adds the steps of a list, and what is in them.</summary>
    public ImmutableArray<StepPath> Add(ImmutableArray<Step> steps, ListPlace place)
    {
        var paths = ImmutableArray.CreateBuilder<StepPath>(steps.Length);
        StepPath? above = null;
        foreach (var step in steps)
        {
            var path = place.Prefix.Child(step.Id);
            place.Frame.Steps[step.Id] = path;
            Add(step, path, place, place.Parallel ? null : above);
            paths.Add(path);
            above = path;
        }

        return paths.ToImmutable();
    }

    /// <summary>The nodes, in the order of the text, with their dependencies.</summary>
    public ImmutableArray<PlanNode> Complete() => [.. _drafts.Select(static d => d.Node with { DependsOn = Dependencies(d.Node, d.Above) })];

    private void Add(Step step, StepPath path, ListPlace place, StepPath? above)
    {
        var index = _drafts.Count;
        var node = new PlanNode
        {
            Path = path, Step = step, Section = place.Section, Frame = place.Frame, Parent = place.Parent, Undoes = place.Undoes, DependsOn = [],
            Depth = place.Depth,
        };
        _drafts.Add((node, above));
        var inner = step is IncludeStep include ? Inner(include, path, place.Frame) : null;
        _drafts[index] = (node with { Children = AddInside(step, path, place, inner), InnerFrame = inner }, above);
        if (!step.Undo.IsEmpty && place.Section != RunSection.Undo)
            Add(step.Undo, new(RunSection.Undo, path.Undo, place.Frame, Undoes: path));
    }

    private ImmutableArray<StepPath> AddInside(Step step, StepPath path, ListPlace place, PlanFrame? inner)
    {
        var inside = place with { Prefix = path, Parent = path, Depth = place.Depth + 1, Parallel = false };
        return step switch
        {
            GroupStep group => Add(group.Steps, inside with { Parallel = group.Parallel is not null }),
            IncludeStep include => AddIncluded(include, inside with { Frame = inner! }),
            _ => [],
        };
    }

    /// <summary>What an included runbook does at its end is done at the end of the run, with the names of the included one.</summary>
    private ImmutableArray<StepPath> AddIncluded(IncludeStep include, ListPlace inside)
    {
        var closing = new ListPlace(RunSection.OnFailure, RunSections.OnFailure.Under(inside.Prefix), inside.Frame);
        var steps = Add(include.Runbook.Steps, inside);
        Add(include.Runbook.OnFailure, closing);
        Add(include.Runbook.Finally, closing with { Section = RunSection.Finally, Prefix = RunSections.Finally.Under(inside.Prefix) });
        return steps;
    }

    private static PlanFrame Inner(IncludeStep include, StepPath path, PlanFrame outer) =>
        new() { Runbook = include.Runbook, Include = path, Outer = outer, Inputs = include.Inputs };

    private static ImmutableArray<StepPath> Dependencies(PlanNode node, StepPath? above)
    {
        if (node.Step.Needs is { } needs)
            return [.. needs.Select(id => node.Frame.Steps[id])];
        return above is { } path ? [path] : [];
    }
}
