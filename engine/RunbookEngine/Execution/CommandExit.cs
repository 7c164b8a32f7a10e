namespace RunbookEngine.Execution;

/// <summary>How a command ended.</summary>
public abstract record CommandExit
{
    private CommandExit()
    {
    }

    /// <summary>It ended and its host says how.</summary>
    /// <param name="Status">The exit status; 128 + n when signal n ended it.</param>
    /// <param name="StartedAt">When the target started it.</param>
    /// <param name="EndedAt">When it ended.</param>
    public sealed record Exited(int Status, DateTimeOffset StartedAt, DateTimeOffset EndedAt) : CommandExit;

    /// <summary>Its host never started it, and it never will: safe to start under a new name.</summary>
    /// <param name="Reason">What stood in the way, in one sentence.</param>
    public sealed record NotStarted(string Reason) : CommandExit
    {
        /// <summary>
        /// Whether its name was taken out of use, or taken by nobody for as long as it is known. False: it could be neither looked for nor taken, so that a command which somebody may have begun under it
        /// before this one was asked for is not seen.
        /// </summary>
        public bool IsProven { get; init; } = true;
    }

    /// <summary>It was claimed, is no longer running, and left no status: a real doubt.</summary>
    /// <param name="Reason">What was seen, in one sentence.</param>
    public sealed record Lost(string Reason) : CommandExit;
}
