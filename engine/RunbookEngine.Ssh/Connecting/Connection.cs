using System.Collections.Concurrent;
using Renci.SshNet;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Ssh.Configuration;
using RunbookEngine.Ssh.Shells;

namespace RunbookEngine.Ssh.Connecting;

/// <summary>
/// A connection to a host while it lives: one channel with the command shell, and a few more for whatever takes its time. With the default of sshd (ten channels)
/// there is always one to spare.
/// </summary>
internal sealed class Connection : IDisposable
{
    private const int MostWorkers = 4;
    private const int MostTransfers = 3;

    private readonly IReadOnlyList<SshClient> _way;
    private readonly SemaphoreSlim _workers = new(MostWorkers);
    private readonly SemaphoreSlim _transfers = new(MostTransfers);
    private readonly ConcurrentBag<WorkShell> _idle = [];
    private readonly ConcurrentDictionary<HostChannel, bool> _channels = new();
    private readonly Lifeline _lifeline;
    private readonly string _shellLine;
    private readonly TimeProvider _clock;
    private readonly long _began;
    private int _disposed;

    private Connection(HostSettings host, SshOptions options, IReadOnlyList<SshClient> way, string keyType, CommandShell commands, HostFacts facts, string shellLine)
    {
        (_way, KeyType, Commands, Facts, _shellLine) = (way, keyType, commands, facts, shellLine);
        Login = host.User;
        UsesUnits = host.Supervision == Supervision.Systemd || (host.Supervision == Supervision.Auto && facts.EndsProcesses);
        (_clock, _began) = (options.Clock, options.Clock.GetTimestamp());
        Commands.Listen();
        _lifeline = new(Commands, options, GiveUp);
    }

    /// <summary>What the host said of itself.</summary>
    public HostFacts Facts { get; }

    /// <summary>The folders of runs that were asked for over it, by their paths.</summary>
    public ConcurrentDictionary<string, ClaimsPlace> Places { get; } = new();

    /// <summary>Who is logged in.</summary>
    public string Login { get; }

    /// <summary>The host's uptime by now, in seconds.</summary>
    public long Uptime => Facts.Uptime + (long)_clock.GetElapsedTime(_began).TotalSeconds;

    /// <summary>The type of its key.</summary>
    public string KeyType { get; }

    /// <summary>Whether commands run in transient systemd units, because nothing else outlives a logout there or the inventory says so.</summary>
    public bool UsesUnits { get; }

    /// <summary>Starts commands and watches over them.</summary>
    public CommandShell Commands { get; }

    /// <summary>Whether it can still be used, as far as is known.</summary>
    public bool IsAlive => !Commands.Ended.IsCompleted && Volatile.Read(ref _disposed) == 0;

    /// <summary>Starts the command shell over clients that are connected, the last one to the host itself.</summary>
    public static Task<Connection> OpenAsync(HostSettings host, SshOptions options, IReadOnlyList<SshClient> way, string keyType, CancellationToken cancellation)
    {
        var line = host.Become == Become.Sudo ? "exec sudo -n /bin/sh -s" : "exec /bin/sh -s";
        return OwnThread.RunAsync(
            "ssh shell",
            () =>
            {
                var channel = HostChannel.Open(way[^1], line);
                using var impatience = cancellation.Register(channel.Abort);
                var timer = options.Clock.CreateTimer(static c => ((HostChannel)c!).Abort(), channel, options.Silence + options.Silence, Timeout.InfiniteTimeSpan);
                using (timer)
                {
                    var (shell, facts) = Hello(host, channel, options);
                    cancellation.ThrowIfCancellationRequested();
                    return new Connection(host, options, way, keyType, shell, facts, line);
                }
            });
    }

    /// <summary>Does something with a shell of its own.</summary>
    /// <exception cref="ConnectionLostException">The connection or the shell was lost.</exception>
    public async Task<WorkResult> WorkAsync(string source, int limit, CancellationToken cancellation)
    {
        await _workers.WaitAsync(cancellation).ConfigureAwait(false);
        WorkShell? shell = null;
        try
        {
            return await OwnThread.RunAsync(
                "ssh work",
                () =>
                {
                    using var waiting = _lifeline.Wait();
                    shell = _idle.TryTake(out var idle) ? idle : WorkShell.Open(Open(), Files.FileScript.Functions);
                    using var impatience = cancellation.Register(shell.Abort);
                    var result = shell.Do(source, limit);
                    cancellation.ThrowIfCancellationRequested();
                    _idle.Add(shell);
                    shell = null;
                    return result;
                }).ConfigureAwait(false);
        }
        catch (ConnectionLostException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        finally
        {
            if (shell is not null)
                Close(shell.Channel);
            _workers.Release();
        }
    }

    /// <summary>Runs something with a channel of its own, for much data in either direction.</summary>
    public async Task<T> TransferAsync<T>(Func<HostChannel, T> work, CancellationToken cancellation)
    {
        await _transfers.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await OwnThread.RunAsync(
                "ssh transfer",
                () =>
                {
                    using var waiting = _lifeline.Wait();
                    var channel = Open();
                    try
                    {
                        using var impatience = cancellation.Register(channel.Abort);
                        return work(channel);
                    }
                    finally
                    {
                        Close(channel);
                    }
                }).ConfigureAwait(false);
        }
        catch (ConnectionLostException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        finally
        {
            _transfers.Release();
        }
    }

    /// <summary>Says good-bye. Whoever waits hears that the connection is lost.</summary>
    public void Dispose() => Leave(atOnce: false);

    /// <summary>Lets go of a connection that is of no more use, without a word to the host.</summary>
    public void GiveUp() => Leave(atOnce: true);

    private void Leave(bool atOnce)
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _lifeline?.Dispose();
        Commands.Abort("the connection was given up");
        foreach (var channel in _channels.Keys)
            channel.Abort();
        Connector.Abandon(_way, atOnce);
    }

    private HostChannel Open()
    {
        var channel = HostChannel.Open(_way[^1], _shellLine);
        _channels[channel] = true;
        if (!IsAlive)
            channel.Abort();
        return channel;
    }

    private void Close(HostChannel channel)
    {
        _channels.TryRemove(channel, out _);
        channel.Dispose();
    }

    private static (CommandShell Shell, HostFacts Facts) Hello(HostSettings host, HostChannel channel, SshOptions options)
    {
        try
        {
            return CommandShell.Open(channel, host.User, options);
        }
        catch (ShellRefusedException e)
        {
            channel.Dispose();
            throw Refusal(host, e.Message);
        }
        catch (ConnectionLostException)
        {
            channel.Dispose();
            throw;
        }
    }

    private static Exception Refusal(HostSettings host, string said) =>
        host.Become == Become.Sudo
            ? new TargetLostException(
                host.Name, "become-refused", $"{host.User} may not become root on {host.Name}: {(said.Length > 0 ? said : "sudo said nothing")}",
                $"let {host.User} use sudo there without a password (NOPASSWD in /etc/sudoers.d), or log in as another user")
            : new ConnectionLostException($"no shell came up for {host.User}{(said.Length > 0 ? ": " + said : "")}");
}
