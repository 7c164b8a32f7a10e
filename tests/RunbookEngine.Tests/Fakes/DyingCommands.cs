using RunbookEngine.Execution;

namespace RunbookEngine.Tests.Fakes;

/// <summary>Commands of an engine that dies at one of its calls: before it reaches the target, or after it did and before the answer is known.</summary>
public sealed class DyingCommands(ICommands target) : ICommands
{
    /// <summary>Dies at so many moments from now; null: never.</summary>
    public int? DiesAfter { get; set; }

    /// <summary>How many moments there were at which it could have died.</summary>
    public int Moments { get; private set; }

    public async Task<CommandResult> ExecuteAsync(string label, Command command, CancellationToken cancellation)
    {
        Moment();
        var result = await target.ExecuteAsync(label, command, cancellation);
        Moment();
        return result;
    }

    public async Task<CommandResult> QueryAsync(Command command, CancellationToken cancellation)
    {
        Moment();
        return await target.QueryAsync(command, cancellation);
    }

    public ValueTask<string> GetBootIdAsync(CancellationToken cancellation) => target.GetBootIdAsync(cancellation);

    private void Moment()
    {
        Moments++;
        if (DiesAfter-- == 0)
            throw new CrashException();
    }
}
