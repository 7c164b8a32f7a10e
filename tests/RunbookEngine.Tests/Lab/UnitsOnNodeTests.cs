using RunbookEngine.Execution;
using RunbookEngine.Tests.NodeContract;

namespace RunbookEngine.Tests.Lab;

/// <summary>The tool <c>systemctl</c> with a real systemd.</summary>
[Collection(nameof(LabCollection))]
public sealed class UnitsOnNodeTests(LabMachines lab) : UnitsContract, IUnitNode, IAsyncLifetime
{
    public ICommands Commands => new NodeCommands(Node);

    public TimeProvider Clock => TimeProvider.System;

    public async ValueTask InitializeAsync()
    {
        await lab.UpAsync();
        await lab.InAsync(Node, """
            systemctl stop steady shaky once 2>/dev/null || true
            rm -f /etc/systemd/system/multi-user.target.wants/steady.service /etc/systemd/system/steady.service
            unit() { printf '[Service]\n%s\n%s\n[Install]\nWantedBy=multi-user.target\n' "$2" "$3" >/etc/systemd/system/$1.service; }
            unit steady 'ExecStart=sleep 1000'
            unit shaky 'ExecStart=sh -c "echo broken by design; sleep 0.5; exit 3"' 'Restart=always'
            unit once 'Type=oneshot' 'ExecStart=true'
            systemctl daemon-reload
            """);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task RemoveUnitAsync(string unit) => lab.InAsync(Node, $"rm /etc/systemd/system/{unit}.service; systemctl daemon-reload");

    public Task WriteUnitAsync(string unit, string command) => lab.InAsync(Node, $"printf '[Service]\\nExecStart={command}\\n' >/etc/systemd/system/{unit}.service");

    public Task CalmAsync(string unit) => lab.InAsync(Node, $"systemctl stop {unit}; systemctl reset-failed {unit} || true");

    public Task<string> CommandOfAsync(string unit) => lab.InAsync(Node, $"ps -o args= -p $(systemctl show -P MainPID {unit})");

    protected override Task OnNodeAsync(Func<IUnitNode, Task> scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return scenario(this);
    }
}
