using System.Globalization;
using System.Net.Sockets;
using Renci.SshNet;
using Renci.SshNet.Common;
using RunbookEngine.Execution;
using RunbookEngine.Ssh.Configuration;
using RunbookEngine.Ssh.HostKeys;
using RunbookEngine.Ssh.Shells;

namespace RunbookEngine.Ssh.Connecting;

/// <summary>Makes one attempt to connect to a host, over the hosts on the way.</summary>
internal sealed class Connector(HostSettings host, SshOptions options, Identities identities)
{
    /// <summary>Connects and logs in.</summary>
    /// <exception cref="ConnectionLostException">It did not work this time.</exception>
    /// <exception cref="TargetLostException">It will not work until a person does something.</exception>
    public async Task<Connection> ConnectAsync(CancellationToken cancellation)
    {
        List<SshClient> way = [];
        try
        {
            ForwardedPortLocal? door = null;
            foreach (var hop in host.Jumps)
                (_, door) = await EnterAsync(hop, door, way, NextAfter(hop), cancellation).ConfigureAwait(false);
            var (type, _) = await EnterAsync(host, door, way, null, cancellation).ConfigureAwait(false);
            return await Connection.OpenAsync(host, options, way, type, cancellation).ConfigureAwait(false);
        }
        catch
        {
            Abandon(way, atOnce: true);
            throw;
        }
    }

    /// <summary>Lets go of clients, the last one first, on another thread: the library's good-bye takes its time.</summary>
    /// <param name="way">The clients.</param>
    /// <param name="atOnce">Whether to say nothing to the hosts.</param>
    public static void Abandon(IReadOnlyList<SshClient> way, bool atOnce) =>
        _ = Task.Run(() =>
        {
            foreach (var client in way.Reverse())
            {
                try
                {
                    if (atOnce)
                        Plug.Pull(client);
                    client.Dispose();
                }
                catch (Exception e) when (HostChannel.IsLoss(e) || e is AggregateException)
                {
                    // It is gone in any case.
                }
            }
        });

    private HostSettings NextAfter(HostSettings hop)
    {
        var at = host.Jumps.IndexOf(hop);
        return at + 1 < host.Jumps.Length ? host.Jumps[at + 1] : host;
    }

    private async Task<(string KeyType, ForwardedPortLocal? Door)> EnterAsync(
        HostSettings hop, ForwardedPortLocal? door, List<SshClient> way, HostSettings? next, CancellationToken cancellation)
    {
        HostKeyCheck check = new(hop, options);
        var keys = identities.For(hop);
        if (keys.Count == 0)
            throw LoginRefused(hop, keys, "there is no key to log in with");
        SshClient client = new(Info(hop, door, keys));
        way.Add(client);
        client.HostKeyReceived += (_, e) => e.CanTrust = check.Accepts(e.HostKey);
        try
        {
            await Task.Run(() => client.ConnectAsync(cancellation), cancellation).ConfigureAwait(false);
            return (check.KeyType, next is null ? null : OpenDoor(client, next));
        }
        catch (Exception) when (check.Refusal is not null)
        {
            throw check.Refusal;
        }
        catch (SshAuthenticationException e)
        {
            throw LoginRefused(hop, keys, PlainText.Of(e.Message));
        }
        catch (Exception e) when (HostChannel.IsLoss(e) || e is ArgumentException or IndexOutOfRangeException or OverflowException or NotSupportedException or TimeoutException)
        {
            throw new ConnectionLostException(Reason(hop, e), e);
        }
    }

    private static ConnectionInfo Info(HostSettings hop, ForwardedPortLocal? door, List<(string Name, IPrivateKeySource Key)> keys)
    {
        PrivateKeyAuthenticationMethod method = new(hop.User, [.. keys.Select(static k => k.Key)]);
        ConnectionInfo info = door is null
            ? new(hop.Address, hop.Port, hop.User, method)
            : new(door.BoundHost, (int)door.BoundPort, hop.User, method);
        info.Timeout = hop.ConnectTimeout;
        info.ChannelCloseTimeout = TimeSpan.FromSeconds(1);
        info.RetryAttempts = 1;
        HostKeyOrder.Apply(info, KnownHosts.Read(hop.KnownHosts).TypesOf(hop.KeyName));
        return info;
    }

    private static ForwardedPortLocal OpenDoor(SshClient client, HostSettings next)
    {
        ForwardedPortLocal door = new("127.0.0.1", next.Address, (uint)next.Port);
        client.AddForwardedPort(door);
        door.Start();
        return door;
    }

    private static string Reason(HostSettings hop, Exception e)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{hop.Address}:{hop.Port}");
        return e switch
        {
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => $"{place} refuses connections",
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => $"the name {hop.Address} is not known",
            SocketException { SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable } => $"there is no way to {place}",
            SshOperationTimeoutException or TimeoutException => string.Create(CultureInfo.InvariantCulture, $"{place} did not answer within {hop.ConnectTimeout.TotalSeconds:0.#} s"),
            _ => $"{place}: {PlainText.Of(e.Message)}",
        };
    }

    private static TargetLostException LoginRefused(HostSettings hop, List<(string Name, IPrivateKeySource Key)> keys, string why)
    {
        var tried = keys.Count == 0 ? string.Join(", ", hop.IdentityFiles) + ": none of them can be used" : string.Join(", ", keys.Select(static k => k.Name));
        return new(
            hop.Name, "login-refused", $"{hop.Name} ({hop.Address}) did not let {hop.User} in: {why}",
            $"keys tried: {tried}; set `user` or `identity-file` in the inventory, or add the public key to ~{hop.User}/.ssh/authorized_keys there");
    }
}
