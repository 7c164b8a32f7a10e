using System.Collections.Immutable;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Clusters;

/// <summary>What the engine does for runs that work on a cluster: holds it, remembers which it is, and keeps what a look found.</summary>
public class ClusterRunTests
{
    private readonly TestBench _bench = new() { Cluster = new SilentCluster() };
    private readonly RecordingHold _hold = new();
    private readonly Runbook _runbook = Some.Runbook(Some.Step("p", FakeTool.Patch, "x")) with { Lock = new("run.name", TemplateKind.Expression, SourceSpan.None) };

    public ClusterRunTests() => _bench.Hold = _hold;

    [Fact]
    public async Task A_run_takes_hold_of_its_cluster_before_it_is_created_and_gives_it_back_when_it_is_over()
    {
        var state = await _bench.RunAsync(_runbook);

        Assert.Equal((RunStatus.Succeeded, "uid-1"), (state.Status, state.Created!.Cluster));
        Assert.Equal(["take locked", "keep", "kept", "give back"], _hold.Calls);
    }

    [Fact]
    public async Task A_runbook_that_touches_no_cluster_asks_nothing_of_it()
    {
        var state = await _bench.RunAsync(Some.Runbook(Some.Step("a")));

        Assert.Null(state.Created!.Cluster);
        Assert.Empty(_hold.Calls);
    }

    [Fact]
    public async Task Nothing_is_created_while_another_run_holds_the_cluster()
    {
        _hold.Other = "run x (ada@host)";

        await Assert.ThrowsAsync<ClusterHeldException>(() => _bench.RunAsync(_runbook));

        Assert.Empty(await _bench.Store.ListAsync(1, CancellationToken.None));
    }

    [Fact]
    public async Task A_hold_is_given_back_when_the_store_refuses_the_run()
    {
        await _bench.RunAsync(Some.Runbook(Some.Step("p", FakeTool.Rest, "x")) with { Lock = _runbook.Lock });

        await Assert.ThrowsAsync<LockHeldException>(() => _bench.RunAsync(_runbook));

        Assert.Equal(["take locked", "give back"], _hold.Calls);
    }

    [Fact]
    public async Task A_run_is_not_resumed_on_another_cluster()
    {
        _bench.Tool.Patching = static _ => Task.FromResult<StepOutcome>(new StepOutcome.Failed(new("no", "no", Retryable: false)));
        await _bench.RunAsync(_runbook);
        var before = await _bench.Store.ReadAsync(await _bench.NewestAsync(), 0, CancellationToken.None).CountAsync();
        _hold.Cluster = "uid-2";

        await Assert.ThrowsAsync<WrongClusterException>(() => _bench.ResumeAsync(_runbook));

        Assert.Equal(before, await _bench.Store.ReadAsync(await _bench.NewestAsync(), 0, CancellationToken.None).CountAsync());
    }

    [Fact]
    public async Task What_a_look_found_is_with_the_intent_and_comes_back_after_a_crash()
    {
        using var detach = new CancellationTokenSource();
        var looks = 0;
        _bench.Tool.Seen = _ => new ProbeResult.Needed("cordon") { Found = new([new("looks", new Value.Integer(++looks))]) };
        _bench.Tool.Patching = async _ =>
        {
            await detach.CancelAsync();
            throw new OperationCanceledException();
        };
        await _bench.RunAsync(_runbook, detach.Token);
        _bench.Tool.Patching = static context => Task.FromResult<StepOutcome>(new StepOutcome.Succeeded(context.Found));

        var state = await _bench.ResumeAsync(_runbook);

        Assert.Equal((StepStatus.Succeeded, "1", 1), (state[new("p")].Status, state[new("p")].Outputs["looks"]!.ToString(), looks));
    }

    [Fact]
    public async Task A_step_on_the_cluster_needs_no_connection_to_the_node_of_its_lane()
    {
        _bench.Hosts.Add("w1");
        _bench.Hosts["w1"].IsCut = static _ => true;

        var state = await _bench.RunAsync(Some.OnHosts(Some.ForEach("up", Some.Step("p", FakeTool.Patch, "x"))));

        Assert.Equal(RunStatus.Succeeded, state.Status);
    }

    [Fact]
    public async Task What_explains_a_failure_is_put_under_it_once_no_retry_is_left()
    {
        var diagnosis = new CountingDiagnosis();
        _bench.Diagnosis = diagnosis;
        _bench.Hosts.Add("w1");
        _bench.Tool.Patching = static _ => Task.FromResult<StepOutcome>(new StepOutcome.Failed(new("no", "no", Retryable: true)));

        var state = await _bench.RunAsync(Some.OnHosts(Some.ForEach("up", Some.Step("p", FakeTool.Patch, "x") with { Retry = Some.Retries(3) })));

        Assert.Equal([("w1", true)], diagnosis.Asked);
        Assert.Equal(["kubelet is down"], state[new("up[w1]/p")].Failure!.Details);
    }

