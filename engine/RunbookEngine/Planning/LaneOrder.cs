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

    /// <summary><c>w2</c> before <c>w10</c>.</summary>
    private sealed class NaturalOrder : IComparer<string>
    {
        public static NaturalOrder Instance { get; } = new();

        public int Compare(string? x, string? y)
        {
            var (a, b) = (x ?? "", y ?? "");
            var (i, j) = (0, 0);
            while (i < a.Length && j < b.Length)
            {
                var (left, right) = (Run(a, i), Run(b, j));
                var difference = char.IsAsciiDigit(left[0]) && char.IsAsciiDigit(right[0]) ? Numbers(left, right) : string.CompareOrdinal(left, right);
                if (difference != 0)
                    return difference;
                (i, j) = (i + left.Length, j + right.Length);
            }

            return a.Length - i - (b.Length - j);
        }

        private static int Numbers(string left, string right)
        {
            var (a, b) = (left.TrimStart('0'), right.TrimStart('0'));
            if (a.Length != b.Length)
                return a.Length - b.Length;
            return string.CompareOrdinal(a, b) is var order and not 0 ? order : left.Length - right.Length;
        }

        private static string Run(string text, int start)
        {
            var end = start + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]) == char.IsAsciiDigit(text[start]))
                end++;
            return text[start..end];
        }
    }
}
