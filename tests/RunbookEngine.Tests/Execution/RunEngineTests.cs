using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Execution;

/// <summary>The course of a run: what runs, in which order, and what follows from failures, conditions, waits and requests.</summary>
public class RunEngineTests
{
    private readonly TestBench _bench = new();

    [Fact]
    public async Task A_step_waits_for_the_one_above_it()
    {
        var state = await _bench.RunAsync(Some.Runbook(Some.Step("a"), Some.Step("b"), Some.Step("c")));

        Assert.Equal(RunStatus.Succeeded, state.Status);
        Assert.Equal(["a", "b", "c"], _bench.Effects);
    }

    [Fact]
    public async Task The_outcome_of_one_step_and_the_start_of_the_next_share_a_commit()
    {
        await _bench.RunAsync(Some.Runbook(Some.Step("a"), Some.Step("b"), Some.Step("c")));

        // The creation, the first start, two shared ones, and the last outcome with the end of the run.
        Assert.Equal(5, _bench.Store.Appends);
    }

    [Fact]
    public async Task A_failed_step_skips_its_dependents_and_nothing_else()
    {
        _bench.Machine.StatusOf = what => what == "a" ? 1 : 0;

        var state = await _bench.RunAsync(Some.Runbook(Some.Step("a"), Some.Step("b"), Some.Free("c")));

        Assert.Equal(RunStatus.Failed, state.Status);
        Assert.Equal((SkipReason.NeedFailed, new StepPath("a")), (state[new("b")].Skip!.Value, state[new("b")].SkipCause!.Value));
        Assert.Equal(StepStatus.Succeeded, state[new("c")].Status);
    }

    [Fact]
    public async Task After_a_failure_on_failure_runs_and_then_finally()
    {
        _bench.Machine.StatusOf = what => what == "a" ? 1 : 0;

        await _bench.RunAsync(Some.Runbook(Some.Step("a")) with { OnFailure = [Some.Step("mend")], Finally = [Some.Step("clean")] });

        Assert.Equal(["a", "mend", "clean"], _bench.Effects);
    }

    [Fact]
    public async Task Without_a_failure_only_finally_runs()
    {
        await _bench.RunAsync(Some.Runbook(Some.Step("a")) with { OnFailure = [Some.Step("mend")], Finally = [Some.Step("clean")] });

        Assert.Equal(["a", "clean"], _bench.Effects);
    }

    [Fact]
    public async Task A_resume_after_a_failure_runs_what_failed_and_what_was_skipped_and_closes_again()
    {
        var broken = true;
        _bench.Machine.StatusOf = what => what == "b" && broken ? 1 : 0;
        var runbook = Some.Runbook(Some.Step("a"), Some.Step("b"), Some.Step("c")) with { Finally = [Some.Step("clean")] };
        await _bench.RunAsync(runbook);
        broken = false;

        var state = await _bench.ResumeAsync(runbook);

        Assert.Equal(RunStatus.Succeeded, state.Status);
        Assert.Equal(["a", "b", "clean", "b", "c", "clean"], _bench.Effects);
    }

    [Fact]
    public async Task A_failure_that_may_be_continued_after_does_not_fail_the_run()
    {
        _bench.Machine.StatusOf = what => what == "a" ? 1 : 0;

        var state = await _bench.RunAsync(Some.Runbook(Some.Step("a") with { ContinueOnFailure = true }, Some.Step("b")));

        Assert.Equal(RunStatus.Succeeded, state.Status);
        Assert.Equal(StepStatus.Failed, state[new("a")].Status);
    }

    [Fact]
    public async Task A_failed_attempt_is_tried_again_as_often_as_the_author_allows()
    {
        var tries = 0;
        _bench.Machine.StatusOf = _ => ++tries < 3 ? 1 : 0;

        var state = await _bench.RunAsync(Some.Runbook(Some.Step("a") with { Retry = Some.Retries(3) }));

        Assert.Equal((RunStatus.Succeeded, 3), (state.Status, state[new("a")].Attempt));
    }

    [Fact]
    public async Task A_step_that_finds_its_aim_reached_does_nothing()
    {
        _bench.Tool.Seen = static _ => new ProbeResult.Satisfied(new([]));

        var state = await _bench.RunAsync(Some.Runbook(Some.Step("a")));

        Assert.Equal(StepStatus.Unchanged, state[new("a")].Status);
        Assert.Empty(_bench.Effects);
    }

