using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Fakes;

/// <summary>
/// A machine without processes. It outlives the engines that use it, as a real one does: a name is claimed once, and what ran stays known.
/// </summary>
/// <param name="target">Its name. What ran on another machine than <c>local</c> is known as <c>TARGET:COMMAND</c>.</param>
/// <param name="effects">Shared with other machines; null: its own.</param>
public sealed class FakeTransport(string target = "local", ConcurrentQueue<string>? effects = null) : ITransport
{
    private readonly ConcurrentDictionary<string, Lazy<FakeCommand>> _claims = new();
    private int _running;

    /// <summary>What each command did, in order: its arguments joined by a blank.</summary>
    public ConcurrentQueue<string> Effects { get; } = effects ?? new();

    /// <summary>Whether it cannot be reached, for <c>boot</c>, <c>start COMMAND</c> (what was started is, though nobody hears of it) and <c>wait COMMAND</c>; default never.</summary>
    public Func<string, bool> IsCut { get; set; } = static _ => false;

    /// <summary>The exit status of a command; default 0. May look at how often it was asked.</summary>
    public Func<string, int> StatusOf { get; set; } = static _ => 0;

    /// <summary>When a command ends; default at once.</summary>
    public Func<string, Task> EndOf { get; set; } = static _ => Task.CompletedTask;

    /// <summary>What a command writes; default nothing.</summary>
    public Func<string, string> OutputOf { get; set; } = static _ => "";

    /// <summary>Commands whose end nobody knows.</summary>
    public Func<string, bool> IsLost { get; set; } = static _ => false;

    /// <summary>Names under which nothing can ever be started.</summary>
    public Func<string, bool> IsRefused { get; set; } = static _ => false;

    /// <summary>The most commands that ran at the same time.</summary>
    public int MostAtOnce { get; private set; }

    public string BootId { get; set; } = "boot-1";

    /// <summary>The id of its claims' folder; another one when that was made anew.</summary>
    public string ClaimsRoot { get; set; } = "root-1";

    /// <summary>The namespace of its processes; another one in a container that was made anew.</summary>
    public string ClaimsProcesses { get; set; } = "";

    /// <summary>Why its claims' folder cannot be used; null when it can.</summary>
    public string? ClaimsFault { get; set; }

    public string Target => target;

    /// <summary>None, unless a test gives it some: the fake tool touches no file.</summary>
    public ITargetFiles Files { get; init; } = null!;

    public ValueTask<string> GetBootIdAsync(CancellationToken cancellation)
    {
        Check("boot");
        return ValueTask.FromResult(BootId);
    }

    public ValueTask<ClaimsPlace> GetClaimsAsync(RunId run, CancellationToken cancellation) =>
        ClaimsFault is { } fault ? throw new IOException(fault) : new(new ClaimsPlace(ClaimsRoot, "", ClaimsProcesses, "root", "/commands"));

    public Task<IRunningCommand> StartAsync(CommandName name, Command command, CancellationToken cancellation)
    {
        var what = string.Join(' ', command.Arguments);
        var claim = _claims.GetOrAdd(name.Value, _ => new(() => Begin(name, target == "local" ? what : $"{target}:{what}")));
        var running = claim.Value;
        Check($"start {what}");
        return Task.FromResult<IRunningCommand>(running);
    }

    private void Check(string call)
    {
        if (IsCut(call))
            throw new TargetLostException(target, "host-unreachable", $"{target} does not answer", "look whether it is up");
    }

    public Task<IRunningCommand?> AttachAsync(CommandName name, CancellationToken cancellation) =>
        Task.FromResult<IRunningCommand?>(_claims.TryGetValue(name.Value, out var claim) ? claim.Value : null);

    public Task ForgetAsync(CommandName name) => Task.CompletedTask;

    public Task ForgetRunAsync(RunId run)
    {
        foreach (var (name, claim) in _claims.Where(c => c.Value is { IsValueCreated: true, Value: { HasEnded: true } command } && command.Name.Run == run).ToArray())
            _claims.TryRemove(KeyValuePair.Create(name, claim));
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private FakeCommand Begin(CommandName name, string what)
    {
        if (IsRefused(name.Value))
            return new(this, name, what, Task.CompletedTask, false, 0, [], isRefused: true);
        Effects.Enqueue(what);
        var now = Interlocked.Increment(ref _running);
        lock (_claims)
            MostAtOnce = Math.Max(MostAtOnce, now);
        var end = EndOf(what).ContinueWith(_ => Interlocked.Decrement(ref _running), TaskScheduler.Default);
        return new(this, name, what, end, IsLost(what), StatusOf(what), Encoding.UTF8.GetBytes(OutputOf(what)));
    }

    private sealed class FakeCommand(FakeTransport machine, CommandName name, string what, Task end, bool isLost, int status, byte[] output, bool isRefused = false) : IRunningCommand
    {
        private volatile bool _terminated;

        public CommandName Name => name;

        public bool HasEnded => end.IsCompleted;

        public DateTimeOffset? StartedAt { get; } = DateTimeOffset.UnixEpoch;

        public async Task<CommandExit> WaitAsync(CancellationToken cancellation)
        {
            machine.Check($"wait {what}");
            await end.WaitAsync(cancellation);
            if (isRefused)
                return new CommandExit.NotStarted("its name was given up");
            return isLost ? new CommandExit.Lost("its supervisor was killed") : Exit();
        }

        public Task<long> CopyOutputAsync(OutputKind kind, long offset, long count, Stream destination, CancellationToken cancellation)
        {
            var piece = kind == OutputKind.Stdout ? output.AsMemory((int)offset, (int)Math.Min(count, output.Length - offset)) : default;
            destination.Write(piece.Span);
            return Task.FromResult((long)piece.Length);
        }

        public Task<long> GetOutputLengthAsync(OutputKind kind, CancellationToken cancellation) =>
            Task.FromResult(kind == OutputKind.Stdout ? (long)output.Length : 0);

        public Task<CommandExit> TerminateAsync(TimeSpan grace, CancellationToken cancellation)
        {
            _terminated = true;
            return Task.FromResult<CommandExit>(Exit());
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private CommandExit.Exited Exit() => new CommandExit.Exited(_terminated ? 143 : status, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
    }
}
