using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Lab;

/// <summary>Commands in a node of the lab, without a network and an engine between. Keeps the promise that one label is started once.</summary>
internal sealed class NodeCommands(string node) : ICommands
{
    private readonly Dictionary<string, CommandResult> _byLabel = [];

    /// <summary>The labels in the order of their only start.</summary>
    public List<string> Started { get; } = [];

    public async ValueTask<string> GetBootIdAsync(CancellationToken cancellation) =>
        (await LabScript.RunAsync("in", node, "cat", "/proc/sys/kernel/random/boot_id")).Output.Trim();

    public async Task<CommandResult> ExecuteAsync(string label, Command command, CancellationToken cancellation)
    {
        if (_byLabel.TryGetValue(label, out var known))
            return known;
        Started.Add(label);
        return _byLabel[label] = await QueryAsync(command, cancellation);
    }

    public async Task<CommandResult> QueryAsync(Command command, CancellationToken cancellation)
    {
        var environment = command.Environment.Select(static v => $"{v.Key}={(v.Value is Value.Secret secret ? secret.Reveal() : v.Value.ToString())}");
        string[] words = ["in", node, "env", .. environment, .. command.Arguments, .. command.Script is { } script ? new[] { "-c", script } : []];
        var ended = await LabScript.RunAsync(words);
        return new(new CommandExit.Exited(ended.Exit, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch), ended.Output, ended.Error);
    }
}
