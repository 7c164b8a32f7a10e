using System.Text;
using RunbookEngine.Execution;

namespace RunbookEngine.Simulation.Hosts;

/// <summary>A command that was started on a simulated machine under a name, or a name that was given up. It outlives the engine that started it.</summary>
internal sealed class SimulatedProcess
{
    private readonly ProgramCall? _call;

    /// <summary>A name that nobody can use any more.</summary>
    public SimulatedProcess(CommandName name)
    {
        Name = name;
        Ended = Task.FromResult<CommandExit>(new CommandExit.NotStarted("its name was given up"));
    }

    /// <summary>Starts it.</summary>
    public SimulatedProcess(ProgramCall call, SimulatedProgram program)
    {
        (Name, _call, StartedAt) = (call.Name, call, call.Host.World.Time.GetUtcNow());
        Ended = call.Host.World.Time.Begin(() => RunAsync(call, program));
    }

    public CommandName Name { get; }

    public DateTimeOffset? StartedAt { get; }

    /// <summary>Its end, whoever waits.</summary>
    public Task<CommandExit> Ended { get; }

    public byte[] Output(OutputKind kind) => Encoding.UTF8.GetBytes((kind == OutputKind.Stdout ? _call?.Stdout : _call?.Stderr) ?? "");

    public void Terminate()
    {
        if (_call is not null)
            _call.IsTerminated = true;
    }

    private async Task<CommandExit> RunAsync(ProgramCall call, SimulatedProgram program)
    {
        var host = call.Host;
        try
        {
            host.World.Began(call);
            return Exited(await program(call));
        }
        catch (ProgramEndedException ended)
        {
            return ended.Status is { } status ? Exited(status) : new CommandExit.Lost($"{host.Name} was restarted while it ran");
        }

        CommandExit.Exited Exited(int status) => new(status, StartedAt!.Value, host.World.Time.GetUtcNow());
    }
}
