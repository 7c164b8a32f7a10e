using System.Text.Json;

namespace RunbookEngine.Tests.Cli;

/// <summary><c>runbook export</c> and <c>import</c> from the outside.</summary>
public sealed class ExportTests : IDisposable
{
    private const string Ask = """
        apiVersion: runbook/v1
        name: ask
        lock: cluster
        inputs:
          token: { type: secret }
        steps:
          - id: long
            shell:
              run: seq 1 9000; echo $TOKEN
              env: { TOKEN: "{{ inputs.token }}" }
          - approve: Sure?
          - shell: echo after >> lines
        """;

    private readonly CliBench _bench = new();

    private string Other => Path.Combine(_bench.Folder, "other", "runs.db");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_run_moves_with_its_outputs_and_goes_on_in_one_place_only()
    {
        await StartAsync();
        var head = HeadOf((await _bench.RunAsync("export", "--move", "--out", "run.jsonl")).Expect(0));

        // Where it was, nobody drives it any more, and its lock is free.
        foreach (var line in new[] { "resume RUN", "approve RUN", "abort RUN", "undo RUN --yes" })
            Assert.Contains("does not live in this store", (await _bench.RunAsync(await WithRunAsync(line))).Expect(4).Error, StringComparison.Ordinal);
        Assert.Contains("elsewhere: moved", (await _bench.RunAsync("status")).Expect(0).Out, StringComparison.Ordinal);
        Assert.Contains("moved", (await _bench.RunAsync("list")).Expect(0).Out, StringComparison.Ordinal);

        (await _bench.RunAsync("import", "run.jsonl", "--head", head, "--store", Other)).Expect(0);
        Assert.Contains("8999", (await _bench.RunAsync("logs", "--store", Other)).Expect(0).Out, StringComparison.Ordinal);
        (await _bench.RunAsync("approve", "--store", Other)).Expect(0);
        (await _bench.RunAsync("resume", "--store", Other)).Expect(0);
        Assert.Equal("after\n", _bench.Read("lines"));
        (await _bench.RunAsync("verify", "--store", Other)).Expect(0);

        // The file is older than the run by now.
        Assert.Contains("is further on in this store", (await _bench.RunAsync("import", "run.jsonl", "--head", head, "--store", Other)).Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_moves_here_is_taken_on_its_head_or_by_one_who_has_seen_its_text()
    {
        await StartAsync();
        var head = HeadOf((await _bench.RunAsync("export", "--move", "--out", "run.jsonl")).Expect(0));

        Assert.Contains("anybody could have written it", (await _bench.RunAsync("import", "run.jsonl", "--store", Other)).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("another file", (await _bench.RunAsync("import", "run.jsonl", "--head", new string('0', 64), "--store", Other)).Expect(2).Error, StringComparison.Ordinal);
        var seen = (await _bench.AnswerAsync(["n"], "import", "run.jsonl", "--store", Other)).Expect(2);
        Assert.Contains("approve: Sure?", seen.Error, StringComparison.Ordinal);
        (await _bench.AnswerAsync(["y"], "import", "run.jsonl", "--store", Other)).Expect(0);
        Assert.Equal(64, head.Length);
    }

    [Fact]
    public async Task An_approval_that_nobody_took_moves_along()
    {
        await StartAsync();
        (await _bench.RunAsync("approve")).Expect(0);
        var head = HeadOf((await _bench.RunAsync("export", "--move", "--out", "run.jsonl")).Expect(0));
        (await _bench.RunAsync("import", "run.jsonl", "--head", head, "--store", Other)).Expect(0);

        (await _bench.RunAsync("resume", "--store", Other)).Expect(0);

        Assert.Equal("after\n", _bench.Read("lines"));
    }

    [Fact]
    public async Task A_move_that_was_imported_nowhere_comes_back()
    {
        await StartAsync();
        (await _bench.RunAsync("export", "--move", "--out", "run.jsonl")).Expect(0);
        // A lost file is written again.
        (await _bench.RunAsync("export", "--out", "again.jsonl")).Expect(0);

        (await _bench.RunAsync("import", "again.jsonl")).Expect(0);
        (await _bench.RunAsync("approve")).Expect(0);
        (await _bench.RunAsync("resume")).Expect(0);

        Assert.Equal("after\n", _bench.Read("lines"));
    }

    [Fact]
    public async Task A_copy_is_read_but_never_driven_and_may_be_brought_up_to_date()
    {
        await StartAsync();
        (await _bench.RunAsync("export", "--out", "copy.jsonl")).Expect(0);
        (await _bench.RunAsync("import", "copy.jsonl", "--store", Other)).Expect(0);

        Assert.Contains("this is a copy, to read", (await _bench.RunAsync("status", "--store", Other)).Expect(0).Out, StringComparison.Ordinal);
        (await _bench.RunAsync("resume", "--store", Other)).Expect(4);
        (await _bench.RunAsync("approve", "--store", Other)).Expect(4);

        // It goes on where it lives, and the copy follows.
        (await _bench.RunAsync("approve")).Expect(0);
        (await _bench.RunAsync("resume")).Expect(0);
        (await _bench.RunAsync("export", "--out", "later.jsonl")).Expect(0);
        (await _bench.RunAsync("import", "later.jsonl", "--store", Other)).Expect(0);
        Assert.Contains("succeeded", (await _bench.RunAsync("status", "--store", Other)).Expect(0).Out, StringComparison.Ordinal);
        Assert.Contains("is further on in this store", (await _bench.RunAsync("import", "copy.jsonl", "--store", Other)).Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_holds_no_secret_and_is_for_its_owner_only()
    {
        await StartAsync();

        (await _bench.RunAsync("export", "--out", "run.jsonl")).Expect(0);

        Assert.DoesNotContain("hunter2-secret", _bench.Read("run.jsonl"), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_bench.Folder, "run.jsonl")));
        (await _bench.RunAsync("export", "--out", "run.jsonl")).Expect(2);
    }

    [Fact]
    public async Task A_changed_or_cut_file_is_refused_with_its_line_and_nothing_is_imported()
    {
        await StartAsync();
        (await _bench.RunAsync("export", "--move", "--out", "run.jsonl")).Expect(0);
        var lines = _bench.Read("run.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        for (var i = 0; i < lines.Length; i++)
        {
            var place = i;
            await RefusesAsync([.. lines[..i], .. lines[(i + 1)..]]);
            await RefusesAsync([.. lines[..i]]);
            await RefusesAsync([.. lines.Select((line, at) => at == place ? Changed(line) : line)]);
        }
    }

    [Fact]
    public async Task A_run_that_is_driven_is_not_moved()
    {
        _bench.Write("wait.yaml", "apiVersion: runbook/v1\nname: wait\nsteps:\n  - shell: until test -e go; do sleep 0.05; done\n");
        using var driver = RunbookProcess.Start(_bench, "run", "wait.yaml", "--yes");
        await Fakes.Eventually.Holds(() => driver.Output.Contains("started", StringComparison.Ordinal));

        (await _bench.RunAsync("export", "--move", "--out", "run.jsonl")).Expect(4);
        (await _bench.RunAsync("export", "--out", "copy.jsonl")).Expect(0);

        Assert.False(_bench.Has("run.jsonl"));
        _bench.Write("go", "");
        Assert.Equal(0, await driver.EndAsync());
    }

    private async Task RefusesAsync(string[] lines)
    {
        _bench.Write("changed.jsonl", string.Concat(lines.Select(static l => l + "\n")));
        var result = (await _bench.RunAsync("import", "changed.jsonl", "--store", Other)).Expect(2);
        Assert.Contains("changed.jsonl, line ", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Other));
    }

    /// <summary>Another digit somewhere in the middle, or another letter where there is none.</summary>
    private static string Changed(string line)
    {
        var place = Enumerable.Range(line.Length / 2, line.Length - (line.Length / 2)).First(i => char.IsAsciiLetterOrDigit(line[i]));
        return $"{line[..place]}{(line[place] == '7' ? '8' : '7')}{line[(place + 1)..]}";
    }

    private async Task StartAsync()
    {
        _bench.Environment["RUNBOOK_INPUT_TOKEN"] = "hunter2-secret";
        _bench.Write("ask.yaml", Ask);
        (await _bench.RunAsync("run", "ask.yaml", "--yes")).Expect(3);
    }

    private static string HeadOf(CliResult exported) => System.Text.RegularExpressions.Regex.Match(exported.Out, "head ([0-9a-f]{64})").Groups[1].Value;

    private async Task<string[]> WithRunAsync(string line)
    {
        using var list = JsonDocument.Parse((await _bench.RunAsync("list", "--output", "json")).Expect(0).Out);
        return line.Replace("RUN", list.RootElement.GetProperty("runs")[0].GetProperty("run").GetString(), StringComparison.Ordinal).Split(' ');
    }
}
