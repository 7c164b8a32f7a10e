using System.Text;

namespace RunbookEngine.Cli.Following;

/// <summary>Reads what was added to a <see cref="SaidFile"/> since the last look. A file that is missing, or cannot be read, says nothing.</summary>
internal sealed class SaidReader(string path)
{
    /// <summary>The name of the file's beginning, with its line end.</summary>
    private const int HeadBytes = 17;

    private string _head = "";
    private long _offset;

    /// <summary>The new lines, oldest first.</summary>
    public IReadOnlyList<SaidLine> Look()
    {
        try
        {
            if (!File.Exists(path))
                return [];
            using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
            return Read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private List<SaidLine> Read(FileStream file)
    {
        var bytes = new byte[HeadBytes];
        if (file.ReadAtLeast(bytes, HeadBytes, throwOnEndOfStream: false) < HeadBytes)
            return [];
        var head = Encoding.ASCII.GetString(bytes);
        if (head != _head)
            (_head, _offset) = (head, HeadBytes);
        var length = file.Length - _offset;
        if (length <= 0)
            return [];
        file.Position = _offset;
        var added = new byte[length];
        var read = file.ReadAtLeast(added, added.Length, throwOnEndOfStream: false);
        // What has no line end yet is still being written.
        var whole = Array.LastIndexOf(added, (byte)'\n', read - 1 < 0 ? 0 : read - 1) + 1;
        _offset += whole;
        return [.. Encoding.UTF8.GetString(added, 0, whole).Split('\n').Select(SaidLine.Read).OfType<SaidLine>()];
    }
}
