using System.Globalization;
using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Tests.Simulation;

/// <summary>Commands on a simulated machine, without an engine between. Keeps the promise that one label is started once.</summary>
internal sealed class SimulatedCommands(SimulatedHost host) : ICommands
{
    private static int s_number;
    private readonly Dictionary<string, CommandResult> _byLabel = [];

    public ValueTask<string> GetBootIdAsync(CancellationToken cancellation) => ValueTask.FromResult(host.BootId);

    public async Task<CommandResult> ExecuteAsync(string label, Command command, CancellationToken cancellation) =>
        _byLabel.TryGetValue(label, out var known) ? known : _byLabel[label] = await RunAsync(command);

    /// <summary>As the engine does: a look that its machine took along is done again.</summary>
    public async Task<CommandResult> QueryAsync(Command command, CancellationToken cancellation)
    {
        var result = await RunAsync(command);
        return result.Exit is CommandExit.Lost ? await RunAsync(command) : result;
    }

    private async Task<CommandResult> RunAsync(Command command)
    {
        while (!host.IsOn)
            await Task.Delay(TimeSpan.FromSeconds(1), host.World.Time);
        var process = host.Start(CommandName.Of(new("20250601-120000-abcd"), new("step"), 1, string.Create(CultureInfo.InvariantCulture, $"c{Interlocked.Increment(ref s_number)}")), command);
        var exit = await process.Ended;
        return new(exit, Encoding.UTF8.GetString(process.Output(OutputKind.Stdout)), Encoding.UTF8.GetString(process.Output(OutputKind.Stderr)));
    }
}
