namespace RunbookEngine.Tests.Cli;

/// <summary>Commands that only tell: what would happen, what a word means, what may come next.</summary>
public sealed class AskingTests : IDisposable
{
    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Completion_knows_commands_options_and_runs()
    {
        _bench.Write("one.yaml", "apiVersion: runbook/v1\nname: one\nsteps:\n  - id: only\n    shell: echo x\n");
        var run = (await _bench.RunAsync("run", "one.yaml")).Expect(0).Run;

        Assert.Contains("resume", (await _bench.RunAsync("[suggest:10]", "runbook re")).Out.Split('\n'));
        Assert.Contains("--accept-changes", (await _bench.RunAsync("[suggest:18]", "runbook resume --a")).Out.Split('\n'));
        Assert.Contains(run, (await _bench.RunAsync("[suggest:15]", "runbook status ")).Out.Split('\n'));
        var line = $"runbook logs {run} ";
        Assert.Contains("only", (await _bench.RunAsync($"[suggest:{line.Length}]", line)).Out.Split('\n'));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Every_shell_gets_a_script(string shell) =>
        Assert.Contains("[suggest:", (await _bench.RunAsync("completion", shell)).Expect(0).Out, StringComparison.Ordinal);

    [Theory]
    [InlineData("RB0108", "There is no such tool")]
    [InlineData("shell", "unless")]
    [InlineData("etcdctl snapshot save", "revision")]
    public async Task Explain_tells_of_codes_tools_and_verbs(string words, string expected) =>
        Assert.Contains(expected, (await _bench.RunAsync(["explain", .. words.Split(' ')])).Expect(0).Out, StringComparison.Ordinal);

    [Fact]
    public async Task A_plan_shows_what_is_known_what_is_not_and_what_would_change()
    {
        _bench.Write("old.txt", "one\ntwo\n");
        _bench.Write("p.yaml", """
            apiVersion: runbook/v1
            name: p
            inputs:
              word: { type: secret }
              line: { type: string, default: three }
            steps:
              - id: look
                shell: { run: "true", env: { W: "{{ inputs.word }}" } }
              - id: change
                file: { write: old.txt, content: "one\n{{ inputs.line }}\n" }
              - id: later
                if: inputs.line == 'four'
                shell: echo {{ steps.look.stdout }}
            """);

        _bench.Environment["RUNBOOK_INPUT_WORD"] = "hunter2";
        var plan = (await _bench.RunAsync("plan", "p.yaml")).Expect(0).Out;

        Assert.Contains("-two\n", plan, StringComparison.Ordinal);
        Assert.Contains("+three\n", plan, StringComparison.Ordinal);
        Assert.Contains("shell: known after `look`", plan, StringComparison.Ordinal);
        Assert.Contains("(false: it will be skipped)", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", plan, StringComparison.Ordinal);
        Assert.Equal("one\ntwo\n", _bench.Read("old.txt"));
        Assert.False(File.Exists(_bench.Store));
    }
}
