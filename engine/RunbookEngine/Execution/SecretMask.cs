using System.Collections.Immutable;
using System.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>
/// Replaces the secrets of a run by <c>***</c> wherever text leaves for a person or a file: as they are, line by line, and as JSON, Base64 and URLs write
/// them. What a program does to a secret beyond that cannot be recognised.
/// </summary>
public sealed class SecretMask
{
    private readonly ImmutableArray<byte[]> _patterns;

    /// <summary>A mask for these secrets; empty ones are left out.</summary>
    public SecretMask(IEnumerable<Value.Secret> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        _patterns = [.. secrets.SelectMany(static s => SecretForms.Of(s.Reveal())).Distinct().Select(Encoding.UTF8.GetBytes)];
        Longest = _patterns.IsEmpty ? 0 : _patterns.Max(static p => p.Length);
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
            Message = Apply(failure.Message),
            Hint = failure.Hint is null ? null : Apply(failure.Hint),
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
        foreach (var pattern in _patterns)
        {
            for (var from = 0; text[from..].IndexOf(pattern) is >= 0 and var at && from + at < before; from += at + 1)
                found.Add((from + at, from + at + pattern.Length));
        }

        found.Sort();
        return found;
    }
}
