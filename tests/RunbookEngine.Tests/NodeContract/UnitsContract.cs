using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Handlers;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.NodeContract;

/// <summary>
/// A machine whose units are worked on: <c>steady</c> runs, <c>shaky</c> writes <c>broken by design</c> and ends half a second after each start, and is started again by itself, <c>once</c> ends by itself.
/// None of them is up at first.
/// </summary>
public interface IUnitNode
{
    /// <summary>A new way to its commands.</summary>
    ICommands Commands { get; }

    TimeProvider Clock { get; }

    /// <summary>Removes the file of a unit, and lets systemd know.</summary>
    Task RemoveUnitAsync(string unit);

    /// <summary>Writes the file of a unit, and does not let systemd know.</summary>
    Task WriteUnitAsync(string unit, string command);

    /// <summary>Stops a unit and forgets that it failed.</summary>
    Task CalmAsync(string unit);

    /// <summary>What a unit runs.</summary>
    Task<string> CommandOfAsync(string unit);
}

/// <summary>The tool <c>systemctl</c> on real machines and on simulated ones: where the two differ, the simulation is wrong.</summary>
public abstract class UnitsContract
{
    protected const string Node = "w1";

    /// <summary>Does a scenario on a machine, in its own time.</summary>
    protected abstract Task OnNodeAsync(Func<IUnitNode, Task> scenario);

    [Fact]
    public Task A_unit_goes_through_all_its_states() => OnNodeAsync(static async node =>
    {
        Assert.Equal(Text("active"), (await DoneAsync(node, "start", "steady"))["active_state"]);
        await SatisfiedAsync(node, "start", "steady");
        var before = (await SatisfiedAsync(node, "start", "steady"))["invocation_id"];
        Assert.NotEqual(before, (await DoneAsync(node, "restart", "steady"))["invocation_id"]);
        Assert.Equal(Text("enabled"), (await DoneAsync(node, "enable", "steady"))["unit_file_state"]);
        await SatisfiedAsync(node, "enable", "steady");
        await DoneAsync(node, "stop", "steady");
        await SatisfiedAsync(node, "stop", "steady");
        Assert.Equal(Text("disabled"), (await DoneAsync(node, "disable", "steady"))["unit_file_state"]);
        await node.RemoveUnitAsync("steady");
        Assert.Equal("unit-not-found", (await Step(node, "start", "steady").FailAsync()).Code);
    });

    [Fact]
    public Task A_mask_is_set_and_taken_back() => OnNodeAsync(static async node =>
    {
        Assert.Equal(Text("masked"), (await DoneAsync(node, "mask", "systemd-tmpfiles-clean"))["unit_file_state"]);
        await SatisfiedAsync(node, "mask", "systemd-tmpfiles-clean");
        var failure = await Step(node, "start", "systemd-tmpfiles-clean").FailAsync();
        await DoneAsync(node, "unmask", "systemd-tmpfiles-clean");

        Assert.Equal("start-failed", failure.Code);
        Assert.Contains("masked", failure.Hint, StringComparison.Ordinal);
    });

    [Fact]
    public Task A_unit_that_falls_over_and_over_is_not_started() => OnNodeAsync(static async node =>
    {
        var failure = await Step(node, "start", "shaky").FailAsync();
        await node.CalmAsync("shaky");

        Assert.Equal("not-active", failure.Code);
        Assert.Contains(failure.Details, static l => l.Contains("broken by design", StringComparison.Ordinal));
    });

    [Fact]
    public Task A_unit_that_ends_by_itself_is_done_when_it_has_ended() =>
        OnNodeAsync(static async node => Assert.Equal(Text("inactive"), (await DoneAsync(node, "start", "once"))["active_state"]));

    [Fact]
    public Task A_changed_file_is_read_before_the_start() => OnNodeAsync(static async node =>
    {
        await DoneAsync(node, "start", "steady");
        await node.WriteUnitAsync("steady", "sleep 2000");

        await DoneAsync(node, "restart", "steady", ("daemon-reload", Flag(true)));

        Assert.Equal("sleep 2000", await node.CommandOfAsync("steady"));
    });

    private static ToolRun Step(IUnitNode node, string verb, string unit, params (string, Value)[] settings) =>
        new ToolRun("systemctl", verb, [("unit", Text(unit)), .. settings]).On(node.Commands).With(c => c with { Target = Node, Clock = node.Clock });

    private static async Task<Value.Map> DoneAsync(IUnitNode node, string verb, string unit, params (string, Value)[] settings)
    {
        var outcome = await Step(node, verb, unit, settings).RunAsync();
        Assert.True(outcome is StepOutcome.Succeeded, outcome is StepOutcome.Failed(var f, _) ? $"{f.Message}: {string.Join('\n', f.Details)}" : outcome.ToString());
        return ((StepOutcome.Succeeded)outcome).Outputs;
    }

    private static async Task<Value.Map> SatisfiedAsync(IUnitNode node, string verb, string unit) => Assert.IsType<ProbeResult.Satisfied>(await Step(node, verb, unit).ProbeAsync()).Outputs;
}
