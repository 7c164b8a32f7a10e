using RunbookEngine.Tests.Cli;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Watching;

/// <summary><c>watch</c> in a real terminal, on a run that another process drives: it is seen, it obeys keys, and it leaves the terminal as it was.</summary>
public sealed class WatchTerminalTests : IDisposable
{
    private const string Slow = """
        apiVersion: runbook/v1
        name: slow
        steps:
          - id: first
            shell: |
              i=0
              until [ -e go ] || [ ! -d "$PWD" ] || [ "$i" = 3000 ]; do i=$((i + 1)); [ "$i" -gt 5 ] || printf 'waited \033[31m%d\033[0m times\n' $i; sleep 0.2; done
          - id: second
            shell: touch second
        """;

    private const string Asking = """
        apiVersion: runbook/v1
        name: asking
        steps:
          - id: busy
            needs: []
            shell: i=0; until [ -e go ] || [ ! -d "$PWD" ] || [ $((i += 1)) -gt 9000 ]; do sleep 0.02; done
          - id: confirm
            needs: []
            approve: { message: Replace the data of 3 members? }
          - id: made
            needs: [confirm]
            shell: touch made
        """;

    private const string Clean = "alternate 0 cursor 1 arrows 00";

    private readonly CliBench _bench = new();

    public WatchTerminalTests()
    {
        _bench.Write("slow.yaml", Slow);
        _bench.Write("asking.yaml", Asking);
    }

    public void Dispose()
    {
        // Whatever a failed test left running ends by itself.
        _bench.Write("go", "");
        _bench.Dispose();
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(200, 50)]
    public async Task A_run_is_watched_its_log_opened_and_paused(int columns, int rows)
    {
        await using var tmux = await Tmux.StartAsync(_bench, columns, rows);
        using var run = await BeginAsync("slow.yaml");
        await tmux.TypeAsync($"{RunbookProcess.Program} watch; echo left $?");

        var screen = await tmux.SeesAsync("waited 5 times");
        Assert.Contains("▶ RUNNING", screen, StringComparison.Ordinal);
        Assert.Contains("▶ first", screen, StringComparison.Ordinal);
        Assert.Contains("· second", screen, StringComparison.Ordinal);
        Assert.Equal(rows, screen.TrimEnd('\n').Split('\n').Length);
        Assert.StartsWith("alternate 1 cursor 0", tmux.State(), StringComparison.Ordinal);

        await tmux.PressAsync("Enter");
        Assert.Contains("waited 3 times", await tmux.SeesAsync("log of first"), StringComparison.Ordinal);
        await tmux.PressAsync("Escape");
        await tmux.SeesAsync("q quit");

        await tmux.PressAsync("p");
        await tmux.SeesAsync("start no more?");
        await tmux.PressAsync("y");
        await tmux.SeesAsync("pause asked for");
        _bench.Write("go", "");
        Assert.Equal(3, await run.EndAsync());
        await tmux.SeesAsync("‖ PAUSED");
        Assert.False(_bench.Has("second"));

        await tmux.PressAsync("q");
        Assert.Contains("paused: 1 done, 1 not begun", await tmux.SeesAsync("left 0"), StringComparison.Ordinal);
        await IsCleanAsync(tmux);
    }

    [Fact]
    public async Task A_step_is_approved_and_the_run_aborted_once_it_was_confirmed()
    {
        await using var tmux = await Tmux.StartAsync(_bench, 80, 24);
        using var run = RunbookProcess.Start(_bench, "run", "asking.yaml");
        await Eventually.Holds(() => run.Output.Contains("waits for an approval", StringComparison.Ordinal));
        await tmux.TypeAsync($"{RunbookProcess.Program} watch; echo left $?");
        await tmux.SeesAsync("Replace the data of 3 members?");

        await tmux.PressAsync("a");
        await tmux.SeesAsync("approve `confirm`");
        Assert.False(_bench.Has("made"));
        await tmux.PressAsync("y");
        await Eventually.Holds(() => _bench.Has("made"));

        await tmux.PressAsync("x");
        await tmux.SeesAsync("type yes and Enter");
        await tmux.PressAsync("y", "e", "s", "Enter");
        await tmux.SeesAsync("abort asked for");
        _bench.Write("go", "");
        Assert.Equal(1, await run.EndAsync());
        await tmux.SeesAsync("✗ ABORTED");
        await tmux.PressAsync("q");
        await tmux.SeesAsync("left 0");
        await IsCleanAsync(tmux);
    }

