using System.Buffers;
using System.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>
/// Replaces the secrets of a run by <c>***</c> wherever text leaves for a person or a file: as they are, line by line, and as URLs, JSON, shells, languages, Base64 and hex write
/// them. What a program does to a secret beyond that cannot be recognised.
/// </summary>
public sealed class SecretMask
{
    private readonly SecretPattern[]?[] _byFirst = new SecretPattern[]?[256];
    private readonly SearchValues<byte> _firsts;
    private readonly SecretMask? _words;

    /// <summary>A mask for these secrets; empty ones are left out.</summary>
    public SecretMask(IEnumerable<Value.Secret> secrets)
        : this([.. (secrets ?? throw new ArgumentNullException(nameof(secrets))).Select(static s => s.Reveal())], isForWords: false)
    {
    }

    private SecretMask(string[] secrets, bool isForWords)
    {
        SecretPattern[] patterns = [.. secrets.Distinct().SelectMany(SecretForms.Of).Select(static f => new SecretPattern(f))];
        foreach (var group in patterns.SelectMany(static p => p.Firsts.Select(f => (First: f, Pattern: p))).GroupBy(static p => p.First))
            _byFirst[group.Key] = [.. group.Select(static p => p.Pattern)];
        _firsts = SearchValues.Create([.. Enumerable.Range(0, 256).Where(b => _byFirst[b] is not null).Select(static b => (byte)b)]);
        Longest = patterns.Length == 0 ? 0 : patterns.Max(static p => p.Longest);
        if (!isForWords)
            _words = Array.TrueForAll(secrets, static s => s.Length >= SecretForms.ShortestPart) ? this : new([.. secrets.Where(static s => s.Length >= SecretForms.ShortestPart)], isForWords: true);
    }

    /// <summary>What a mask without secrets is.</summary>
    public static SecretMask Nothing { get; } = new([]);

    /// <summary>Bytes of the longest form of a secret; 0 when there are none.</summary>
    public int Longest { get; }

    /// <summary>The text with all secrets replaced.</summary>
    public string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Longest == 0 || text.Length == 0)
            return text;
        var output = new MemoryStream(text.Length);
        var covered = 0;
        Apply(Encoding.UTF8.GetBytes(text), last: true, ref covered, output);
        return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
    }

    /// <summary>
    /// The engine's own words with the secrets replaced, but for those of fewer than four characters: each of them would eat letters of every sentence, and show by that what it is.
    /// </summary>
    public string ApplyToWords(string text) => (_words ?? this).Apply(text);

    /// <summary>The value with all secrets replaced, in its texts as well.</summary>
    public Value Apply(Value value) => value switch
    {
        Value.Secret => new Value.Text("***"),
        Value.Text text => new Value.Text(Apply(text.Content)),
        Value.List list => new Value.List([.. list.Items.Select(Apply)]),
        Value.Map map => Apply(map),
        _ => value,
    };

    /// <summary>The map with all secrets replaced, in its names as well.</summary>
    public Value.Map Apply(Value.Map map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new([.. map.Entries.Select(e => new KeyValuePair<string, Value>(Apply(e.Key), Apply(e.Value)))]);
    }

    /// <summary>The failure with all secrets replaced.</summary>
    public StepFailure Apply(StepFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure with
        {
            Message = ApplyToWords(failure.Message),
            Hint = failure.Hint is null ? null : ApplyToWords(failure.Hint),
            Details = [.. failure.Details.Select(Apply)],
        };
    }

    /// <summary>
    /// Masks as much as is certain of a piece of a stream, and writes it out. All bytes of every secret are covered, also where secrets overlap.
    /// </summary>
    /// <param name="piece">What came, behind what was left of the last piece.</param>
    /// <param name="last">Whether nothing follows.</param>
    /// <param name="covered">
    /// How many bytes at the beginning belong to secrets that were masked already; on return, the same for the rest. 0 for the first piece.
    /// </param>
    /// <param name="output">Where to.</param>
    /// <returns>The number of bytes used; the rest must come again in front of the next piece, since a secret may begin in it. All when it is the last.</returns>
    internal int Apply(ReadOnlySpan<byte> piece, bool last, ref int covered, Stream output)
    {
        var certain = last ? piece.Length : Math.Max(0, piece.Length - Math.Max(0, Longest - 1));
        var at = covered;
        foreach (var (start, end) in Found(piece, certain))
        {
            if (start >= at)
            {
                output.Write(piece[at..start]);
                output.Write("***"u8);
            }

            at = Math.Max(at, end);
        }

        if (at < certain)
            output.Write(piece[at..certain]);
        covered = Math.Max(0, at - certain);
        return certain;
    }

    /// <summary>Where the secrets stand that begin before a place, in order.</summary>
    private List<(int Start, int End)> Found(ReadOnlySpan<byte> text, int before)
    {
        var found = new List<(int Start, int End)>();
        for (var at = 0; at < before; at++)
        {
            var next = text[at..before].IndexOfAny(_firsts);
            if (next < 0)
                break;
            at += next;
            foreach (var pattern in _byFirst[text[at]]!)
            {
                if (pattern.EndIn(text[at..]) is > 0 and var length)
                    found.Add((at, at + length));
            }
        }

        return found;
    }
}
