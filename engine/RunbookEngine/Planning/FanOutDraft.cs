using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Planning;

/// <summary>Decides the lanes of a <c>for-each</c>: which, in which order and in which batches.</summary>
internal sealed class FanOutDraft(PlanScope? scope)
{
    /// <summary>What a plan made without an inventory shows in the place of a host.</summary>
    public const string AnyTarget = "*";

    /// <summary>The targets of each batch, and how many lanes may fail.</summary>
    /// <exception cref="PlanException">A setting has no usable value.</exception>
    public (ImmutableArray<ImmutableArray<Value.Map>> Batches, int MaxFailures) Of(ForEachStep step, PlanFrame frame)
    {
        if (scope is null)
            return ([[new Value.Map([new("name", new Value.Text(AnyTarget))])]], 0);
        var targets = frame.TargetsOf(step.Targets);
        var byName = targets.ToDictionary(static t => t["name"]!.ToString());
        var order = LaneOrder.Of(scope.Evaluate(step.Order, frame, "order"), [.. byName.Keys], out var wrongOrder);
        if (wrongOrder is not null)
            throw new PlanException(step.Order!.Span, wrongOrder, $"the targets are {string.Join(", ", byName.Keys.Take(12))}");
        var sizes = BatchSizes.Of(scope.Evaluate(step.Batches, frame, "batches"), order.Length, out var wrongSizes);
        if (wrongSizes is not null)
            throw new PlanException(step.Batches!.Span, wrongSizes, "such as `batches: [1, 3, \"25%\"]`, or `batches: all`");
        var start = 0;
        var batches = ImmutableArray.CreateBuilder<ImmutableArray<Value.Map>>(sizes.Length);
        foreach (var size in sizes)
        {
            batches.Add([.. order.Skip(start).Take(size).Select(name => byName[name])]);
            start += size;
        }

        return (batches.MoveToImmutable(), MaxFailures(step, frame, order.Length));
    }

    private int MaxFailures(ForEachStep step, PlanFrame frame, int lanes)
    {
        if (scope!.Evaluate(step.MaxFailures, frame, "max-failures") is not { } value)
            return 0;
        return Percentages.Of(value, lanes)
            ?? throw new PlanException(step.MaxFailures!.Span, $"`max-failures` is `{value}`, which is neither a number nor a percentage", "such as `max-failures: 1` or `max-failures: 10%`");
    }
}
