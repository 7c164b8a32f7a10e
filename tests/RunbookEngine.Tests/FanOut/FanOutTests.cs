using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.FanOut;

/// <summary>Lanes, batches, thresholds and gates as the engine drives them.</summary>
public class FanOutTests
{
    private readonly TestBench _bench = new();

    [Fact]
    public async Task Every_lane_works_on_its_own_host()
    {
        _bench.Hosts.Add("w1", "w2");

        var state = await _bench.RunAsync(Some.OnHosts(Some.ForEach("up", Some.Step("drain"), Some.Step("boot"))));

        Assert.Equal(RunStatus.Succeeded, state.Status);
        Assert.Equal(["w1:boot", "w1:drain", "w2:boot", "w2:drain"], _bench.Effects.Order());
        Assert.Equal(("w2", StepStatus.Succeeded), (state[new("up[w2]/boot")].Target, state[new("up[w2]/boot")].Status));
    }

    [Fact]
    public async Task A_lane_whose_steps_were_all_skipped_has_not_succeeded_in_anything()
    {
        _bench.Hosts.Add("w1", "w2");
        var only = Some.If("false");

        var state = await _bench.RunAsync(Some.OnHosts(Some.ForEach("up", Some.Step("a") with { If = only }, Some.Group("g", null, Some.Step("b")) with { If = only })));

        Assert.Equal(RunStatus.Succeeded, state.Status);
        Assert.Equal(new Value.List([]), state[new("up")].Outputs["succeeded"]);
        Assert.Empty(_bench.Effects);
    }

    [Fact]
    public async Task One_at_a_time_is_the_default_and_the_order_is_that_of_the_inventory()
    {
        _bench.Hosts.Add("w2", "w1", "w10");

        await _bench.RunAsync(Some.OnHosts(Some.ForEach("up", Some.Step("a"), Some.Step("b")) with { Batches = null }));

        Assert.Equal(["w2:a", "w2:b", "w1:a", "w1:b", "w10:a", "w10:b"], _bench.Effects);
    }

    [Fact]
    public async Task A_batch_begins_only_when_the_one_before_it_is_over()
    {
        _bench.Hosts.Add("w1", "w2", "w3", "w4", "w5", "w6");
        var open = new TaskCompletionSource();
        _bench.Hosts["w3"].EndOf = _ => open.Task;

        var run = _bench.RunAsync(Some.OnHosts(Some.ForEach("up", Some.Step("a")) with { Batches = Sizes("1", "2") }));
        await Eventually.Holds(() => _bench.Effects.Count == 3);
        Assert.Equal(["w1:a", "w2:a", "w3:a"], _bench.Effects.Order());
        open.SetResult();
        await run;

        Assert.Equal(6, _bench.Effects.Count);
    }

