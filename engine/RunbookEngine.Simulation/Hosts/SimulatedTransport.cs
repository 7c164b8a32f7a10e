using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Rehearsals;
using RunbookEngine.Simulation.Time;

namespace RunbookEngine.Simulation.Hosts;

/// <summary>One engine's way to a simulated machine. It is patient as a real one is, and dies with its engine.</summary>
public sealed class SimulatedTransport(SimulatedHost host, Life life, Disturbance disturbance, string root = "") : ITransport
{
    /// <summary>How long a machine that does not answer is waited for. Default: 2 min, as over SSH.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public string Target => host.Name;

    /// <inheritdoc/>
    public ITargetFiles Files => field ??= new SimulatedFiles(host, this, root);

    /// <inheritdoc/>
    public async ValueTask<string> GetBootIdAsync(CancellationToken cancellation)
    {
        await ReachAsync(cancellation);
        return host.BootId;
    }

    /// <inheritdoc/>
    public async ValueTask<ClaimsPlace> GetClaimsAsync(RunId run, CancellationToken cancellation)
    {
        await ReachAsync(cancellation);
        return new(host.Name, host.Name, "", "root", "/var/lib/runbook/commands");
    }

    /// <inheritdoc/>
    public async Task<IRunningCommand> StartAsync(CommandName name, Command command, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(command);
        await ReachAsync(cancellation);
        var isLook = IsLook(name);
        if (!isLook)
            disturbance.Moment(life, $"before a command is started on {host.Name}: {name}");
        var process = host.Start(name, command);
        if (!isLook)
            disturbance.Moment(life, $"after a command was started on {host.Name}: {name}");
        return new RunningCommand(this, process);
    }

    /// <inheritdoc/>
    public async Task<IRunningCommand?> AttachAsync(CommandName name, CancellationToken cancellation)
    {
        await ReachAsync(cancellation);
        return host.Attach(name) is { } process ? new RunningCommand(this, process) : null;
    }

    /// <inheritdoc/>
    public Task ForgetAsync(CommandName name)
    {
        if (!life.IsOver && host.IsReachable)
            host.Forget(name);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ForgetRunAsync(RunId run)
    {
        if (!life.IsOver && host.IsReachable)
            host.Forget(n => n.Run == run);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Waits until the machine answers.</summary>
    /// <exception cref="TargetLostException">It did not, for as long as the patience lasts.</exception>
    internal async Task ReachAsync(CancellationToken cancellation)
    {
        life.Check();
        cancellation.ThrowIfCancellationRequested();
        var end = life.Clock.GetUtcNow() + Patience;
        while (!host.IsReachable)
        {
            var left = end - life.Clock.GetUtcNow();
            if (left <= TimeSpan.Zero)
                throw Lost();
            await Task.WhenAny(host.ChangesAsync(), Task.Delay(left, life.Clock, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Looks change nothing; the engine tells them by their label.</summary>
    private static bool IsLook(CommandName name) => name.Value.Contains("-look-", StringComparison.Ordinal);

    private TargetLostException Lost() =>
        new(host.Name, "host-unreachable", $"{host.Name} does not answer (tried for {Patience.TotalMinutes:0} min)", "see whether it is up and reachable from here, then resume");

    private sealed class RunningCommand(SimulatedTransport transport, SimulatedProcess process) : IRunningCommand
    {
        public CommandName Name => process.Name;

        public DateTimeOffset? StartedAt => process.StartedAt;

        public async Task<CommandExit> WaitAsync(CancellationToken cancellation)
        {
            var exit = await process.Ended.WaitAsync(cancellation);
            // Nobody hears of its end before the machine answers.
            await transport.ReachAsync(cancellation);
            return exit;
        }

        public async Task<long> CopyOutputAsync(OutputKind kind, long offset, long count, Stream destination, CancellationToken cancellation)
        {
            await transport.ReachAsync(cancellation);
            var output = process.Output(kind);
            var piece = output.AsMemory((int)Math.Min(offset, output.Length), (int)Math.Min(count, Math.Max(0, output.Length - offset)));
            await destination.WriteAsync(piece, cancellation);
            return piece.Length;
        }

        public async Task<long> GetOutputLengthAsync(OutputKind kind, CancellationToken cancellation)
        {
            await transport.ReachAsync(cancellation);
            return process.Output(kind).Length;
        }

        public async Task<CommandExit> TerminateAsync(TimeSpan grace, CancellationToken cancellation)
        {
            await transport.ReachAsync(cancellation);
            process.Terminate();
            return await process.Ended.WaitAsync(cancellation);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>One engine's ways to all simulated machines.</summary>
public sealed class SimulatedTransports(SimulatedWorld world, Life life, Disturbance disturbance, string root = "") : ITransports
{
    private readonly Dictionary<string, SimulatedTransport> _known = [];

    /// <inheritdoc/>
    public ITransport? Find(string host)
    {
        if (!_known.TryGetValue(host, out var transport) && world.Find(host) is { } found)
            _known[host] = transport = new(found, life, disturbance, root);
        return transport;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
