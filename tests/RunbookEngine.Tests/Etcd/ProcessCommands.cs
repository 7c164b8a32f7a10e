using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Etcd;

/// <summary>Commands as real processes, without an engine around them. Keeps the promise that one label is started once.</summary>
internal sealed class ProcessCommands : ICommands
{
    private readonly Dictionary<string, CommandResult> _byLabel = [];

    /// <summary>Added to the environment of every command; <c>PATH</c> says where programs are looked for.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>The labels in the order of their only start.</summary>
    public List<string> Started { get; } = [];

    public ValueTask<string> GetBootIdAsync(CancellationToken cancellation) => new("boot-1");

    public async Task<CommandResult> ExecuteAsync(string label, Command command, CancellationToken cancellation)
    {
        if (_byLabel.TryGetValue(label, out var known))
            return known;
        Started.Add(label);
        return _byLabel[label] = await QueryAsync(command, cancellation);
    }

    public async Task<CommandResult> QueryAsync(Command command, CancellationToken cancellation)
    {
        var environment = new Dictionary<string, string>(Environment);
        foreach (var (name, value) in command.Environment)
            environment[name] = value is Value.Secret secret ? secret.Reveal() : value.ToString();
        var ended = await Programs.RunAsync("/usr/bin/env", command.Arguments, environment: environment);
        return new(new CommandExit.Exited(ended.Status, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch), ended.Stdout, ended.Stderr);
    }
}
