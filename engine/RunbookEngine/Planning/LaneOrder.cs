using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Planning;

/// <summary>The order of the lanes. Pure.</summary>
public static class LaneOrder
{
    /// <summary>Sorts the names of targets.</summary>
    /// <param name="order"><c>inventory</c>, <c>reverse</c>, <c>name</c>, or the names that go first; null: <c>inventory</c>.</param>
    /// <param name="names">In the order of the targets.</param>
    /// <param name="error">What is wrong with <paramref name="order"/>; null when nothing is.</param>
    public static ImmutableArray<string> Of(Value? order, ImmutableArray<string> names, out string? error)
    {
        error = null;
        switch (order)
        {
            case null or Value.Nothing:
            case Value.Text { Content: "inventory" or "" }:
                return names;
            case Value.Text { Content: "reverse" }:
                return [.. names.Reverse()];
            case Value.Text { Content: "name" }:
                return [.. names.Order(NaturalOrder.Instance)];
            case Value.List list:
                return First([.. list.Items.Select(static i => i.ToString())], names, out error);
            default:
                return First([order.ToString()], names, out error);
        }
    }

    private static ImmutableArray<string> First(ImmutableArray<string> first, ImmutableArray<string> names, out string? error)
    {
        var unknown = first.FirstOrDefault(f => !names.Contains(f));
        error = unknown is null ? null : $"`order` names `{unknown}`, which is none of the targets, nor `inventory`, `reverse` or `name`";
        return error is null ? [.. first.Distinct(), .. names.Except(first)] : names;
    }
}
