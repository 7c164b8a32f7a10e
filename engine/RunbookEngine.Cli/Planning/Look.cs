using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Planning;

/// <summary>Looks what a step would change, where only files must be looked at: so a plan is quick, touches no service and runs no command.</summary>
internal sealed class Look(CliSession session, ImmutableDictionary<string, IStepHandler> handlers, ITargetFiles files, string folder)
{
    private const string ToolThatLooks = "file";

    /// <summary>What looking showed; null when nobody could look.</summary>
    public async Task<ProbeResult?> AtAsync(PlanNode node, ImmutableArray<KeyValuePair<string, Foreseen>> arguments)
    {
        if (node.On is { Content: not "local" })
            return null;
        if (node.Step is not ActionStep { Tool: ToolThatLooks } action || node.Section == RunSection.Undo || arguments.Any(static a => a.Value.Value is null))
            return null;
        if (!handlers.TryGetValue(action.Tool, out var handler))
            return null;
        try
        {
            return await handler.ProbeAsync(Context(node, action, arguments), CancellationToken.None);
        }
#pragma warning disable CA1031 // A look that fails only makes the plan say less.
        catch (Exception e)
#pragma warning restore CA1031
        {
            session.Log.Write(LogLevel.Debug, null, node.Path, "looking failed", e);
            return null;
        }
    }

    private StepContext Context(PlanNode node, ActionStep action, ImmutableArray<KeyValuePair<string, Foreseen>> arguments) => new()
    {
        Run = new("plan"),
        Path = node.Path,
        Verb = action.Verb,
        Arguments = new(new([.. arguments.Select(static a => new KeyValuePair<string, Value>(a.Key, a.Value.Value!))])),
        Attempt = 0,
        StartedAt = session.Console.Clock.GetUtcNow(),
        Commands = CommandsThatRefuse.Instance,
        Files = files,
        BaseDirectory = folder,
        Clock = session.Console.Clock,
        Progress = static _ => { },
    };

    private sealed class CommandsThatRefuse : ICommands
    {
        public static CommandsThatRefuse Instance { get; } = new();

        public Task<CommandResult> ExecuteAsync(string label, Command command, CancellationToken cancellation) =>
            throw new InvalidOperationException("A plan runs no command.");

        public Task<CommandResult> QueryAsync(Command command, CancellationToken cancellation) => throw new InvalidOperationException("A plan runs no command.");

        public ValueTask<string> GetBootIdAsync(CancellationToken cancellation) => throw new InvalidOperationException("A plan asks no machine.");
    }
}
