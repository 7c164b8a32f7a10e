using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Functions of lists.</summary>
internal static class ListFunctions
{
    public static Function[] All { get; } =
    [
        new("array.size", 1, 1, "inputs.members | array.size", static (a, _) => new Value.Integer(Take.List(a[0]).Length)),
        new("array.first", 1, 1, "inputs.members | array.first", static (a, _) => Take.List(a[0]) is [var first, ..] ? first : Value.None),
        new("array.last", 1, 1, "inputs.members | array.last", static (a, _) => Take.List(a[0]) is [.., var last] ? last : Value.None),
        new("array.join", 2, 2, "inputs.members | array.join \",\"", Join),
        new(
            "array.contains", 2, 2, "inputs.members | array.contains \"cp1\"",
            static (a, w) => new Value.Flag(Paid(Take.List(a[0]), w).Any(i => Comparison.AreEqual(i, a[1], w)))),
        new("array.concat", 2, 2, "inputs.members | array.concat [\"cp4\"]", static (a, w) => Made([.. Take.List(a[0]), .. Take.List(a[1])], w)),
        new(
            "array.compact", 1, 1, "inputs.members | array.compact",
            static (a, w) => Made([.. Take.List(a[0]).Where(static i => i is not Value.Nothing)], w)),
        new("array.reverse", 1, 1, "inputs.members | array.reverse", static (a, w) => Made([.. Take.List(a[0]).Reverse()], w)),
        new("array.uniq", 1, 1, "inputs.members | array.uniq", static (a, w) => Made([.. Paid(Take.List(a[0]), w).Distinct()], w)),
        new("array.sort", 1, 1, "inputs.members | array.sort", Sort),
        new("array.limit", 2, 2, "inputs.members | array.limit 2", static (a, w) => Made([.. Take.List(a[0]).Take(Take.Count(a[1]))], w)),
        new("array.offset", 2, 2, "inputs.members | array.offset 1", static (a, w) => Made([.. Take.List(a[0]).Skip(Take.Count(a[1]))], w)),
        new(
            "array.format", 2, 2, "targets.members | array.format \"{name}=https://{address}:2380\"",
            static (a, w) => Made(ItemFormat.Apply(Take.List(a[0]), Take.Text(a[1], w), w), w)),
        new("array.map", 2, 2, "steps.list.members | array.map \"name\"", Map),
    ];

    private static Value.Text Join(Value[] arguments, Work work)
    {
        var between = Take.Text(arguments[1], work);
        var texts = Take.List(arguments[0]).Select(i => Take.Text(i, work)).ToArray();
        work.Text(texts.Sum(static t => (long)t.Length) + ((long)between.Length * texts.Length));
        return new(string.Join(between, texts));
    }

    private static Value.List Sort(Value[] arguments, Work work)
    {
        var items = Paid(Take.List(arguments[0]), work);
        work.Charge(items.Length * 14L);
        return Made([.. items.OrderBy(static i => i, Comparer<Value>.Create((l, r) => Comparison.Order(l, r, work)))], work);
    }

    private static Value.List Map(Value[] arguments, Work work)
    {
        var name = Take.Text(arguments[1], work);
        return Made([.. Take.List(arguments[0]).Select(i => (i as Value.Map)?[name] ?? Value.None)], work);
    }

    /// <summary>Comparing a text costs its length.</summary>
    private static ImmutableArray<Value> Paid(ImmutableArray<Value> items, Work work)
    {
        foreach (var item in items)
            work.Charge(item is Value.List or Value.Map ? 1_000 : item is Value.Text text ? text.Content.Length + 1 : 1);
        return items;
    }

    private static Value.List Made(ImmutableArray<Value> items, Work work)
    {
        work.List(items.Length);
        return new(items);
    }
}