    [Theory]
    [InlineData("C-c")]
    [InlineData("TERM")]
    public async Task However_it_is_ended_the_terminal_is_left_as_it_was_and_the_run_goes_on(string how)
    {
        await using var tmux = await Tmux.StartAsync(_bench, 80, 24);
        using var run = await BeginAsync("slow.yaml");
        await tmux.TypeAsync($"sh -c 'echo $$ >pid; exec {RunbookProcess.Program} watch'; echo left $?");
        await tmux.SeesAsync("q quit");

        if (how == "TERM")
            await Proofs.Needed.TryAsync("kill", "-TERM", _bench.Read("pid").Trim());
        else
            await tmux.PressAsync(how);

        await tmux.SeesAsync("left 130");
        await IsCleanAsync(tmux);
        _bench.Write("go", "");
        Assert.Equal(0, await run.EndAsync());
    }

    [Fact]
    public async Task It_follows_the_size_of_its_terminal_and_comes_back_after_it_was_stopped()
    {
        await using var tmux = await Tmux.StartAsync(_bench, 80, 24);
        using var run = await BeginAsync("slow.yaml");
        await tmux.TypeAsync($"{RunbookProcess.Program} watch; echo left $?");
        await tmux.SeesAsync("q quit");

        await tmux.ResizeAsync(120, 40);
        await Eventually.Holds(() => tmux.Screen().TrimEnd('\n').Split('\n') is { Length: 40 } lines && lines[^1].Contains("q quit", StringComparison.Ordinal) && lines[0].Length > 80);

        await tmux.PressAsync("C-z");
        await tmux.SeesAsync("topped");
        await tmux.TypeAsync("fg");
        await Eventually.Holds(() => tmux.Screen() is var screen && screen.Contains("q quit", StringComparison.Ordinal) && !screen.Contains("topped", StringComparison.Ordinal));
        await tmux.PressAsync("q");
        await tmux.SeesAsync("it goes on without this view");
        await IsCleanAsync(tmux);
        _bench.Write("go", "");
        Assert.Equal(0, await run.EndAsync());
    }

    [Theory]
    [InlineData("watch")]
    [InlineData("watch --output json")]
    public async Task Where_there_is_no_terminal_watch_says_what_to_use(string words)
    {
        var result = (await _bench.RunAsync(words.Split(' '))).Expect(2);

        Assert.Contains("runbook logs --follow", result.Out + result.Error, StringComparison.Ordinal);
    }

    /// <summary>The shell shows what is typed again, on its own screen.</summary>
    private static async Task IsCleanAsync(Tmux tmux)
    {
        // What is typed before the shell has its terminal back would be eaten by the process that ends.
        await Eventually.Holds(() => tmux.Screen().TrimEnd().EndsWith("prompt>", StringComparison.Ordinal));
        await tmux.TypeAsync("stty -a | tr ' ;' '\\n\\n' | grep -cx -e echo -e icanon; echo over");
        await tmux.SeesAsync("\n2\nover");
        await Eventually.Holds(() => tmux.State() == Clean);
    }

    private async Task<RunbookProcess> BeginAsync(string runbook)
    {
        var run = RunbookProcess.Start(_bench, "run", runbook);
        await Eventually.Holds(() => run.Output.Contains("started", StringComparison.Ordinal) && File.Exists(_bench.Store));
        return run;
    }
}
