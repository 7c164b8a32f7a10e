using System.Text;

namespace RunbookEngine.Tests.Language;

/// <summary>Makes documents out of others: bytes, lines, words and whole blocks are changed, moved, repeated or taken from elsewhere.</summary>
internal sealed class Mutations(Random random, List<byte[]> corpus)
{
    private static readonly string[] s_words =
    [
        "{{", "}}", "{{ inputs.x }}", "{{ steps.a.stdout ?? 'x' }}", "{{ for x in y }}", "{{ 1..9999999 }}", "{{ 'a' | string.pad_left 99999999 }}", "\"", "'", "[", "]", "{", "}", ":", ": ",
        "- ", "? ", "&a ", "*a", "!!str ", "!x ", "|", ">", "|+2", "---", "...", "%YAML 1.1", "#", "\t", "\r\n", "\n", "\0", "\u0085", "\u2028", "\ufeff", "\u001b[2J", "\u202e", "😀", "\ud800",
        "~", "null", "true", "1e999", "-0", "0x10", "9223372036854775808", "steps:", "needs:", "undo:", "if:", "parallel:", "runbook: fuzz.yaml", "outputs:", "inputs:", "vars:", "secret: true", "retry:", "for-each: workers", "as: node", "batches: [1, 25%]",
        "gate: { shell: uptime }", "targets: { workers: { group: w } }", "window: { closes: 6h }", "on: cp1", "{{ target.name }}", "{{ targets.workers | array.format '{name}' }}",
        "\"\\U0010FFFF\"", "\"\\uD800\"", "\"\\x", "<<:", "@", "`", "a: b: c", "$(", "$((", "<<EOF", "\\", "(((((((((((((((((((((((((((((((((((((((((((((((((((", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    ];

    public byte[] Next()
    {
        var document = Pick(corpus);
        for (var i = random.Next(1, 6); i > 0; i--)
            document = Once(document);
        return document;
    }

    private byte[] Once(byte[] document) => random.Next(10) switch
    {
        0 => Flip(document),
        1 => Insert(document, Encoding.UTF8.GetBytes(Pick(s_words))),
        2 => Insert(document, Encoding.UTF8.GetBytes(Pick(s_words))),
        3 => Cut(document),
        4 => Lines(document, static (l, r) => l.RemoveAt(r.Next(l.Count))),
        5 => Lines(document, static (l, r) => l.Insert(r.Next(l.Count), l[r.Next(l.Count)])),
        6 => Lines(document, static (l, r) => { var i = r.Next(l.Count); l[i] = new string(' ', r.Next(8)) + l[i].TrimStart(); }),
        7 => Lines(document, Block),
        8 => Lines(document, Word),
        _ => Splice(document, Pick(corpus)),
    };

    private byte[] Flip(byte[] document)
    {
        var changed = (byte[])document.Clone();
        for (var i = random.Next(1, 4); i > 0 && changed.Length > 0; i--)
            changed[random.Next(changed.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)random.Next(32, 127);
        return changed;
    }

    private byte[] Insert(byte[] document, byte[] piece)
    {
        var at = random.Next(document.Length + 1);
        return [.. document[..at], .. piece, .. document[at..]];
    }

    private byte[] Cut(byte[] document)
    {
        var at = random.Next(document.Length + 1);
        return [.. document[..at], .. document[Math.Min(document.Length, at + random.Next(20))..]];
    }

    private byte[] Splice(byte[] document, byte[] other) => [.. document[..random.Next(document.Length + 1)], .. other[random.Next(other.Length)..]];

    /// <summary>A block moves, with its indentation changed or not: structure, not text.</summary>
    private static void Block(List<string> lines, Random random)
    {
        var from = random.Next(lines.Count);
        var block = lines.GetRange(from, random.Next(1, Math.Min(6, lines.Count - from) + 1));
        var shift = new string(' ', 2 * random.Next(3));
        lines.InsertRange(
            random.Next(lines.Count),
            random.Next(20) == 0 ? Enumerable.Repeat(block, 50).SelectMany(static b => b) : block.Select(l => shift + l));
    }

    /// <summary>A word is put where another one stands.</summary>
    private static void Word(List<string> lines, Random random)
    {
        var (to, from) = (random.Next(lines.Count), lines[random.Next(lines.Count)].Split(' '));
        var words = lines[to].Split(' ');
        words[random.Next(words.Length)] = from[random.Next(from.Length)];
        lines[to] = string.Join(' ', words);
    }

    private byte[] Lines(byte[] document, Action<List<string>, Random> change)
    {
        var lines = Encoding.Latin1.GetString(document).Split('\n').ToList();
        change(lines, random);
        return Encoding.Latin1.GetBytes(string.Join('\n', lines));
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
