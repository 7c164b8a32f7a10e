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
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _aborted = new();
    private readonly SshCommand _command;
    private readonly Task _program;
    private readonly Stream _input;

    private HostChannel(SshCommand command, Task program, Stream input) => (_command, _program, _input) = (command, program, input);

    /// <summary>Starts it; the line is read by the login shell of the user, whatever that is, and seen by all users of the host.</summary>
    public static HostChannel Open(SshClient client, string line)
    {
        SshCommand? command = null;
        try
        {
            command = client.CreateCommand(line);
            var program = command.ExecuteAsync();
            return new(command, program, command.CreateInputStream());
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

    /// <summary>What it said on its standard error, once it has ended; at most so many bytes. Output that ended since the connection did is no word of the program's.</summary>
    public string Complaint()
    {
        if (Task.WaitAny([_program, _aborted.Task], s_lastWords) != 0 || !_program.IsCompletedSuccessfully)
            throw new ConnectionLostException("the connection ended before the program did", _program.Exception?.InnerException);
        var buffer = new byte[2048];
        var length = _command.ExtendedOutputStream.Read(buffer, 0, buffer.Length);
        return PlainText.Of(Encoding.UTF8.GetString(buffer, 0, length));
    }

    /// <summary>Ends whoever reads, at once and without a word to the host.</summary>
    public void Abort()
    {
        _aborted.TrySetResult();
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
