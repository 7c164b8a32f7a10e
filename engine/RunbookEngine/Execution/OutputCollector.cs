using System.Text;

namespace RunbookEngine.Execution;

/// <summary>
/// Takes one output of a step's commands, masks it, and keeps head and tail for the journal and the end for the handler. What does not fit the journal is
/// also written whole to a file.
/// </summary>
internal sealed class OutputCollector(SecretMask mask, string directory, string fileName) : IDisposable
{
    private readonly MemoryStream _head = new();
    private readonly TailBuffer _tail = new(OutputExcerpt.PartBytes);
    private FileStream? _file;
    private bool _fileFailed;
    private long _length;

    /// <summary>Whether what does not fit the journal is written to a file. Default true.</summary>
    public bool KeepsFile { get; init; } = true;

    /// <summary>Copies what a command wrote, from the beginning to what is there now.</summary>
    /// <returns>The end of it, at most 1 MiB, as text.</returns>
    public async Task<string> TakeAsync(IRunningCommand command, OutputKind kind)
    {
        var length = await command.GetOutputLengthAsync(kind, CancellationToken.None);
        if (length == 0)
            return "";
        var last = new TailBuffer(1 << 20);
        await using var sink = new MaskingStream(mask, bytes => Write(bytes, last));
        for (long offset = 0, copied; offset < length; offset += copied)
        {
            copied = await command.CopyOutputAsync(kind, offset, Math.Min(1 << 18, length - offset), sink, CancellationToken.None);
            if (copied == 0)
                break;
        }

        sink.Complete();
        return last.ToString();
    }

    /// <summary>What the journal keeps.</summary>
    public OutputExcerpt Excerpt()
    {
        if (_length == 0)
            return OutputExcerpt.Empty;
        var tail = _length - _head.Length <= OutputExcerpt.PartBytes ? (int)(_length - _head.Length) : OutputExcerpt.PartBytes;
        var cut = _length - _head.Length - tail;
        var head = _head.ToArray();
        var end = _tail.Last(tail);
        return cut == 0
            ? new(Encoding.UTF8.GetString([.. head, .. end]), "", 0, null)
            : new(Encoding.UTF8.GetString(head), Encoding.UTF8.GetString(end), cut, _file is null ? null : $"{Path.GetFileName(directory)}/{fileName}");
    }

    public void Dispose() => _file?.Dispose();

    private void Write(ReadOnlySpan<byte> bytes, TailBuffer last)
    {
        last.Write(bytes);
        if (_file is not null)
            WriteFile(bytes);
        else if (KeepsFile && !_fileFailed && _length + bytes.Length > 2 * OutputExcerpt.PartBytes)
            OpenFile(bytes);
        var room = (int)Math.Min(bytes.Length, OutputExcerpt.PartBytes - _head.Length);
        _head.Write(bytes[..room]);
        _tail.Write(bytes[room..]);
        _length += bytes.Length;
    }

    private void OpenFile(ReadOnlySpan<byte> more)
    {
        try
        {
            PrivateFolder.Create(directory);
            _file = new(Path.Combine(directory, fileName), new FileStreamOptions
            {
                Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite, BufferSize = 0,
            });
            _file.Write(_head.GetBuffer().AsSpan(0, (int)_head.Length));
            _file.Write(_tail.Last((int)(_length - _head.Length)));
            _file.Write(more);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GiveUpFile();
        }
    }

    private void WriteFile(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file!.Write(bytes);
        }
        catch (IOException)
        {
            GiveUpFile();
        }
    }

    /// <summary>A full disk must not lose the outcome of a step: then the journal has head and tail, and names no file.</summary>
    private void GiveUpFile()
    {
        _file?.Dispose();
        _file = null;
        _fileFailed = true;
    }
}
