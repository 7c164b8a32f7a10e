using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Functions of maps and of any value.</summary>
internal static class ObjectFunctions
{
    public static Function[] All { get; } =
    [
        new(
            "object.default", 2, 2, "inputs.note | object.default \"none\"",
            static (a, _) => a[0] is Value.Nothing or Value.Text { Content: "" } ? a[1] : a[0]),
        new("object.size", 1, 1, "steps.list.members | object.size", static (a, w) => new Value.Integer(Size(a[0], w))),
        new(
            "object.keys", 1, 1, "steps.read.labels | object.keys",
            static (a, w) => Made(Take.Map(a[0]).Entries.Select(static Value (e) => new Value.Text(e.Key)), w)),
        new("object.values", 1, 1, "steps.read.labels | object.values", static (a, w) => Made(Take.Map(a[0]).Entries.Select(static e => e.Value), w)),
        new(
            "object.has_key", 2, 2, "steps.read.labels | object.has_key \"app\"",
            static (a, w) => new Value.Flag(Take.Map(a[0])[Take.Text(a[1], w)] is not null)),
    ];

    /// <summary>Characters of a text, items of a list, entries of a map.</summary>
    public static int Size(Value value, Work work) => value switch
    {
        Value.List list => list.Items.Length,
        Value.Map map => map.Entries.Length,
        _ => Take.Text(value, work).Length,
    };

    private static Value.List Made(IEnumerable<Value> items, Work work)
    {
        var list = new Value.List([.. items]);
        work.List(list.Items.Length);
        return list;
    }
}
