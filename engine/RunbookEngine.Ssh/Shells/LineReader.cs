using System.Buffers;
using System.Text;

namespace RunbookEngine.Ssh.Shells;

/// <summary>Cuts what a host sends into lines, and gives up on a host that sends none.</summary>
internal sealed class LineReader(HostChannel channel)
{
    private const int Longest = 64 * 1024;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly ArrayBufferWriter<byte> _line = new();
    private int _at;
    private int _end;

    /// <summary>The next line without its end; null once there is none.</summary>
    /// <exception cref="ConnectionLostException">It is endless.</exception>
    public string? Read()
    {
        while (true)
        {
            var rest = _buffer.AsSpan(_at, _end - _at);
            var length = rest.IndexOf((byte)'\n');
            _line.Write(length < 0 ? rest : rest[..length]);
            _at += length < 0 ? rest.Length : length + 1;
            if (length >= 0)
                return Take();
            if (_line.WrittenCount > Longest)
                throw new ConnectionLostException("it sends an endless line");
            (_at, _end) = (0, channel.Read(_buffer));
            if (_end == 0)
                return null;
        }
    }

    private string Take()
    {
        var line = Encoding.UTF8.GetString(_line.WrittenSpan);
        _line.ResetWrittenCount();
        return line;
    }
}
