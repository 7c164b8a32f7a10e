using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Renci.SshNet;

namespace RunbookEngine.Ssh.Connecting;

/// <summary>
/// Pulls the plug of a client. The library offers only a polite end, which waits for a peer that may be dead, behind a writer that waits for it too; and what is
/// still unsent would be delivered by the kernel for minutes, to a host that is asked the same over another connection by then. So its socket is closed at once
/// and what is unsent thrown away. It is reached by name, bound when the program is compiled; a test sees that the name still holds.
/// </summary>
internal static class Plug
{
    /// <summary>Closes the connection's socket, if it has one.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool Pull(BaseClient client)
    {
        try
        {
            if (SessionOf(client) is not Session session || SocketOf(session) is not { } socket)
                return false;
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
            return true;
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException or MissingMemberException)
        {
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Session")]
    [return: UnsafeAccessorType("Renci.SshNet.ISession, Renci.SshNet")]
    private static extern object? SessionOf(BaseClient client);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_socket")]
    private static extern ref Socket? SocketOf(Session session);
}
