using System.Collections.Immutable;

namespace RunbookEngine.Planning;

/// <summary>The lane that a node is in, or is.</summary>
/// <param name="Path">The lane's own node, such as <c>upgrade[w1]</c>.</param>
/// <param name="ForEach">The <c>for-each</c> that it belongs to.</param>
/// <param name="Target">The host's name.</param>
/// <param name="Batch">From 0.</param>
public sealed record Lane(Model.StepPath Path, Model.StepPath ForEach, string Target, int Batch);

/// <summary>How a <c>for-each</c> spreads.</summary>
/// <param name="Batches">The lanes of each batch.</param>
/// <param name="MaxFailures">How many lanes may fail before no further one starts.</param>
/// <param name="IsKnown">False in a plan made without an inventory: then there is one lane, which stands for all.</param>
public sealed record FanOut(ImmutableArray<ImmutableArray<Model.StepPath>> Batches, int MaxFailures, bool IsKnown)
{
    /// <summary>The number of lanes.</summary>
    public int Lanes => Batches.Sum(static b => b.Length);
}
