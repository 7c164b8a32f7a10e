using System.Text;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace RunbookEngine.Ssh.Shells;

/// <summary>
/// One program on the host with its input and output. All calls block and throw <see cref="ConnectionLostException"/> once the channel or its connection has
/// ended; disposing from another thread ends them.
/// </summary>
internal sealed class HostChannel : IDisposable
{
    private readonly SshCommand _command;
    private readonly Stream _input;

    private HostChannel(SshCommand command, Stream input) => (_command, _input) = (command, input);

    /// <summary>Starts it; the line is read by the login shell of the user, whatever that is, and seen by all users of the host.</summary>
    public static HostChannel Open(SshClient client, string line)
    {
        SshCommand? command = null;
        try
        {
            command = client.CreateCommand(line);
            _ = command.ExecuteAsync();
            return new(command, command.CreateInputStream());
        }
        catch (Exception e) when (IsLoss(e))
        {
            command?.Dispose();
            throw new ConnectionLostException(PlainText.Of(e.Message), e);
        }
    }

    public void Write(ReadOnlySpan<byte> content)
    {
        try
        {
            _input.Write(content);
            _input.Flush();
        }
        catch (Exception e) when (IsLoss(e))
        {
            throw new ConnectionLostException(PlainText.Of(e.Message), e);
        }
    }

    public void Write(string source) => Write(Encoding.UTF8.GetBytes(source));

    /// <summary>Says that no more input comes.</summary>
    public void EndInput() => _input.Dispose();

    /// <summary>Some output; 0 once it has ended.</summary>
    public int Read(byte[] buffer) => _command.OutputStream.Read(buffer, 0, buffer.Length);

    /// <summary>What it said on its standard error, once it has ended; at most so many bytes.</summary>
    public string Complaint()
    {
        var buffer = new byte[2048];
        var length = _command.ExtendedOutputStream.Read(buffer, 0, buffer.Length);
        return PlainText.Of(Encoding.UTF8.GetString(buffer, 0, length));
    }

    /// <summary>Ends whoever reads, at once and without a word to the host.</summary>
    public void Abort()
    {
        _command.OutputStream.Dispose();
        _command.ExtendedOutputStream.Dispose();
    }

    public void Dispose()
    {
        Abort();
        try
        {
            _command.Dispose();
        }
        catch (Exception e) when (IsLoss(e))
        {
            // It was on its way out.
        }
    }

    /// <summary>The library's ways to say that the connection has ended.</summary>
    public static bool IsLoss(Exception e) =>
        e is SshException or System.Net.Sockets.SocketException or IOException or ObjectDisposedException or InvalidOperationException or NullReferenceException;
}
