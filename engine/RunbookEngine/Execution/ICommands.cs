namespace RunbookEngine.Execution;

/// <summary>
/// Runs a handler's commands under the step's name, collects their output for the journal and keeps secrets out of it. The step's timeout and the
/// end of the engine are handled inside: a handler that is cancelled just lets the exception pass.
/// </summary>
public interface ICommands
{
    /// <summary>
    /// A command that changes something: started exactly once for this attempt and label, attached to after a crash.
    /// Its output belongs to the step.
    /// </summary>
    /// <param name="label">Tells the commands of one step apart: letters, digits and hyphens; the same on every call. Empty for the only one.</param>
    /// <param name="command">What to run.</param>
    /// <param name="cancellation">Passed on by the handler.</param>
    Task<CommandResult> ExecuteAsync(string label, Command command, CancellationToken cancellation);

    /// <summary>A command that only looks. It may run any number of times; its output does not belong to the step.</summary>
    Task<CommandResult> QueryAsync(Command command, CancellationToken cancellation);

    /// <summary>What is new after every start of the target's kernel, asked now.</summary>
    /// <exception cref="TargetLostException">It does not answer; a restart looks like that for a while.</exception>
    ValueTask<string> GetBootIdAsync(CancellationToken cancellation);
}

/// <summary>What a command left behind.</summary>
/// <param name="Exit">How it ended. A handler returns <see cref="StepOutcome.InDoubt"/> for <see cref="CommandExit.Lost"/>; <see cref="ExitStatus"/> helps.</param>
/// <param name="Stdout">UTF-8, at most 1 MiB of its end; secrets are masked.</param>
/// <param name="Stderr">As <paramref name="Stdout"/>.</param>
public sealed record CommandResult(CommandExit Exit, string Stdout, string Stderr)
{
    /// <summary>The exit status; null when the command was lost or never started.</summary>
    public int? ExitStatus => (Exit as CommandExit.Exited)?.Status;

    /// <summary>Whether it ended with 0.</summary>
    public bool Succeeded => ExitStatus == 0;
}