    [Fact]
    public async Task A_false_condition_skips_the_step_and_lets_the_next_one_run()
    {
        var state = await _bench.RunAsync(Some.Runbook(Some.Step("a") with { If = Some.If("false") }, Some.Step("b")));

        Assert.Equal(RunStatus.Succeeded, state.Status);
        Assert.Equal(["b"], _bench.Effects);
    }

    [Fact]
    public async Task A_false_condition_on_a_group_skips_all_that_is_in_it()
    {
        var group = Some.Group("g", null, Some.Step("a"), Some.Group("inner", 0, Some.Step("b"))) with { If = Some.If("false") };

        var state = await _bench.RunAsync(Some.Runbook(group, Some.Step("c")));

        Assert.Equal(RunStatus.Succeeded, state.Status);
        Assert.Equal(["c"], _bench.Effects);
        Assert.Equal(StepStatus.Skipped, state[new("g/inner/b")].Status);
    }

    [Fact]
    public async Task An_output_reaches_the_steps_below()
    {
        _bench.Machine.OutputOf = static _ => "42";

        await _bench.RunAsync(Some.Runbook(Some.Step("a"), Some.Step("b", FakeTool.Do, "{{ steps.a.text }}")));

        Assert.Equal(["a", "42"], _bench.Effects);
    }

    [Fact]
    public async Task An_expression_that_has_no_value_fails_the_step_with_its_place()
    {
        var state = await _bench.RunAsync(Some.Runbook(Some.Step("b", FakeTool.Do, "{{ inputs.missing }}")));

        Assert.Equal("expression", state[new("b")].Failure!.Code);
    }

    [Fact]
    public async Task A_failure_in_a_group_fails_the_group_and_names_the_step()
    {
        _bench.Machine.StatusOf = what => what == "a" ? 1 : 0;

        var state = await _bench.RunAsync(Some.Runbook(Some.Group("g", null, Some.Step("a"), Some.Step("b")), Some.Step("c")));

        Assert.Equal("step g/a failed", state[new("g")].Failure!.Message);
        Assert.Equal(new StepPath("g"), state[new("c")].SkipCause);
    }

    [Fact]
    public async Task A_group_allows_only_so_many_at_a_time()
    {
        _bench.Machine.EndOf = static _ => Task.Delay(20);
        var steps = Enumerable.Range(0, 8).Select(i => (Step)Some.Step($"s{i}")).ToArray();

        await _bench.RunAsync(Some.Runbook(Some.Group("g", 3, steps)));

        Assert.Equal((8, 3), (_bench.Effects.Count, _bench.Machine.MostAtOnce));
    }

    [Fact]
    public async Task A_run_has_at_most_so_many_steps_at_work()
    {
        _bench.Machine.EndOf = static _ => Task.Delay(20);
        _bench.Parallelism = 2;

        await _bench.RunAsync(Some.Runbook([.. Enumerable.Range(0, 6).Select(i => Some.Free($"s{i}"))]));

        Assert.Equal((6, 2), (_bench.Effects.Count, _bench.Machine.MostAtOnce));
    }

    [Fact]
    public async Task An_approval_stops_the_run_and_an_answer_lets_it_go_on()
    {
        var runbook = Some.Runbook(Some.Step("ask", FakeTool.Ask, "sure?"), Some.Step("b"));

        var stopped = await _bench.RunAsync(runbook);
        Assert.Equal((RunStatus.Waiting, 0), (stopped.Status, _bench.Effects.Count));

        await _bench.PostAsync(RequestKind.Approve);
        var state = await _bench.ResumeAsync(runbook);
        Assert.Equal(RunStatus.Succeeded, state.Status);
        Assert.Equal(new Value.Text("ada"), state[new("ask")].Outputs["by"]);
    }

    [Fact]
    public async Task A_rejection_fails_the_step()
    {
        var runbook = Some.Runbook(Some.Step("ask", FakeTool.Ask, "sure?"), Some.Step("b"));
        await _bench.RunAsync(runbook);
        await _bench.PostAsync(RequestKind.Reject);

        var state = await _bench.ResumeAsync(runbook);

        Assert.Equal(("rejected", RunStatus.Failed), (state[new("ask")].Failure!.Code, state.Status));
    }

