using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>
/// Starts commands on one target so that each runs at most once, whatever dies: a name is claimed on the target atomically, the command runs detached
/// from the engine, and its output and exit status are kept on the target until <see cref="ForgetAsync"/>.
/// A target that cannot be reached is tried again for as long as its settings say, inside each call, since every call may be made again without harm; then
/// a <see cref="TargetLostException"/> says so. Whatever was claimed goes on meanwhile.
/// </summary>
public interface ITransport : IAsyncDisposable
{
    /// <summary>The target as people call it: <c>local</c>, or a host's name.</summary>
    string Target { get; }

    /// <summary>Files on the target.</summary>
    ITargetFiles Files { get; }

    /// <summary>What is new after every start of the target's kernel. True of the connection that is used now; a new one looks again.</summary>
    ValueTask<string> GetBootIdAsync(CancellationToken cancellation);

    /// <summary>Where the names of a run's commands are claimed; the place is made, with an id of its own, where there is none yet.</summary>
    /// <exception cref="IOException">It can be neither found nor made, or not be looked into.</exception>
    ValueTask<ClaimsPlace> GetClaimsAsync(RunId run, CancellationToken cancellation);

    /// <summary>
    /// Starts the command under the name, or attaches to it when the name is already claimed. Returns once the claim is certain, or with a command
    /// that ended as <see cref="CommandExit.NotStarted"/> (no such working directory, no space, an argument with NUL, …).
    /// A program that does not exist is not that: it exits with 127, as in a shell, and 126 when it cannot be executed.
    /// </summary>
    Task<IRunningCommand> StartAsync(CommandName name, Command command, CancellationToken cancellation);

    /// <summary>
    /// Attaches to the command of that name. When the name was never claimed, claims it so that no late starter can use it, and returns null:
    /// the command has not run and never will.
    /// </summary>
    /// <exception cref="IOException">The name can be neither found nor taken out of use: nothing is known.</exception>
    Task<IRunningCommand?> AttachAsync(CommandName name, CancellationToken cancellation);

    /// <summary>Removes what is kept of one finished command, which the journal now has. A running one is left alone. Never fails.</summary>
    Task ForgetAsync(CommandName name);

    /// <summary>Removes what is kept of all finished commands of a run. Running ones are left alone. Never fails.</summary>
    Task ForgetRunAsync(RunId run);
}

/// <summary>One command that was started, by whomever.</summary>
public interface IRunningCommand : IAsyncDisposable
{
    /// <summary>Its name.</summary>
    CommandName Name { get; }

    /// <summary>When the target started it; null when it never did.</summary>
    DateTimeOffset? StartedAt { get; }

    /// <summary>Waits for its end. Cancelling stops the waiting, never the command.</summary>
    Task<CommandExit> WaitAsync(CancellationToken cancellation);

    /// <summary>
    /// Copies what the command wrote from an offset on, up to a number of bytes. May be called while it runs and after.
    /// </summary>
    /// <returns>The number of bytes copied; 0 at the end of what is there now.</returns>
    Task<long> CopyOutputAsync(OutputKind kind, long offset, long count, Stream destination, CancellationToken cancellation);

    /// <summary>The number of bytes that it has written so far.</summary>
    Task<long> GetOutputLengthAsync(OutputKind kind, CancellationToken cancellation);

    /// <summary>
    /// Ends the command and all processes of its session: TERM, then KILL after the grace. Returns when its exit is known.
    /// </summary>
    Task<CommandExit> TerminateAsync(TimeSpan grace, CancellationToken cancellation);
}

/// <summary>The two outputs of a command.</summary>
public enum OutputKind
{
    /// <summary>Standard output.</summary>
    Stdout,

    /// <summary>Standard error.</summary>
    Stderr,
}
