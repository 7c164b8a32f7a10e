using RunbookEngine.Execution;
using RunbookEngine.Tests.NodeContract;

namespace RunbookEngine.Tests.Simulation;

/// <summary>The tool <c>systemctl</c> with a simulated systemd.</summary>
public sealed class UnitsOnSimulatedNodeTests : UnitsContract, IUnitNode
{
    private readonly SimulatedNode _node = new();

    public UnitsOnSimulatedNodeTests()
    {
        Write("steady", "ExecStart=sleep 1000");
        Write("shaky", "ExecStart=shaky\nRestart=always");
        Write("once", "Type=oneshot\nExecStart=true");
        _node.Host.Files.Write("/usr/lib/systemd/system/systemd-tmpfiles-clean.service", "[Service]\nType=oneshot\nExecStart=systemd-tmpfiles --clean\n");
        _node.Machine.Units.Break("shaky", "broken by design", TimeSpan.FromSeconds(0.5));
    }

    public ICommands Commands => _node.Commands;

    public TimeProvider Clock => _node.World.Time;

    public async Task RemoveUnitAsync(string unit)
    {
        _node.Host.Files.Remove($"/etc/systemd/system/{unit}.service");
        await _node.CallAsync("systemctl", "daemon-reload");
    }

    public Task WriteUnitAsync(string unit, string command)
    {
        _node.Host.Files.Write($"/etc/systemd/system/{unit}.service", $"[Service]\nExecStart={command}\n");
        return Task.CompletedTask;
    }

    public async Task CalmAsync(string unit)
    {
        await _node.CallAsync("systemctl", "stop", unit);
        await _node.CallAsync("systemctl", "reset-failed", unit);
    }

    public Task<string> CommandOfAsync(string unit) => Task.FromResult(_node.Machine.Units.Find(unit)!.Command);

    protected override Task OnNodeAsync(Func<IUnitNode, Task> scenario)
    {
        _node.Run(() => scenario(this));
        return Task.CompletedTask;
    }

    private void Write(string unit, string text) => _node.Host.Files.Write($"/etc/systemd/system/{unit}.service", $"[Service]\n{text}\n[Install]\nWantedBy=multi-user.target\n");
}