    [Fact]
    public async Task A_pause_step_goes_on_with_a_resume()
    {
        var runbook = Some.Runbook(Some.Step("rest", FakeTool.Rest, "look around"), Some.Step("b"));
        Assert.Equal(RunStatus.Waiting, (await _bench.RunAsync(runbook)).Status);

        Assert.Equal(RunStatus.Succeeded, (await _bench.ResumeAsync(runbook)).Status);
    }

    [Fact]
    public async Task An_abort_of_a_waiting_run_skips_the_rest_and_runs_finally()
    {
        var runbook = Some.Runbook(Some.Step("ask", FakeTool.Ask, "sure?"), Some.Step("b")) with { Finally = [Some.Step("clean")] };
        await _bench.RunAsync(runbook);
        await _bench.PostAsync(RequestKind.Abort);

        var state = await _bench.ResumeAsync(runbook);

        Assert.Equal(RunStatus.Aborted, state.Status);
        Assert.Equal(["clean"], _bench.Effects);
    }

    [Fact]
    public async Task An_abort_of_a_failed_run_ends_it_and_runs_nothing_again()
    {
        _bench.Machine.StatusOf = static what => what == "a" ? 1 : 0;
        var runbook = Some.Runbook(Some.Step("a"), Some.Step("b")) with { Finally = [Some.Step("clean")] };
        await _bench.RunAsync(runbook);
        await _bench.PostAsync(RequestKind.Abort);

        var state = await _bench.ResumeAsync(runbook);

        Assert.Equal(RunStatus.Aborted, state.Status);
        Assert.Equal(["a", "clean"], _bench.Effects);
    }

    [Fact]
    public async Task A_pause_lets_running_steps_end_and_starts_no_more()
    {
        var release = new TaskCompletionSource();
        _bench.Machine.EndOf = what => what == "a" ? release.Task : Task.CompletedTask;
        var runbook = Some.Runbook(Some.Step("a"), Some.Step("b"));
        var running = _bench.RunAsync(runbook);
        await Eventually.Holds(() => _bench.Effects.Count == 1);
        await _bench.PostAsync(RequestKind.Pause);
        await Eventually.Holds(() => { lock (_bench.Seen) return _bench.Seen.OfType<RunEvent.RequestTaken>().Any(); });
        release.SetResult();

        Assert.Equal(RunStatus.Paused, (await running).Status);
        Assert.Equal(["a"], _bench.Effects);
        Assert.Equal(RunStatus.Succeeded, (await _bench.ResumeAsync(runbook)).Status);
    }

    [Fact]
    public async Task Letting_go_leaves_the_command_alone_and_a_resume_attaches_to_it()
    {
        var release = new TaskCompletionSource();
        _bench.Machine.EndOf = what => what == "a" ? release.Task : Task.CompletedTask;
        var runbook = Some.Runbook(Some.Step("a"), Some.Step("b"));
        using var detach = new CancellationTokenSource();
        var running = _bench.RunAsync(runbook, detach.Token);
        await Eventually.Holds(() => _bench.Effects.Count == 1);
        await detach.CancelAsync();
        Assert.Equal(RunStatus.Interrupted, (await running).Status);
        release.SetResult();

        var state = await _bench.ResumeAsync(runbook);

        Assert.Equal(RunStatus.Succeeded, state.Status);
        Assert.Equal(["a", "b"], _bench.Effects);
        Assert.Equal("attached to its command, which had started before", state[new("a")].Resolution);
    }

    [Fact]
    public async Task A_step_in_doubt_that_cannot_look_asks_and_takes_a_person_at_their_word()
    {
        _bench.Machine.IsLost = static what => what == "a";
        var runbook = Some.Runbook(Some.Step("a"), Some.Step("b"));

        var stopped = await _bench.RunAsync(runbook);
        Assert.Equal((RunStatus.Waiting, WaitKind.Doubt), (stopped.Status, stopped[new("a")].Wait!.Kind));

        var state = await _bench.ResumeAsync(runbook, resolution: ("a", true));
        Assert.Equal(RunStatus.Succeeded, state.Status);
        Assert.Equal(["a", "b"], _bench.Effects);
    }

