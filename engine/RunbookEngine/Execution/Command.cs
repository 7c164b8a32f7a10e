using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>A command to be started on a target. Its arguments never hold a secret.</summary>
public sealed record Command
{
    /// <summary>The program and its arguments; passed as they are, no shell reads them. A NUL in one is refused by the transport.</summary>
    public required ImmutableArray<string> Arguments { get; init; }

    /// <summary>
    /// A script for the program: kept in a file with mode 0600 on the target and passed as the last argument, so that neither its length nor the
    /// process list is a concern. Null: none.
    /// </summary>
    public string? Script { get; init; }

    /// <summary>Added to the target's environment. Values may be secret.</summary>
    public ImmutableArray<KeyValuePair<string, Value>> Environment { get; init; } = [];

    /// <summary>The standard input; may be secret; never kept in a file. Null: empty.</summary>
    public Value? StandardInput { get; init; }

    /// <summary>Where it runs; null: the base directory of the run, on a host the home folder of its user.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// Runs it in a transient systemd unit of its own with these properties, such as <c>MemoryMax=1G</c>. Null: in a session of its own. Where that cannot be
    /// had, the command ends as <see cref="CommandExit.NotStarted"/>.
    /// </summary>
    public ImmutableArray<KeyValuePair<string, string>>? UnitProperties { get; init; }
}

/// <summary>
/// The name of a command attempt on its host: <c>RUN-STEP-ATTEMPT[-LABEL]</c>, made fit for a file name. A name is claimed once and never used for
/// another command.
/// </summary>
public readonly record struct CommandName
{
    private CommandName(RunId run, StepPath step, string value) => (Run, Step, Value) = (run, step, value);

    /// <summary>Letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, at most 200.</summary>
    public string Value { get; }

    /// <summary>
    /// The name of a command. Paths that are long or hold other characters are cut and told apart by a hash of the whole.
    /// </summary>
    public static CommandName Of(RunId run, StepPath step, int attempt, string label) =>
        new(run, step, CommandNames.Compose(run, step, attempt, label));

    /// <summary>The run that the command belongs to.</summary>
    public RunId Run { get; }

    /// <summary>The step that it belongs to.</summary>
    public StepPath Step { get; }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
