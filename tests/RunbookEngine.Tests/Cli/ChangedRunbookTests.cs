namespace RunbookEngine.Tests.Cli;

/// <summary>A run goes on with what it began with, unless a person accepts a change, and never past a change in what is done.</summary>
public sealed class ChangedRunbookTests : IDisposable
{
    private const string Before = "apiVersion: runbook/v1\nname: c\nsteps:\n  - id: one\n    shell: echo one >> out\n  - id: two\n    shell: exit 1\n";

    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_changed_file_is_shown_and_refused()
    {
        await FailAsync();
        _bench.Write("c.yaml", Before.Replace("exit 1", "echo two >> out", StringComparison.Ordinal));

        var refused = (await _bench.RunAsync("resume")).Expect(2);

        Assert.Contains("changed  two (failed)", refused.Error, StringComparison.Ordinal);
        Assert.Contains("-    shell: exit 1\n+    shell: echo two >> out\n", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--accept-changes", refused.Error, StringComparison.Ordinal);
        Assert.Equal("one\n", _bench.Read("out"));
    }

    [Fact]
    public async Task An_accepted_change_is_what_the_run_goes_on_with()
    {
        await FailAsync();
        _bench.Write("c.yaml", Before.Replace("exit 1", "echo two >> out", StringComparison.Ordinal));

        (await _bench.RunAsync("resume", "--accept-changes")).Expect(0);

        Assert.Equal("one\ntwo\n", _bench.Read("out"));
    }

    [Fact]
    public async Task A_change_in_a_step_that_is_done_is_never_accepted()
    {
        await FailAsync();
        _bench.Write("c.yaml", Before.Replace("echo one", "echo changed", StringComparison.Ordinal));

        var refused = (await _bench.RunAsync("resume", "--accept-changes")).Expect(2);

        Assert.Contains("steps that are done: one", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_not_needed()
    {
        await FailAsync();
        File.Delete(Path.Combine(_bench.Folder, "c.yaml"));

        (await _bench.RunAsync("resume")).Expect(1);
    }

    private async Task FailAsync()
    {
        _bench.Write("c.yaml", Before);
        (await _bench.RunAsync("run", "c.yaml")).Expect(1);
    }
}
