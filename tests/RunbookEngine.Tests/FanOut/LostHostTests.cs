using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.FanOut;

/// <summary>A host that cannot be reached fails its step, and nothing runs twice when it is back.</summary>
public class LostHostTests
{
    private readonly TestBench _bench = new();
    private readonly Runbook _runbook = Some.OnHosts(Some.ForEach("up", Some.Step("a") with { Retry = Some.Retries(3) }, Some.Step("b")));

    public LostHostTests() => _bench.Hosts.Add("w1");

    private FakeTransport Host => _bench.Hosts["w1"];

    [Theory]
    [InlineData("start a")]
    [InlineData("wait w1:a")]
    public async Task A_command_that_was_in_flight_when_its_host_was_lost_is_taken_up_and_not_begun_again(string moment)
    {
        Host.IsCut = call => call == moment;

        var state = await _bench.RunAsync(_runbook);

        Assert.Equal(RunStatus.Failed, state.Status);
        Assert.Equal(("host-unreachable", true, 1), (state[new("up[w1]/a")].Failure!.Code, state[new("up[w1]/a")].IsUnsettled, state[new("up[w1]/a")].Attempt));
        Host.IsCut = static _ => false;
        state = await _bench.ResumeAsync(_runbook);
        Assert.Equal(RunStatus.Succeeded, state.Status);
        Assert.Equal(["w1:a", "w1:b"], _bench.Effects);
        Assert.Equal(1, state[new("up[w1]/a")].Attempt);
    }

    [Fact]
    public async Task It_may_be_lost_again_and_again()
    {
        Host.IsCut = static call => call == "wait w1:a";
        await _bench.RunAsync(_runbook);
        for (var i = 0; i < 3; i++)
            Assert.True((await _bench.ResumeAsync(_runbook))[new("up[w1]/a")].IsUnsettled);
        Host.IsCut = static _ => false;

        Assert.Equal(RunStatus.Succeeded, (await _bench.ResumeAsync(_runbook)).Status);
        Assert.Equal(["w1:a", "w1:b"], _bench.Effects);
    }

    [Fact]
    public async Task A_host_that_is_lost_before_anything_began_is_tried_again_as_any_failure()
    {
        var asked = 0;
        Host.IsCut = call => call == "boot" && ++asked == 1;

        var state = await _bench.RunAsync(_runbook);

        Assert.Equal((RunStatus.Succeeded, 2), (state.Status, state[new("up[w1]/a")].Attempt));
        Assert.Equal(["w1:a", "w1:b"], _bench.Effects);
    }

    [Fact]
    public async Task A_host_that_was_restarted_meanwhile_leaves_a_doubt_and_is_asked_about()
    {
        Host.IsCut = static call => call == "wait w1:a";
        Host.IsLost = static what => what == "w1:a";
        await _bench.RunAsync(_runbook);
        Host.IsCut = static _ => false;
        Host.BootId = "boot-2";

        var state = await _bench.ResumeAsync(_runbook);

        Assert.Equal((RunStatus.Waiting, WaitKind.Doubt), (state.Status, state[new("up[w1]/a")].Wait!.Kind));
        Assert.Equal(["w1:a"], _bench.Effects);
    }

    [Fact]
    public async Task Only_the_boot_id_of_the_steps_own_host_counts()
    {
        var inFlight = new TaskCompletionSource();
        using var detach = new CancellationTokenSource();
        Host.EndOf = _ => inFlight.Task;
        var run = _bench.RunAsync(_runbook, detach.Token);
        await Eventually.Holds(() => _bench.Effects.Contains("w1:a"));
        await detach.CancelAsync();
        Assert.Equal(RunStatus.Interrupted, (await run).Status);
        _bench.Machine.BootId = "boot-2";
        inFlight.SetResult();

        Assert.Equal(RunStatus.Succeeded, (await _bench.ResumeAsync(_runbook)).Status);
        Assert.Equal(["w1:a", "w1:b"], _bench.Effects);
    }
}