    [Fact]
    public async Task Lanes_stop_between_two_steps_once_too_many_failed()
    {
        _bench.Hosts.Add("w1", "w2", "w3", "w4");
        var failed = new TaskCompletionSource();
        _bench.Hosts["w1"].StatusOf = static _ => 1;
        _bench.Hosts["w2"].EndOf = what => what == "w2:a" ? failed.Task : Task.CompletedTask;

        var run = _bench.RunAsync(Some.OnHosts(Some.ForEach("up", Some.Step("a"), Some.Step("b")) with { Batches = Sizes("2") }, Some.Step("after")));
        await Eventually.Holds(() => _bench.Seen.OfType<RunEvent.StepFinished>().Any(static e => e.Step.Value == "up[w1]"));
        failed.SetResult();
        var state = await run;

        Assert.Equal(RunStatus.Failed, state.Status);
        Assert.Equal(["w1:a", "w2:a"], _bench.Effects.Order());
        Assert.Equal((StepStatus.Succeeded, SkipReason.MaxFailures), (state[new("up[w2]/a")].Status, state[new("up[w2]/b")].Skip!.Value));
        Assert.Equal(("max-failures", "lane-stopped"), (state[new("up")].Failure!.Code, state[new("up[w2]")].Failure!.Code));
        Assert.Equal(SkipReason.MaxFailures, state[new("up[w4]")].Skip);
        Assert.Contains("w1 failed", state[new("up")].Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resume_after_that_goes_on_where_each_lane_stopped()
    {
        _bench.Hosts.Add("w1", "w2", "w3");
        _bench.Hosts["w1"].StatusOf = static _ => 1;
        var runbook = Some.OnHosts(Some.ForEach("up", Some.Step("a"), Some.Step("b")) with { Batches = null }, Some.Step("after"));
        await _bench.RunAsync(runbook);
        _bench.Hosts["w1"].StatusOf = static _ => 0;

        var state = await _bench.ResumeAsync(runbook);

        Assert.Equal(RunStatus.Succeeded, state.Status);
        Assert.Equal(["w1:a", "w1:a", "w1:b", "w2:a", "w2:b", "w3:a", "w3:b", "after"], _bench.Effects);
    }

    [Fact]
    public async Task Failures_within_the_threshold_let_the_rest_go_on_and_the_run_can_be_resumed_for_them()
    {
        _bench.Hosts.Add("w1", "w2", "w3");
        _bench.Hosts["w2"].StatusOf = static _ => 1;
        var runbook = Some.OnHosts(Some.ForEach("up", Some.Step("a")) with { Batches = null, MaxFailures = Some.Argument("1") }, Some.Step("after"));

        var state = await _bench.RunAsync(runbook);

        Assert.Equal((RunStatus.Failed, "lanes-failed"), (state.Status, state[new("up")].Failure!.Code));
        Assert.Equal(["w1:a", "w2:a", "w3:a", "after"], _bench.Effects);
        Assert.Equal("failed=w2", $"failed={state[new("up")].Outputs["failed"]}");
        _bench.Hosts["w2"].StatusOf = static _ => 0;
        Assert.Equal(RunStatus.Succeeded, (await _bench.ResumeAsync(runbook)).Status);
        Assert.Equal(["w1:a", "w2:a", "w3:a", "after", "w2:a"], _bench.Effects);
    }

    [Fact]
    public async Task The_gate_is_asked_before_the_first_batch_and_after_every_one()
    {
        _bench.Hosts.Add("w1", "w2");

        await _bench.RunAsync(Some.OnHosts(Some.ForEach("up", Some.Step("a")) with { Batches = null, Gate = Some.Gate() }));

        Assert.Equal(["gate", "w1:a", "gate", "w2:a", "gate"], _bench.Effects);
    }

    [Fact]
    public async Task A_gate_must_be_good_so_often_in_a_row()
    {
        _bench.Hosts.Add("w1");
        var tries = 0;
        _bench.Machine.StatusOf = _ => ++tries == 2 ? 1 : 0;

        var state = await _bench.RunAsync(Some.OnHosts(Some.ForEach("up", Some.Step("a")) with { Gate = Some.Gate(consecutive: 2) }));

        Assert.Equal(RunStatus.Succeeded, state.Status);
        Assert.Equal(["gate", "gate", "gate", "gate", "w1:a", "gate", "gate"], _bench.Effects);
    }

    [Fact]
    public async Task Behind_a_gate_that_stayed_closed_no_other_gate_is_asked_and_no_lane_starts()
    {
        _bench.Hosts.Add("w1", "w2", "w3");
        var asked = 0;
        _bench.Machine.StatusOf = _ => ++asked == 1 ? 1 : 0;

        var state = await _bench.RunAsync(Some.OnHosts(Some.ForEach("up", Some.Step("a")) with { Batches = null, Gate = Some.Gate(timeout: "0ms") }));

        Assert.Equal(["gate"], _bench.Effects);
        Assert.Equal(StepStatus.Skipped, state[new("up/gate[1]")].Status);
        Assert.Equal(new StepPath("up/gate[0]"), state[new("up[w3]")].SkipCause);
        Assert.Equal(StepStatus.Failed, state[new("up")].Status);
    }

    [Fact]
    public async Task A_gate_that_stays_closed_stops_before_the_next_batch()
    {
        _bench.Hosts.Add("w1", "w2");
        _bench.Machine.StatusOf = _ => _bench.Effects.Contains("w1:a") ? 1 : 0;

        var state = await _bench.RunAsync(Some.OnHosts(Some.ForEach("up", Some.Step("a")) with { Batches = null, Gate = Some.Gate(timeout: "50ms") }));

        Assert.Equal(RunStatus.Failed, state.Status);
        Assert.DoesNotContain("w2:a", _bench.Effects);
        Assert.Contains("did not become good within", state[new("up/gate[1]")].Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_may_work_on_another_host_than_its_lane()
    {
        _bench.Hosts.Add("w1", "w2");
        var here = Some.Step("here") with { On = new("local", TemplateKind.Literal, SourceSpan.None) };
        var there = Some.Step("there") with { On = new("{{ node.name }}", TemplateKind.Text, SourceSpan.None) };
        var other = Some.Step("other") with { On = new("w2", TemplateKind.Literal, SourceSpan.None) };

        await _bench.RunAsync(Some.OnHosts(Some.ForEach("up", here, there) with { Targets = "workers", Order = Some.Argument("reverse"), Batches = null }, other));

        Assert.Equal(["here", "w2:there", "here", "w1:there", "w2:other"], _bench.Effects);
    }

    [Fact]
    public async Task A_host_that_is_not_in_the_inventory_fails_the_step_and_says_so()
    {
        var state = await _bench.RunAsync(Some.Runbook(Some.Step("a") with { On = new("w9", TemplateKind.Literal, SourceSpan.None) }));

        Assert.Equal("host-unknown", state[new("a")].Failure!.Code);
        Assert.Empty(_bench.Effects);
    }

    [Fact]
    public async Task The_targets_of_a_run_are_frozen_when_it_begins()
    {
        _bench.Hosts.Add("w1", "w2");
        var runbook = Some.OnHosts(Some.ForEach("up", Some.Step("a")) with { Batches = null });
        var created = (await _bench.RunAsync(runbook)).Created!;
        _bench.Hosts.Add("w3");

        var plan = _bench.Plan(runbook, created.Targets);

        Assert.Equal(["up[w1]", "up[w2]"], plan.Nodes.Where(static n => n.IsLane).Select(static n => n.Path.Value));
    }

    [Fact]
    public async Task No_targets_means_nothing_to_do_and_no_gate()
    {
        var runbook = Some.Runbook(Some.ForEach("up", Some.Step("a")) with { Gate = Some.Gate() }) with
        {
            Targets = [new("workers", new TargetSelector.Hosts(new Argument.Constant(new Value.List([]), SourceSpan.None)), SourceSpan.None)],
        };

        var state = await _bench.RunAsync(runbook);

        Assert.Equal((RunStatus.Succeeded, StepStatus.Unchanged), (state.Status, state[new("up")].Status));
        Assert.Empty(_bench.Effects);
    }

    [Fact]
    public async Task A_lane_in_a_lane_sees_both_hosts()
    {
        _bench.Hosts.Add("w1", "w2");
        var inner = Some.ForEach("inner", Some.Step("i", FakeTool.Do, "{{ peer.name }}"), Some.Step("o", FakeTool.Do, "{{ node.name }}")) with
        {
            Variable = "peer",
            Batches = null,
        };

        await _bench.RunAsync(Some.OnHosts(Some.ForEach("outer", inner) with { Batches = null }));

        Assert.Equal(["w1:w1", "w1:w1", "w2:w2", "w2:w1", "w1:w1", "w1:w2", "w2:w2", "w2:w2"], _bench.Effects);
    }

    [Fact]
    public async Task A_step_of_a_lane_sees_its_own_neighbours_and_the_steps_before_the_lanes()
    {
        _bench.Hosts.Add("w1", "w2");
        _bench.Machine.OutputOf = static _ => "first";
        foreach (var name in new[] { "w1", "w2" })
            _bench.Hosts[name].OutputOf = static what => what;

        await _bench.RunAsync(Some.OnHosts(
            Some.Step("before"),
            Some.ForEach("up", Some.Step("a"), Some.Step("b", FakeTool.Do, "{{ steps.a.text }}"), Some.Step("c", FakeTool.Do, "{{ steps.before.text }}")) with { Batches = null }));

        Assert.Equal(["before", "w1:a", "w1:w1:a", "w1:first", "w2:a", "w2:w2:a", "w2:first"], _bench.Effects);
    }

    [Fact]
    public async Task A_thousand_lanes_run_at_once()
    {
        _bench.Hosts.Add([.. Enumerable.Range(1, 1000).Select(static i => $"w{i}")]);
        _bench.Parallelism = 1000;
        var all = new TaskCompletionSource();
        foreach (var host in _bench.Hosts.Inventory.Hosts)
            _bench.Hosts[host.Name].EndOf = _ => all.Task;

        var run = _bench.RunAsync(Some.OnHosts(Some.ForEach("up", Some.Step("a"))));
        await Eventually.Holds(() => _bench.Effects.Count == 1000);
        all.SetResult();

        Assert.Equal(RunStatus.Succeeded, (await run).Status);
    }

    [Fact]
    public void A_group_that_is_not_there_is_told_with_those_that_are()
    {
        _bench.Hosts.Add("w1");
        var runbook = Some.Runbook() with { Targets = [new("workers", new TargetSelector.Group(Some.Argument("etcd")), SourceSpan.None)] };

        var refused = Assert.Throws<PlanException>(() => _bench.Plan(runbook));

        Assert.Equal(("the group `etcd` is not in /srv/inventory.yaml", "there are: workers"), (refused.Message, refused.Hint));
    }

    [Fact]
    public void Without_an_inventory_one_lane_stands_for_all()
    {
        var plan = Planner.Plan(Some.OnHosts(Some.ForEach("up", Some.Step("a"))));

        Assert.Equal(["up", "up[*]", "up[*]/a"], plan.Nodes.Select(static n => n.Path.Value));
        Assert.False(plan[new("up")].FanOut!.IsKnown);
    }

    private static Argument.Sequence Sizes(params string[] sizes) => new([.. sizes.Select(Some.Argument)], SourceSpan.None);
}
