using RunbookEngine.Execution;

namespace RunbookEngine.Tests.Fakes;

/// <summary>Commands that a test answers for. Keeps the promise of <see cref="ICommands.ExecuteAsync"/>: one label, one start.</summary>
public sealed class FakeCommands(Func<Command, CommandResult> answer) : ICommands
{
    private readonly Dictionary<string, CommandResult> _byLabel = [];

    /// <summary>Answers every command with exit status 0 and no output.</summary>
    public FakeCommands()
        : this(static _ => Exited(0))
    {
    }

    /// <summary>Those with a side effect, in the order of their first start.</summary>
    public List<(string Label, Command Command)> Executed { get; } = [];

    /// <summary>Those that looked.</summary>
    public List<Command> Queried { get; } = [];

    /// <summary>A command that ended.</summary>
    public static CommandResult Exited(int status, string stdout = "", string stderr = "") =>
        new(new CommandExit.Exited(status, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch), stdout, stderr);

    /// <summary>A command that never started.</summary>
    public static CommandResult NotStarted(string reason) => new(new CommandExit.NotStarted(reason), "", "");

    /// <summary>A command of which nothing is known.</summary>
    public static CommandResult Lost(string reason) => new(new CommandExit.Lost(reason), "", "");

    /// <summary>What the target calls this boot.</summary>
    public string BootId { get; set; } = "boot-1";

    public ValueTask<string> GetBootIdAsync(CancellationToken cancellation) => new(BootId);

    public Task<CommandResult> ExecuteAsync(string label, Command command, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!_byLabel.TryGetValue(label, out var result))
        {
            Executed.Add((label, command));
            _byLabel[label] = result = answer(command);
        }

        return Task.FromResult(result);
    }

    public Task<CommandResult> QueryAsync(Command command, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Queried.Add(command);
        return Task.FromResult(answer(command));
    }
}
