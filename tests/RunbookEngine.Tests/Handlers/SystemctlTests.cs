using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Handlers;

public class SystemctlTests
{
    [Theory]
    [InlineData("start", "active", "enabled", true)]
    [InlineData("start", "inactive", "enabled", false)]
    [InlineData("start", "failed", "enabled", false)]
    [InlineData("start", "activating", "enabled", false)]
    [InlineData("stop", "inactive", "enabled", true)]
    [InlineData("stop", "failed", "enabled", true)]
    [InlineData("stop", "deactivating", "enabled", false)]
    [InlineData("enable", "inactive", "enabled", true)]
    [InlineData("enable", "active", "disabled", false)]
    [InlineData("enable", "active", "enabled-runtime", false)]
    [InlineData("disable", "active", "disabled", true)]
    [InlineData("disable", "active", "static", true)]
    [InlineData("disable", "active", "enabled", false)]
    [InlineData("mask", "active", "masked", true)]
    [InlineData("mask", "active", "disabled", false)]
    [InlineData("unmask", "active", "masked", false)]
    [InlineData("unmask", "active", "disabled", true)]
    [InlineData("restart", "active", "enabled", false)]
    [InlineData("reload", "active", "enabled", false)]
    public async Task What_is_so_already_is_not_done_again(string verb, string active, string file, bool isDone)
    {
        var probe = await Step(verb, new FakeUnit { Active = active, File = file }).ProbeAsync();

        Assert.Equal(isDone ? typeof(ProbeResult.Satisfied) : typeof(ProbeResult.Needed), probe.GetType());
    }

    [Fact]
    public async Task A_unit_whose_file_has_changed_is_not_started_yet_where_a_reload_is_asked_for()
    {
        var unit = new FakeUnit { NeedsReload = true }.Running();

        Assert.IsType<ProbeResult.Satisfied>(await Step("start", unit).ProbeAsync());
        Assert.IsType<ProbeResult.Needed>(await Step("start", unit, ("daemon-reload", Flag(true))).ProbeAsync());
    }

    [Theory]
    [InlineData("stop", "enabled")]
    [InlineData("disable", "disabled")]
    [InlineData("mask", "masked")]
    public async Task A_unit_that_systemd_is_still_to_start_is_not_taken_for_stopped(string verb, string file)
    {
        (string, Value)[] now = verb == "stop" ? [] : [("now", Flag(true))];
        var unit = new FakeUnit { File = file, IsQueued = true };

        Assert.IsType<ProbeResult.Needed>(await Step(verb, unit, now).ProbeAsync());
        await Step(verb, unit, now).RunAsync();
        Assert.False(unit.IsQueued);
        Assert.IsType<ProbeResult.Satisfied>(await Step(verb, unit, now).ProbeAsync());
    }

    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    [InlineData("restart")]
    [InlineData("enable")]
    [InlineData("disable")]
    [InlineData("mask")]
    [InlineData("unmask")]
    public async Task An_attempt_that_is_cut_off_anywhere_acts_once(string verb)
    {
        for (var moment = 0; ; moment++)
        {
            var unit = new FakeUnit { File = verb == "unmask" ? "masked" : "disabled" };
            var target = unit.Commands();
            var commands = new DyingCommands(target) { DiesAfter = moment };
            var step = Step(verb, unit, ("daemon-reload", Flag(verb is "start" or "restart" or "enable"))).On(commands);
            var died = await DiesAsync(step);
            commands.DiesAfter = null;

            var outcome = await step.RunAsync();

            Assert.IsType<StepOutcome.Succeeded>(outcome);
            Assert.Equal(verb is "start" or "restart" ? 1 : 0, unit.Starts);
            Assert.Single(target.Executed, e => e.Label == verb);
            if (!died)
                break;
        }
    }

    [Fact]
    public async Task A_restart_is_proved_by_a_new_invocation()
    {
        var unit = new FakeUnit().Running();
        var before = unit.InvocationId;

        var outputs = Assert.IsType<StepOutcome.Succeeded>(await Step("restart", unit).RunAsync()).Outputs;

        Assert.NotEqual(Text(before), outputs["invocation_id"]);
        Assert.Equal(Text("active"), outputs["active_state"]);
    }

    [Fact]
    public async Task A_restart_that_left_the_old_invocation_is_none()
    {
        var unit = new FakeUnit().Running();
        var commands = new FakeCommands(c => c.Arguments.Contains("restart")
            ? FakeCommands.Exited(0, $"InvocationID={unit.InvocationId}\n")
            : unit.Commands().QueryAsync(c, TestContext.Current.CancellationToken).Result);

        Assert.Equal("restart-failed", (await Step("restart", unit).On(commands).FailAsync()).Code);
    }