    [Fact]
    public async Task A_failure_stands_when_it_cannot_be_explained()
    {
        _bench.Diagnosis = new CountingDiagnosis { Breaks = true };
        _bench.Tool.Patching = static _ => Task.FromResult<StepOutcome>(new StepOutcome.Failed(new("no", "no", Retryable: true)));

        var state = await _bench.RunAsync(_runbook);

        Assert.Equal(("no", 0), (state[new("p")].Failure!.Code, state[new("p")].Failure!.Details.Length));
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_fails_the_step_with_what_to_do_and_can_be_tried_again()
    {
        var tries = 0;
        _bench.Tool.Patching = _ => ++tries < 2 ? throw new ClusterUnreachableException("lab does not answer", "look whether it is up") : Task.FromResult<StepOutcome>(new StepOutcome.Succeeded(new([])));

        var state = await _bench.RunAsync(Some.Runbook(Some.Step("p", FakeTool.Patch, "x") with { Retry = Some.Retries(2) }));

        var retried = Assert.Single(_bench.Seen.OfType<RunEvent.StepRetryScheduled>());
        Assert.Equal(("cluster-unreachable", "look whether it is up"), (retried.Failure.Code, retried.Failure.Hint));
        Assert.Equal(RunStatus.Succeeded, state.Status);
    }

    [Fact]
    public async Task A_run_goes_on_while_its_cluster_does_not_answer_and_takes_the_lock_once_it_does()
    {
        await FailOnceAsync();
        var asked = new TaskCompletionSource();
        _hold.IsSilent = true;
        _bench.Clock = new HastyClock();
        _hold.Asked = count => { if (count == 3) { _hold.IsSilent = false; asked.TrySetResult(); } };
        _bench.Tool.Patching = async context =>
        {
            await asked.Task;
            await Eventually.Holds(() => _hold.Calls.Contains("keep"));
            return new StepOutcome.Succeeded(context.Found);
        };

        var state = await _bench.ResumeAsync(_runbook);

        Assert.Equal(RunStatus.Succeeded, state.Status);
        Assert.Contains("does not answer (it is down): the run goes on without its lock", _bench.Seen.OfType<RunEvent.RunResumed>().Single().Note, StringComparison.Ordinal);
        Assert.Equal(["take locked", "take locked", "take locked", "keep", "kept", "give back"], _hold.Calls);
    }

    [Fact]
    public async Task A_cluster_that_fails_is_as_good_as_one_that_does_not_answer()
    {
        await FailOnceAsync();
        _hold.IsSilent = true;
        _hold.Silence = new ClusterException(new(500, "{}"u8.ToArray()));
        _bench.Clock = new HastyClock();
        _bench.Tool.Patching = static context => Task.FromResult<StepOutcome>(new StepOutcome.Succeeded(context.Found));

        Assert.Equal(RunStatus.Succeeded, (await _bench.ResumeAsync(_runbook)).Status);
    }

    [Fact]
    public async Task It_lets_go_when_another_run_has_the_lock_by_then()
    {
        await FailOnceAsync();
        _hold.IsSilent = true;
        _hold.Asked = count => (_hold.IsSilent, _hold.Other) = (count < 2, count < 2 ? null : "run x (ada@host)");
        _bench.Clock = new HastyClock();
        _bench.Tool.Patching = static _ => new TaskCompletionSource<StepOutcome>().Task;

        Assert.Equal(RunStatus.Interrupted, (await _bench.ResumeAsync(_runbook)).Status);
    }

    [Fact]
    public async Task Nothing_is_asked_of_a_cluster_that_turns_out_to_be_another()
    {
        await FailOnceAsync();
        var other = new FakeCluster(TimeProvider.System);
        _bench.Cluster = other;
        _hold.IsSilent = true;
        _bench.Clock = new HastyClock();
        _bench.Tool.Patching = static async context =>
        {
            await context.Cluster.SendAsync(new("DELETE", "/api/v1/nodes/w1"), CancellationToken.None);
            return new StepOutcome.Succeeded(context.Found);
        };

        var state = await _bench.ResumeAsync(_runbook);

        Assert.Contains("began on another cluster", state[new("p")].Failure!.Message, StringComparison.Ordinal);
        Assert.All(other.Requests, static r => Assert.Equal("GET", r.Method));
    }

    private async Task FailOnceAsync()
    {
        _bench.Tool.Patching = static _ => Task.FromResult<StepOutcome>(new StepOutcome.Failed(new("no", "no", Retryable: false)));
        await _bench.RunAsync(_runbook);
        _hold.Calls.Clear();
        _bench.Seen.Clear();
    }

    private sealed class SilentCluster : ICluster
    {
        public string Name => "lab";

        public Task<ClusterAnswer> SendAsync(ClusterRequest request, CancellationToken cancellation) => throw new NotSupportedException();

        public IAsyncEnumerable<ClusterChange> WatchAsync(ClusterRequest list, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class CountingDiagnosis : IFailureDiagnosis
    {
        public List<(string? Node, bool HasCommands)> Asked { get; } = [];

        public bool Breaks { get; init; }

        public Task<ImmutableArray<string>> ExamineAsync(FailedStep step, CancellationToken cancellation)
        {
            Asked.Add((step.Node, step.Commands is not null));
            return Breaks ? throw new InvalidOperationException("broken") : Task.FromResult<ImmutableArray<string>>(["kubelet is down"]);
        }
    }

    private sealed class RecordingHold : IRunHold
    {
        public List<string> Calls { get; } = [];

        public string? Other { get; set; }

        public bool IsSilent { get; set; }

        public Exception Silence { get; set; } = new ClusterUnreachableException("it is down", "look");

        public Action<int> Asked { get; set; } = static _ => { };

        public string Cluster { get; set; } = "uid-1";

        public Task<string> TakeAsync(RunId run, bool wantsLock, CancellationToken cancellation)
        {
            Calls.Add(wantsLock ? "take locked" : "take");
            Asked(Calls.Count);
            if (IsSilent)
                throw Silence;
            return Other is { } other ? throw new ClusterHeldException(other, null) : Task.FromResult(Cluster);
        }

        public async Task KeepAsync(RunId run, CancellationToken cancellation)
        {
            Calls.Add("keep");
            var over = new TaskCompletionSource();
            await using var _ = cancellation.Register(over.SetResult);
            await over.Task;
            Calls.Add("kept");
        }

        public Task GiveBackAsync(RunId run, CancellationToken cancellation)
        {
            Calls.Add("give back");
            return Task.CompletedTask;
        }
    }
}
