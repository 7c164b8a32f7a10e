using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Functions of texts.</summary>
internal static class TextFunctions
{
    public static Function[] All { get; } =
    [
        One("string.upcase", static s => s.ToUpperInvariant()),
        One("string.downcase", static s => s.ToLowerInvariant()),
        One("string.capitalize", static s => s.Length == 0 ? s : char.ToUpperInvariant(s[0]) + s[1..]),
        One("string.strip", static s => s.Trim()),
        One("string.lstrip", static s => s.TrimStart()),
        One("string.rstrip", static s => s.TrimEnd()),
        new("string.size", 1, 1, "steps.read.stdout | string.size", static (a, w) => new Value.Integer(Take.Text(a[0], w).Length)),
        new("string.empty", 1, 1, "inputs.note | string.empty", static (a, w) => new Value.Flag(Take.Text(a[0], w).Length == 0)),
        new(
            "string.to_int", 1, 1, "steps.count.stdout | string.to_int",
            static (a, w) => new Value.Integer(Take.Integer(new Value.Text(Take.Text(a[0], w).Trim())))),
        Two("string.contains", static (s, o) => s.Contains(o, StringComparison.Ordinal)),
        Two("string.starts_with", static (s, o) => s.StartsWith(o, StringComparison.Ordinal)),
        Two("string.ends_with", static (s, o) => s.EndsWith(o, StringComparison.Ordinal)),
        new("string.append", 2, 2, "inputs.name | string.append \".db\"", static (a, w) => Join(a[0], a[1], w)),
        new("string.prepend", 2, 2, "inputs.name | string.prepend \"etcd-\"", static (a, w) => Join(a[1], a[0], w)),
        new("string.remove", 2, 2, "inputs.name | string.remove \"-\"", static (a, w) => Replace(a[0], a[1], new Value.Text(""), w)),
        new("string.replace", 3, 3, "inputs.name | string.replace \".\" \"-\"", static (a, w) => Replace(a[0], a[1], a[2], w)),
        new("string.slice", 2, 3, "inputs.name | string.slice 0 8", Slice),
        new(
            "string.truncate", 2, 2, "inputs.name | string.truncate 8",
            static (a, w) => Made(Cut(Take.Text(a[0], w), 0, Math.Max(0, Take.Count(a[1]))), w)),
        new("string.split", 2, 2, "inputs.names | string.split \",\"", Split),
        new("string.pad_left", 2, 2, "inputs.number | string.pad_left 4", static (a, w) => Pad(a, w, static (s, n) => s.PadLeft(n))),
        new("string.pad_right", 2, 2, "inputs.name | string.pad_right 20", static (a, w) => Pad(a, w, static (s, n) => s.PadRight(n))),
    ];

    private static Function One(string name, Func<string, string> body) =>
        new(name, 1, 1, $"inputs.name | {name}", (a, w) =>
        {
            var text = Take.Text(a[0], w);
            w.Text(text.Length);
            return new Value.Text(body(text));
        });

    private static Function Two(string name, Func<string, string, bool> body) =>
        new(name, 2, 2, $"inputs.name | {name} \"etcd\"", (a, w) =>
        {
            var (text, other) = (Take.Text(a[0], w), Take.Text(a[1], w));
            w.Charge(text.Length);
            return new Value.Flag(body(text, other));
        });

    private static Value.Text Join(Value left, Value right, Work work)
    {
        var (first, second) = (Take.Text(left, work), Take.Text(right, work));
        work.Text((long)first.Length + second.Length);
        return new(first + second);
    }

    private static Value.Text Replace(Value value, Value old, Value replacement, Work work)
    {
        var (text, what, with) = (Take.Text(value, work), Take.Text(old, work), Take.Text(replacement, work));
        if (what.Length == 0)
            throw new ExpressionException("there is nothing to look for: the text to replace is empty");
        work.Charge(text.Length);
        var count = 0L;
        for (var i = text.IndexOf(what, StringComparison.Ordinal); i >= 0; i = text.IndexOf(what, i + what.Length, StringComparison.Ordinal))
            count++;
        work.Text(text.Length + (count * (with.Length - what.Length)));
        return new(text.Replace(what, with, StringComparison.Ordinal));
    }

    private static Value.Text Slice(Value[] arguments, Work work)
    {
        var text = Take.Text(arguments[0], work);
        var start = Take.Count(arguments[1]);
        if (start < 0)
            start = Math.Max(0, text.Length + start);
        return Made(Cut(text, start, arguments.Length > 2 ? Math.Max(0, Take.Count(arguments[2])) : text.Length), work);
    }

    private static string Cut(string text, int start, int length)
    {
        start = Math.Min(start, text.Length);
        return text.Substring(start, Math.Min(length, text.Length - start));
    }

    private static Value.List Split(Value[] arguments, Work work)
    {
        var (text, by) = (Take.Text(arguments[0], work), Take.Text(arguments[1], work));
        if (by.Length == 0)
            throw new ExpressionException("there is nothing to split by: the second text is empty");
        work.Text(text.Length);
        var pieces = text.Split(by, Work.LongestList + 1, StringSplitOptions.RemoveEmptyEntries);
        work.List(pieces.Length);
        return new([.. pieces.Select(static p => new Value.Text(p))]);
    }

    private static Value.Text Pad(Value[] arguments, Work work, Func<string, int, string> body)
    {
        var (text, width) = (Take.Text(arguments[0], work), Math.Max(0, Take.Count(arguments[1])));
        work.Text(Math.Max(text.Length, width));
        return new(body(text, width));
    }

    private static Value.Text Made(string text, Work work)
    {
        work.Text(text.Length);
        return new(text);
    }
}