    [Fact]
    public async Task A_unit_that_falls_over_after_its_start_fails_the_step_with_its_last_words()
    {
        var failure = await Step("start", new FakeUnit { Falls = true }).FailAsync();

        Assert.Equal("not-active", failure.Code);
        Assert.Contains("activating (auto-restart)", failure.Message, StringComparison.Ordinal);
        Assert.Contains(failure.Details, static l => l.Contains("no space left", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_unit_that_stays_up_for_a_moment_only_does_not_count_as_started()
    {
        var unit = new FakeUnit();
        var looks = 0;
        var commands = new FakeCommands(c =>
        {
            if (c.Arguments.Contains("show") && ++looks == 3)
                (unit.Active, unit.Sub) = ("failed", "failed");
            return unit.Commands().QueryAsync(c, TestContext.Current.CancellationToken).Result;
        });

        var failure = await Step("start", unit).On(commands).FailAsync();

        Assert.Equal("not-active", failure.Code);
        Assert.Contains("did not stay up", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_is_only_asked_for_does_not_wait()
    {
        var unit = new FakeUnit { Falls = true };
        var commands = unit.Commands();

        Assert.IsType<StepOutcome.Succeeded>(await Step("start", unit, ("no-block", Flag(true))).On(commands).RunAsync());
        Assert.Contains("--no-block", Assert.Single(commands.Executed).Command.Arguments);
    }

    [Fact]
    public async Task A_unit_that_ends_by_itself_is_started_and_done()
    {
        var unit = new FakeUnit { Type = "oneshot" };

        Assert.IsType<StepOutcome.Succeeded>(await Step("start", unit).RunAsync());
        Assert.Equal(1, unit.Starts);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    [InlineData("is-active")]
    [InlineData("mask")]
    public async Task A_unit_that_is_not_there_is_named(string verb)
    {
        var failure = await Step(verb, new FakeUnit { Load = "not-found" }).FailAsync();

        Assert.Equal("unit-not-found", failure.Code);
        Assert.Contains("kubelet on cp1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_static_unit_cannot_be_enabled()
    {
        var failure = await Step("enable", new FakeUnit { File = "static" }).FailAsync();

        Assert.Equal("enable-failed", failure.Code);
        Assert.Contains("[Install]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_systemctl_refuses_comes_with_the_log_of_the_unit()
    {
        var failure = await Step("start", new FakeUnit { Refusal = "Failed to start kubelet.service: Unit kubelet.service is masked." }).FailAsync();

        Assert.Equal("start-failed", failure.Code);
        Assert.Contains("unmask", failure.Hint, StringComparison.Ordinal);
        Assert.Contains(failure.Details, static l => l.Contains("no space left", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("restart", "enabled", true, typeof(ProbeResult.Satisfied))]
    [InlineData("restart", "disabled", true, typeof(ProbeResult.CannotTell))]
    [InlineData("restart", "enabled", false, typeof(ProbeResult.CannotTell))]
    [InlineData("reload", "enabled", true, typeof(ProbeResult.Satisfied))]
    [InlineData("start", "enabled", true, typeof(ProbeResult.Satisfied))]
    [InlineData("start", "disabled", true, typeof(ProbeResult.Needed))]
    public async Task A_doubt_about_a_restart_is_settled_by_the_restart_of_the_machine(string verb, string file, bool rebooted, Type expected)
    {
        var unit = new FakeUnit { File = file };
        if (rebooted)
            unit.Reboot();
        var commands = unit.Commands();
        commands.BootId = rebooted ? "boot-2" : "boot-1";

        var probe = await Step(verb, unit).On(commands).With(static c => c with { BootId = "boot-1" }).ProbeAsync();

        Assert.Equal(expected, probe.GetType());
    }

    [Fact]
    public async Task A_doubt_about_a_unit_that_ends_by_itself_is_left_to_a_person()
    {
        var step = Step("start", new FakeUnit { Type = "oneshot" }).With(static c => c with { BootId = "boot-1" });

        Assert.Same(ProbeResult.Unknown, await step.ProbeAsync());
    }

    [Theory]
    [InlineData("*")]
    [InlineData("-H")]
    [InlineData("a b")]
    [InlineData("")]
    public async Task A_name_that_no_unit_has_is_refused(string unit)
    {
        var commands = new FakeCommands();

        Assert.Equal("bad-setting", (await new ToolRun("systemctl", "stop", ("unit", Text(unit))).On(commands).FailAsync()).Code);
        Assert.Empty(commands.Queried);
    }

    [Fact]
    public async Task Looking_whether_a_unit_is_active_changes_nothing()
    {
        var unit = new FakeUnit().Running();
        var commands = unit.Commands();

        Assert.IsType<StepOutcome.Unchanged>(await Step("is-active", unit).On(commands).RunAsync());
        Assert.Empty(commands.Executed);
        Assert.Equal("not-active", (await Step("is-active", new FakeUnit()).FailAsync()).Code);
    }

    private static ToolRun Step(string verb, FakeUnit unit, params (string, Value)[] settings) =>
        new ToolRun("systemctl", verb, [("unit", Text("kubelet")), .. settings])
            .On(unit.Commands()).With(static c => c with { Target = "cp1", Clock = new HastyClock() });

    private static async Task<bool> DiesAsync(ToolRun step)
    {
        try
        {
            await step.RunAsync();
            return false;
        }
        catch (CrashException)
        {
            return true;
        }
    }
}
