using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Compares values. Kinds never mix, so that <c>"10" &lt; 9</c> is an error and not a surprise.</summary>
internal static class Comparison
{
    public static bool AreEqual(Value left, Value right, Work work)
    {
        work.Charge(Cost(left));
        return (left, right) switch
        {
            (Value.Integer l, Value.Real r) => l.Number == r.Number,
            (Value.Real l, Value.Integer r) => l.Number == r.Number,
            _ => left.Equals(right),
        };
    }

    private static long Cost(Value value) => value switch
    {
        Value.Text text => text.Content.Length + 1,
        Value.List list => list.Items.Length * 16L,
        Value.Map map => map.Entries.Length * 16L,
        _ => 1,
    };

    public static int Order(Value left, Value right, Work work)
    {
        work.Charge(left is Value.Text text ? text.Content.Length + 1 : 1);
        return (left, right) switch
        {
            (Value.Integer l, Value.Integer r) => l.Number.CompareTo(r.Number),
            (Value.Integer l, Value.Real r) => ((double)l.Number).CompareTo(r.Number),
            (Value.Real l, Value.Integer r) => l.Number.CompareTo(r.Number),
            (Value.Real l, Value.Real r) => l.Number.CompareTo(r.Number),
            (Value.Text l, Value.Text r) => string.CompareOrdinal(l.Content, r.Content),
            _ => throw new ExpressionException($"{Take.Kind(left)} cannot be compared with {Take.Kind(right)}; `string.to_int` makes a number of a text"),
        };
    }
}
