namespace RunbookEngine.Execution;

/// <summary>Passes on what is written to it, with the secrets masked even where they lie across two writes.</summary>
internal sealed class MaskingStream(SecretMask mask, MaskingStream.Sink sink) : Stream
{
    private readonly MemoryStream _output = new();
    private byte[] _held = [];
    private int _covered;

    internal delegate void Sink(ReadOnlySpan<byte> bytes);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer) => Pass(buffer, last: false);

    public override void Write(byte[] buffer, int offset, int count) => Pass(buffer.AsSpan(offset, count), last: false);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Pass(buffer.AsSpan(offset, count), last: false);
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Pass(buffer.Span, last: false);
        return ValueTask.CompletedTask;
    }

    /// <summary>Passes on what was held back.</summary>
    public void Complete() => Pass([], last: true);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Pass(ReadOnlySpan<byte> bytes, bool last)
    {
        if (mask.Longest == 0)
        {
            sink(bytes);
            return;
        }

        byte[] all = [.. _held, .. bytes];
        _output.SetLength(0);
        var used = mask.Apply(all, last, ref _covered, _output);
        _held = all[used..];
        sink(_output.GetBuffer().AsSpan(0, (int)_output.Length));
    }
}
