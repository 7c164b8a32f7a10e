using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Execution;

/// <summary>
/// The promise: an engine that dies before or after any commit is followed by one that goes on truthfully, and no command runs twice. Here in memory, at
/// every boundary; with real processes in the proofs.
/// </summary>
public class CrashTests
{
    private static Runbook Everything { get; } = Some.Runbook(
        Some.Step("a") with { Undo = [Some.Step("undo_a")] },
        Some.Group("g", 0, Some.Step("b"), Some.Step("c") with { Undo = [Some.Step("undo_c")] }, Some.Group("inner", null, Some.Step("d"), Some.Step("e"))),
        Some.Step("f") with { If = Some.If("false") },
        Some.Group("limited", 2, Some.Step("h"), Some.Step("i"), Some.Step("j")),
        Some.Step("k")) with
    {
        Finally = [Some.Step("clean")],
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dying_at_any_commit_doubles_and_loses_nothing(bool before)
    {
        var undisturbed = new TestBench();
        await undisturbed.RunAsync(Everything);
        var expected = undisturbed.Effects.Order().ToArray();
        for (var n = 2; n <= undisturbed.Store.Appends; n++)
        {
            var bench = new TestBench();
            await DieAtAsync(bench, n, before, () => bench.RunAsync(Everything));
            var state = await FinishAsync(bench);
            Assert.True(state.Status == RunStatus.Succeeded, $"commit {n}: {state.Status}");
            Assert.Equal(expected, bench.Effects.Order());
        }
    }

    [Fact]
    public async Task Dying_at_every_single_commit_of_one_run_doubles_and_loses_nothing()
    {
        var bench = new TestBench();
        await DieAtAsync(bench, 2, true, () => bench.RunAsync(Everything));
        for (var deaths = 0; deaths < 200 && !(await StateAsync(bench)).IsOver; deaths++)
        {
            // The resume itself is the first commit of each life; it dies at the one after.
            await DieAtAsync(bench, bench.Store.Appends + 2, deaths % 2 == 0, () => bench.ResumeAsync(Everything));
        }

        Assert.Equal(RunStatus.Succeeded, (await StateAsync(bench)).Status);
        Assert.Equal(bench.Effects.Distinct().Order(), bench.Effects.Order());
    }

    [Fact]
    public async Task A_command_that_the_dead_engine_could_not_start_is_started_under_a_new_name()
    {
        var runbook = Some.Runbook(Some.Step("a"));
        var bench = new TestBench();
        bench.Machine.IsRefused = static name => name.EndsWith("-a-1", StringComparison.Ordinal);
        await DieAtAsync(bench, 3, before: true, () => bench.RunAsync(runbook));
        var state = await bench.ResumeAsync(runbook);
        Assert.Equal((RunStatus.Succeeded, 2), (state.Status, state[new("a")].Attempt));
        Assert.Equal(["a"], bench.Effects);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dying_at_any_commit_of_an_undo_doubles_and_loses_nothing(bool before)
    {
        for (var n = 1; n <= 4; n++)
        {
            var bench = new TestBench();
            await bench.RunAsync(Everything);
            await DieAtAsync(bench, bench.Store.Appends + n, before, () => bench.ResumeAsync(Everything, undo: true));
            if ((await StateAsync(bench)).Status != RunStatus.Undone)
                Assert.Equal(RunStatus.Undone, (await bench.ResumeAsync(Everything, undo: true)).Status);
            Assert.Equal(["undo_c", "undo_a"], bench.Effects.Where(static e => e.StartsWith("undo", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task A_restart_of_the_machine_with_no_trace_of_the_command_is_a_doubt_and_not_a_second_run()
    {
        var bench = new TestBench();
        var runbook = Some.Runbook(Some.Step("a"), Some.Step("b"));
        bench.Store.AfterAppend = n => { if (n == 2) throw new EngineDiedException(); };
        await Assert.ThrowsAsync<EngineDiedException>(() => bench.RunAsync(runbook));
        bench.Store.AfterAppend = null;
        bench.Machine.BootId = "boot-2";

        var state = await bench.ResumeAsync(runbook);

        Assert.Equal((RunStatus.Waiting, WaitKind.Doubt), (state.Status, state[new("a")].Wait!.Kind));
        Assert.Empty(bench.Effects);
    }

    private static async Task<RunState> FinishAsync(TestBench bench) =>
        await StateAsync(bench) is { IsOver: true } over ? over : await bench.ResumeAsync(Everything);

    internal static async Task<RunState> StateAsync(TestBench bench)
    {
        var state = RunState.Empty;
        await foreach (var e in bench.Store.ReadAsync(await bench.NewestAsync(), 0, CancellationToken.None))
            state = state.Apply(e);
        return state;
    }

    internal static async Task DieAtAsync(TestBench bench, int commit, bool before, Func<Task> life)
    {
        Action<int> die = n => { if (n == commit) throw new EngineDiedException(); };
        bench.Store.BeforeAppend = before ? die : null;
        bench.Store.AfterAppend = before ? null : die;
        try
        {
            await life();
        }
        catch (EngineDiedException)
        {
            // As it was meant.
        }

        (bench.Store.BeforeAppend, bench.Store.AfterAppend) = (null, null);
    }

    internal sealed class EngineDiedException : Exception;
}
