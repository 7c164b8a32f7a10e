using System.Buffers.Binary;
using System.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>
/// Tells whether a step's text is the same. Place, comments, quotes, the order of keys and what is said for rehearsals do not count. What an inner step says counts for all around it.
/// </summary>
internal sealed class Fingerprints
{
    private readonly Sha256 _hash = new();
    private byte[] _buffer = new byte[256];

    /// <summary>The fingerprint, in lower-case hex.</summary>
    /// <param name="node">The step as it was written.</param>
    /// <param name="included">For an include: the hash of the included text.</param>
    public string Of(YamlNode node, string? included)
    {
        Add(node, isStep: true);
        if (included is not null)
            Add('i', included);
        Span<byte> hash = stackalloc byte[Sha256.Bytes];
        _hash.Finish(hash);
        return Convert.ToHexStringLower(hash[..16]);
    }

    private void Add(YamlNode node, bool isStep)
    {
        switch (node)
        {
            case YamlScalar scalar:
                Add(scalar.Style == YamlStyle.Plain ? Kind(scalar) : 't', scalar.Text);
                break;
            case YamlSequence list:
                Add('l', list.Items.Count);
                foreach (var item in list.Items)
                    Add(item, isStep);
                break;
            case YamlMapping map:
                var entries = isStep ? [.. map.Entries.Where(static e => e.Name != "rehearse")] : map.Entries;
                Add('m', entries.Count);
                foreach (var entry in entries.OrderBy(static e => e.Name, StringComparer.Ordinal))
                {
                    Add('k', entry.Name);
                    Add(entry.Value, isStep && entry.Name is ("steps" or "undo" or "gate"));
                }

                break;
        }
    }

    private static char Kind(YamlScalar scalar) => Scalars.Plain(scalar) switch
    {
        Value.Text => 't',
        Value.Nothing => 'n',
        Value.Flag => 'b',
        _ => '#',
    };

    private void Add(char kind, int count)
    {
        Span<byte> head = stackalloc byte[5];
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], count);
        _hash.Append(head);
    }

    private void Add(char kind, string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most > _buffer.Length)
            _buffer = new byte[most];
        var length = Encoding.UTF8.GetBytes(text, _buffer);
        Add(kind, length);
        _hash.Append(_buffer.AsSpan(0, length));
    }
}
