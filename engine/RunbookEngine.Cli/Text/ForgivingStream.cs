namespace RunbookEngine.Cli.Text;

/// <summary>
/// What a reader looks at: where it is full, closed or gone, what is written is dropped, and the work goes on. A disk that is full for the reader is not a store that has failed.
/// </summary>
internal sealed class ForgivingStream(Stream inner) : Stream
{
    private const int BrokenPipe = 32;

    /// <summary>Why something could not be written; null when all was, or the reader had gone by itself, as <c>head</c> does.</summary>
    public string? Fault { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if ((e.HResult & 0xffff) != BrokenPipe)
                Fault ??= e.Message;
        }
    }

    public override void Flush()
    {
        try
        {
            inner.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fault ??= e.Message;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
