using System.Globalization;
using System.Text;
using RunbookEngine.Execution;

namespace RunbookEngine.Tests.Handlers;

/// <summary>Commands on a real transport, without the executor's deadlines and masks.</summary>
public sealed class TransportCommands(ITransport transport) : ICommands
{
    private int _queries;

    public Task<CommandResult> ExecuteAsync(string label, Command command, CancellationToken cancellation) => RunAsync("act" + label, command, cancellation);

    public Task<CommandResult> QueryAsync(Command command, CancellationToken cancellation) =>
        RunAsync(string.Create(CultureInfo.InvariantCulture, $"look{_queries++}"), command, cancellation);

    public ValueTask<string> GetBootIdAsync(CancellationToken cancellation) => transport.GetBootIdAsync(cancellation);

    private async Task<CommandResult> RunAsync(string label, Command command, CancellationToken cancellation)
    {
        var name = CommandName.Of(new("20250601-120000-abcd"), new("step"), 1, label);
        await using var running = await transport.StartAsync(name, command, cancellation);
        var exit = await running.WaitAsync(cancellation).WaitAsync(TimeSpan.FromMinutes(2), cancellation);
        return new(exit, await ReadAsync(running, OutputKind.Stdout, cancellation), await ReadAsync(running, OutputKind.Stderr, cancellation));
    }

    private static async Task<string> ReadAsync(IRunningCommand running, OutputKind kind, CancellationToken cancellation)
    {
        using var output = new MemoryStream();
        while (await running.CopyOutputAsync(kind, output.Length, 1024 * 1024, output, cancellation) > 0)
        {
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }
}
