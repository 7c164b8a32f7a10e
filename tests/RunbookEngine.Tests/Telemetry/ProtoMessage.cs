using System.Buffers.Binary;
using System.Text;

namespace RunbookEngine.Tests.Telemetry;

/// <summary>A message of protocol buffers, read by the numbers of its fields. Fails on anything that is none.</summary>
internal sealed class ProtoMessage
{
    private readonly ILookup<int, object> _fields;

    public ProtoMessage(ReadOnlyMemory<byte> bytes) => _fields = Read(bytes).ToLookup(static f => f.Number, static f => f.Value);

    public IEnumerable<ProtoMessage> Messages(int field) => _fields[field].Select(static v => new ProtoMessage((ReadOnlyMemory<byte>)v));

    public ProtoMessage Message(int field) => Messages(field).Single();

    public bool Has(int field) => _fields.Contains(field);

    public string Text(int field) => Has(field) ? Encoding.UTF8.GetString(((ReadOnlyMemory<byte>)_fields[field].Single()).Span) : "";

    public string Hex(int field) => Has(field) ? Convert.ToHexStringLower(((ReadOnlyMemory<byte>)_fields[field].Single()).Span) : "";

    public ulong Number(int field) => Has(field) ? (ulong)_fields[field].Single() : 0;

    public double Real(int field) => BitConverter.UInt64BitsToDouble(Number(field));

    private static IEnumerable<(int Number, object Value)> Read(ReadOnlyMemory<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            var key = Varint(ref rest);
            yield return ((int)(key >> 3), (int)(key & 7) switch
            {
                0 => Varint(ref rest),
                1 => BinaryPrimitives.ReadUInt64LittleEndian(Take(ref rest, 8).Span),
                2 => Take(ref rest, (int)Varint(ref rest)),
                5 => (ulong)BinaryPrimitives.ReadUInt32LittleEndian(Take(ref rest, 4).Span),
                var type => throw new FormatException($"the wire type {type} is unknown"),
            });
        }
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> rest, int count)
    {
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlyMemory<byte> rest)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = Take(ref rest, 1).Span[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
