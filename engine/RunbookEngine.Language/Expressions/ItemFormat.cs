using System.Collections.Immutable;
using System.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>
/// <c>array.format</c>: a text of each item of a list. <c>{name}</c> inserts a field of the item, <c>{vars.rack}</c> a field of a field, <c>{}</c> the item itself.
/// </summary>
internal static class ItemFormat
{
    public static ImmutableArray<Value> Apply(ImmutableArray<Value> items, string format, Work work)
    {
        var pieces = Pieces(format, work);
        work.List(items.Length);
        return [.. items.Select(i => Text(i, pieces, work))];
    }

    private static Value.Text Text(Value item, List<(string Text, string? Path)> pieces, Work work)
    {
        var text = new StringBuilder();
        foreach (var (literal, path) in pieces)
        {
            Append(text, literal, work);
            if (path is not null)
                Append(text, Take.Text(Reached(item, path, work), work), work);
        }

        return new(text.ToString());
    }

    private static void Append(StringBuilder text, string piece, Work work)
    {
        work.Grow(text.Length, piece.Length + 1);
        text.Append(piece);
    }

    private static Value Reached(Value item, string path, Work work)
    {
        if (path.Length == 0)
            return item;
        foreach (var field in path.Split('.'))
        {
            if (item is not Value.Map map)
                throw new ExpressionException($"the format reads {Named(field, work)} of {Take.Kind(item)}, which has no fields");
            work.Charge(field.Length + map.Entries.Length + 1);
            item = map[field] ?? throw new ExpressionException($"the format reads {Named(field, work)}, which an item of the list does not have");
        }

        return item;
    }

    /// <summary>A format that was made with a secret is not quoted.</summary>
    private static string Named(string field, Work work) => work.TouchedSecret ? "a field" : $"`{Shown.Word(field)}`";

    /// <summary>Literal texts, each with the path that follows it.</summary>
    private static List<(string Text, string? Path)> Pieces(string format, Work work)
    {
        var pieces = new List<(string, string?)>();
        var position = 0;
        while (format.IndexOf('{', position) is var open and >= 0)
        {
            var close = format.IndexOf('}', open);
            if (close < 0)
                throw new ExpressionException("a `{` of the format is never closed");
            work.Charge(close - position + 16);
            pieces.Add((format[position..open], format[(open + 1)..close].Trim()));
            position = close + 1;
        }

        pieces.Add((format[position..], null));
        return pieces;
    }
}
