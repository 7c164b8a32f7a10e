using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>
/// Replaces the secrets of a run by <c>***</c> wherever text leaves for a person or a file: as they are, line by line, and as JSON, Base64 and URLs write
/// them. What a program does to a secret beyond that cannot be recognised.
/// </summary>
public sealed class SecretMask
{
    private const int ShortestLine = 4;

    private readonly ImmutableArray<byte[]> _patterns;

    /// <summary>A mask for these secrets; empty ones are left out.</summary>
    public SecretMask(IEnumerable<Value.Secret> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        _patterns = [.. secrets.SelectMany(static s => Forms(s.Reveal())).Distinct().OrderByDescending(static f => f.Length).Select(Encoding.UTF8.GetBytes)];
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
        Apply(Encoding.UTF8.GetBytes(text), last: true, output);
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

    /// <summary>Masks as much as is certain of a piece of a stream, and writes it out.</summary>
    /// <returns>The number of bytes used; the rest must come again in front of the next piece, since a secret may begin in it. All when it is the last.</returns>
    internal int Apply(ReadOnlySpan<byte> piece, bool last, Stream output)
    {
        var at = 0;
        while (at < piece.Length)
        {
            var (start, length) = Next(piece[at..]);
            if (start < 0)
                break;
            output.Write(piece.Slice(at, start));
            output.Write("***"u8);
            at += start + length;
        }

        var certain = last ? piece.Length : Math.Max(at, piece.Length - Math.Max(0, Longest - 1));
        output.Write(piece[at..certain]);
        return certain;
    }

    private (int Start, int Length) Next(ReadOnlySpan<byte> text)
    {
        var best = (Start: -1, Length: 0);
        foreach (var pattern in _patterns)
        {
            var at = text.IndexOf(pattern);
            if (at >= 0 && (best.Start < 0 || at < best.Start))
                best = (at, pattern.Length);
        }

        return best;
    }

    private static IEnumerable<string> Forms(string secret)
    {
        if (secret.Length == 0)
            yield break;
        yield return secret;
        foreach (var line in secret.Split('\n', StringSplitOptions.TrimEntries).Where(static l => l.Length >= ShortestLine))
            yield return line;
        yield return JsonEncodedText.Encode(secret).ToString();
        yield return JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
        yield return Uri.EscapeDataString(secret);
    }
}
