using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Planning;

/// <summary>How large each batch is. Pure.</summary>
public static class BatchSizes
{
    /// <summary>
    /// The sizes of the batches, which add up to the number of lanes. The last size that is given repeats; a batch that would be larger than what is left takes that.
    /// </summary>
    /// <param name="batches">A number, a percentage, <c>all</c>, or a list of these; null: 1.</param>
    /// <param name="lanes">All lanes.</param>
    /// <param name="error">What is wrong with <paramref name="batches"/>, in one sentence without a full stop; null when nothing is.</param>
    public static ImmutableArray<int> Of(Value? batches, int lanes, out string? error)
    {
        var given = batches switch
        {
            null or Value.Nothing => [new Value.Integer(1)],
            Value.List list => list.Items,
            var one => [one],
        };
        error = given.IsEmpty ? "`batches` is an empty list" : given.Select(g => Refusal(g, lanes)).FirstOrDefault(static r => r is not null);
        if (error is not null)
            return [];
        var sizes = ImmutableArray.CreateBuilder<int>();
        for (var left = lanes; left > 0; left -= sizes[^1])
            sizes.Add(Math.Min(left, Size(given[Math.Min(sizes.Count, given.Length - 1)], lanes)!.Value));
        return sizes.ToImmutable();
    }

    private static string? Refusal(Value size, int lanes) =>
        Size(size, Math.Max(1, lanes)) is > 0 ? null : $"`batches` has `{size}`, which is neither a number from 1 on, a percentage from 1% to 100%, nor `all`";

    private static int? Size(Value size, int lanes) => size.ToString().Trim() == "all" ? lanes : Percentages.Of(size, lanes);
}