    [Fact]
    public async Task A_step_in_doubt_runs_again_under_a_new_name_on_a_persons_word()
    {
        var lost = true;
        _bench.Machine.IsLost = what => what == "a" && lost;
        var runbook = Some.Runbook(Some.Step("a"), Some.Step("b"));
        await _bench.RunAsync(runbook);
        lost = false;

        var state = await _bench.ResumeAsync(runbook, resolution: ("a", false));

        Assert.Equal(RunStatus.Succeeded, state.Status);
        Assert.Equal(["a", "a", "b"], _bench.Effects);
    }

    [Fact]
    public async Task A_look_that_was_lost_with_its_host_is_done_again()
    {
        var losses = 2;
        _bench.Machine.IsLost = what => what == "a" && losses-- > 0;

        var state = await _bench.RunAsync(Some.Runbook(Some.Step("a", FakeTool.Look, "a")));

        Assert.Equal((RunStatus.Succeeded, StepStatus.Unchanged), (state.Status, state[new("a")].Status));
        Assert.Equal(["a", "a", "a"], _bench.Effects);
    }

    [Fact]
    public async Task A_doubt_is_settled_by_looking_when_that_shows_the_aim_reached()
    {
        _bench.Machine.IsLost = static what => what == "a";
        _bench.Tool.Seen = what => _bench.Effects.Contains(what) ? new ProbeResult.Satisfied(new([])) : new ProbeResult.Needed("a");

        var state = await _bench.RunAsync(Some.Runbook(Some.Step("a")));

        Assert.Equal((RunStatus.Succeeded, StepStatus.Succeeded), (state.Status, state[new("a")].Status));
    }

    [Fact]
    public async Task An_undo_takes_back_what_was_changed_last_first()
    {
        _bench.Tool.Seen = static what => what == "b" ? new ProbeResult.Satisfied(new([])) : ProbeResult.Unknown;
        var runbook = Some.Runbook(
            Some.Step("a") with { Undo = [Some.Step("undo_a")] },
            Some.Step("b") with { Undo = [Some.Step("undo_b")] },
            Some.Step("c") with { Undo = [Some.Step("undo_c1"), Some.Step("undo_c2")] });
        await _bench.RunAsync(runbook);

        var state = await _bench.ResumeAsync(runbook, undo: true);

        Assert.Equal(RunStatus.Undone, state.Status);
        Assert.Equal(["a", "c", "undo_c1", "undo_c2", "undo_a"], _bench.Effects);
    }

    [Fact]
    public async Task A_failed_undo_goes_on_where_it_failed()
    {
        var broken = true;
        _bench.Machine.StatusOf = what => what == "undo_b" && broken ? 1 : 0;
        var runbook = Some.Runbook(Some.Step("a") with { Undo = [Some.Step("undo_a")] }, Some.Step("b") with { Undo = [Some.Step("undo_b")] });
        await _bench.RunAsync(runbook);
        Assert.Equal(RunStatus.Failed, (await _bench.ResumeAsync(runbook, undo: true)).Status);
        broken = false;

        Assert.Equal(RunStatus.Undone, (await _bench.ResumeAsync(runbook, undo: true)).Status);
        Assert.Equal(["a", "b", "undo_b", "undo_b", "undo_a"], _bench.Effects);
    }

    [Fact]
    public async Task A_step_that_takes_too_long_is_ended_and_fails()
    {
        _bench.Machine.EndOf = static _ => Task.Delay(TimeSpan.FromMinutes(5));

        var state = await _bench.RunAsync(Some.Runbook(Some.Step("a") with { Timeout = Some.Argument("100ms") }));

        Assert.Equal("timeout", state[new("a")].Failure!.Code);
    }

    [Fact]
    public async Task A_secret_that_a_command_prints_is_masked_in_outputs()
    {
        _bench.Inputs = new([new("password", new Value.Secret("hunter2"))]);
        _bench.Machine.OutputOf = static _ => "it is hunter2!";

        var state = await _bench.RunAsync(Some.Runbook(Some.Step("a")));

        Assert.Equal(new Value.Text("it is ***!"), state[new("a")].Outputs["text"]);
        Assert.Equal("it is ***!", state[new("a")].Stdout.Head);
    }
}
