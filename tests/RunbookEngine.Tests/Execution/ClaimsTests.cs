using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Execution;

/// <summary>A claim that is not found proves that nothing began only where it would be seen. Everywhere else the engine asks, or waits for the place to come back.</summary>
public class ClaimsTests
{
    private static readonly StepPath A = new("a");
    private readonly TestBench _bench = new();
    private readonly Runbook _runbook = Some.Runbook(Some.Step("a"), Some.Step("b"));

    [Fact]
    public async Task A_folder_of_claims_that_was_made_anew_is_a_doubt_and_not_a_second_run()
    {
        await DieInFlightAsync();
        _bench.Machine.ClaimsRoot = "root-2";

        var state = await _bench.ResumeAsync(_runbook);

        Assert.Equal((RunStatus.Waiting, WaitKind.Doubt), (state.Status, state[A].Wait!.Kind));
        Assert.Contains("made anew", state[A].Wait!.Message, StringComparison.Ordinal);
        Assert.Empty(_bench.Effects);
    }

    [Fact]
    public async Task A_doubt_is_looked_at_again_at_the_next_resume_and_goes_away_with_its_cause()
    {
        await DieInFlightAsync();
        _bench.Machine.ClaimsRoot = "root-2";
        await _bench.ResumeAsync(_runbook);
        var again = await _bench.ResumeAsync(_runbook);
        Assert.Equal(RunStatus.Waiting, again.Status);

        _bench.Machine.ClaimsRoot = "root-1";
        var state = await _bench.ResumeAsync(_runbook);

        Assert.Equal((RunStatus.Succeeded, 1), (state.Status, state[A].Attempt));
        Assert.Equal(["a", "b"], _bench.Effects);
    }

    [Fact]
    public async Task Processes_of_another_container_are_a_doubt_and_nothing_is_attached_to()
    {
        await DieInFlightAsync();
        _bench.Machine.ClaimsProcesses = "another";

        var state = await _bench.ResumeAsync(_runbook);

        Assert.Equal((RunStatus.Waiting, WaitKind.Doubt), (state.Status, state[A].Wait!.Kind));
        Assert.Empty(_bench.Effects);
    }

    [Fact]
    public async Task Claims_that_cannot_be_looked_at_leave_the_attempt_unsettled_and_begin_no_other()
    {
        await DieInFlightAsync();
        _bench.Machine.ClaimsFault = "permission denied";

        var away = await _bench.ResumeAsync(_runbook);

        Assert.Equal((RunStatus.Failed, true, "claims-unseen", 1), (away.Status, away[A].IsUnsettled, away[A].Failure!.Code, away[A].Attempt));
        Assert.Contains("permission denied", away[A].Failure!.Message, StringComparison.Ordinal);
        _bench.Machine.ClaimsFault = null;
        var state = await _bench.ResumeAsync(_runbook);
        Assert.Equal((RunStatus.Succeeded, 1), (state.Status, state[A].Attempt));
        Assert.Equal(["a", "b"], _bench.Effects);
    }

    [Fact]
    public async Task A_first_attempt_that_finds_no_place_for_claims_fails_before_it_begins_and_is_settled()
    {
        _bench.Machine.ClaimsFault = "read-only file system";

        var state = await _bench.RunAsync(_runbook);

        Assert.Equal((RunStatus.Failed, false), (state.Status, state[A].IsUnsettled));
        Assert.Empty(_bench.Effects);
    }

    [Theory]
    [InlineData("r", "m", "u", "/p", null)]
    [InlineData("r", "m", "u", "/elsewhere", null)]
    [InlineData("r", "other", "u", "/p", "another machine")]
    [InlineData("x", "m", "v", "/q", "lie in /p of u, and v")]
    [InlineData("x", "m", "u", "/q", "lie in /p, and are now looked for in /q")]
    [InlineData("x", "m", "u", "/p", "made anew")]
    public void Only_the_same_root_on_the_same_machine_is_the_same_place(string root, string machine, string user, string path, string? words)
    {
        var difference = new ClaimsPlace("r", "m", "n", "u", "/p").DifferenceTo(new(root, machine, "n", user, path));

        if (words is null)
            Assert.Null(difference);
        else
            Assert.Contains(words, difference, StringComparison.Ordinal);
    }

    /// <summary>The start of <c>a</c> is in the journal, and nothing has been started.</summary>
    private async Task DieInFlightAsync()
    {
        _bench.Store.AfterAppend = static n => { if (n == 2) throw new CrashTests.EngineDiedException(); };
        await Assert.ThrowsAsync<CrashTests.EngineDiedException>(() => _bench.RunAsync(_runbook));
        _bench.Store.AfterAppend = null;
        Assert.Empty(_bench.Effects);
    }
}
