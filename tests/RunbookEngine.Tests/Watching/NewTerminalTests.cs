using RunbookEngine.Tests.Cli;

namespace RunbookEngine.Tests.Watching;

/// <summary><c>new</c> in a real terminal: its questions fit the smallest one, and Ctrl-C leaves without a file.</summary>
public sealed class NewTerminalTests : IDisposable
{
    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task The_questions_are_answered_and_the_runbook_is_valid()
    {
        await using var tmux = await Tmux.StartAsync(_bench, 80, 24);
        await tmux.TypeAsync($"clear; {RunbookProcess.Program} new");
        var screen = await tmux.SeesAsync("Which one?");
        Assert.Contains("node-os-upgrade", screen, StringComparison.Ordinal);
        Assert.DoesNotContain("…", screen, StringComparison.Ordinal);

        await tmux.TypeAsync("os-upgrade");
        await tmux.SeesAsync("file [os-upgrade.yaml]:");
        await tmux.TypeAsync("night.yaml");
        await tmux.SeesAsync("[all]:");
        await tmux.TypeAsync("db");
        await tmux.SeesAsync("[1, 3, 25%]:");
        await tmux.TypeAsync("1");
        await tmux.SeesAsync("first batch? [y/N]");
        await tmux.TypeAsync("y");
        await tmux.SeesAsync("runbook run night.yaml");

        await tmux.TypeAsync($"clear; {RunbookProcess.Program} validate night.yaml; echo left $?");
        await tmux.SeesAsync("left 0");
        Assert.Contains("default: db", _bench.Read("night.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_at_a_question_leaves_no_file()
    {
        await using var tmux = await Tmux.StartAsync(_bench, 80, 24);
        await tmux.TypeAsync($"{RunbookProcess.Program} new os-upgrade");
        await tmux.SeesAsync("file [os-upgrade.yaml]:");
        await tmux.PressAsync("Enter");
        await tmux.SeesAsync("[all]:");

        await tmux.PressAsync("C-c");
        await tmux.TypeAsync("echo left $?");
        await tmux.SeesAsync("left 130");
        Assert.False(_bench.Has("os-upgrade.yaml"));
    }
}
