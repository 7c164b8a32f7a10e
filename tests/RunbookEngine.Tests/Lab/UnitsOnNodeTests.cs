using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Handlers;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Lab;

/// <summary>The tool <c>systemctl</c> with a real systemd.</summary>
[Collection(nameof(LabCollection))]
public sealed class UnitsOnNodeTests(LabMachines lab) : IAsyncLifetime
{
    private const string Node = "w1";

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

    [Fact]
    public async Task A_unit_goes_through_all_its_states()
    {
        Assert.Equal(Text("active"), (await DoneAsync("start", "steady"))["active_state"]);
        await SatisfiedAsync("start", "steady");
        var before = (await SatisfiedAsync("start", "steady"))["invocation_id"];
        Assert.NotEqual(before, (await DoneAsync("restart", "steady"))["invocation_id"]);
        Assert.Equal(Text("enabled"), (await DoneAsync("enable", "steady"))["unit_file_state"]);
        await SatisfiedAsync("enable", "steady");
        await DoneAsync("stop", "steady");
        await SatisfiedAsync("stop", "steady");
        Assert.Equal(Text("disabled"), (await DoneAsync("disable", "steady"))["unit_file_state"]);
        await lab.InAsync(Node, "rm /etc/systemd/system/steady.service; systemctl daemon-reload");
        Assert.Equal("unit-not-found", (await Step("start", "steady").FailAsync()).Code);
    }

    [Fact]
    public async Task A_mask_is_set_and_taken_back()
    {
        Assert.Equal(Text("masked"), (await DoneAsync("mask", "systemd-tmpfiles-clean"))["unit_file_state"]);
        await SatisfiedAsync("mask", "systemd-tmpfiles-clean");
        var failure = await Step("start", "systemd-tmpfiles-clean").FailAsync();
        await DoneAsync("unmask", "systemd-tmpfiles-clean");

        Assert.Equal("start-failed", failure.Code);
        Assert.Contains("masked", failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unit_that_falls_over_and_over_is_not_started()
    {
        var failure = await Step("start", "shaky").FailAsync();
        await lab.InAsync(Node, "systemctl stop shaky; systemctl reset-failed shaky || true");

        Assert.Equal("not-active", failure.Code);
        Assert.Contains(failure.Details, static l => l.Contains("broken by design", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_unit_that_ends_by_itself_is_done_when_it_has_ended() =>
        Assert.Equal(Text("inactive"), (await DoneAsync("start", "once"))["active_state"]);

    [Fact]
    public async Task A_changed_file_is_read_before_the_start()
    {
        await DoneAsync("start", "steady");
        await lab.InAsync(Node, "printf '[Service]\\nExecStart=sleep 2000\\n' >/etc/systemd/system/steady.service");

        await DoneAsync("restart", "steady", ("daemon-reload", Flag(true)));

        Assert.Equal("sleep 2000", await lab.InAsync(Node, "ps -o args= -p $(systemctl show -P MainPID steady)"));
    }

    private static ToolRun Step(string verb, string unit, params (string, Value)[] settings) =>
        new ToolRun("systemctl", verb, [("unit", Text(unit)), .. settings]).On(new NodeCommands(Node)).With(static c => c with { Target = Node, Clock = TimeProvider.System });

    private static async Task<Value.Map> DoneAsync(string verb, string unit, params (string, Value)[] settings)
    {
        var outcome = await Step(verb, unit, settings).RunAsync();
        Assert.True(outcome is StepOutcome.Succeeded, outcome is StepOutcome.Failed(var f, _) ? $"{f.Message}: {string.Join('\n', f.Details)}" : outcome.ToString());
        return ((StepOutcome.Succeeded)outcome).Outputs;
    }

    private static async Task<Value.Map> SatisfiedAsync(string verb, string unit) => Assert.IsType<ProbeResult.Satisfied>(await Step(verb, unit).ProbeAsync()).Outputs;
}
