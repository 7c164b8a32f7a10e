using System.Text;

namespace RunbookEngine.Execution;

/// <summary>Keeps the last bytes of a stream.</summary>
internal sealed class TailBuffer(int capacity)
{
    private byte[] _bytes = new byte[Math.Min(capacity, 1024)];
    private int _length;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= capacity)
        {
            bytes = bytes[^capacity..];
            _length = 0;
        }

        Grow(bytes.Length);
        var drop = Math.Max(0, _length + bytes.Length - _bytes.Length);
        if (drop > 0)
        {
            _bytes.AsSpan(drop, _length - drop).CopyTo(_bytes);
            _length -= drop;
        }

        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>The last bytes, as many as there are up to a number.</summary>
    public byte[] Last(int count) => _bytes.AsSpan(Math.Max(0, _length - count), Math.Min(count, _length)).ToArray();

    public override string ToString() => Encoding.UTF8.GetString(_bytes, 0, _length);

    /// <summary>Doubles, so that short outputs stay small.</summary>
    private void Grow(int more)
    {
        if (_length + more <= _bytes.Length || _bytes.Length == capacity)
            return;
        var size = (int)Math.Min(capacity, Math.Max((long)_bytes.Length * 2, _length + more));
        Array.Resize(ref _bytes, size);
    }
}
