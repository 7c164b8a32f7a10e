using RunbookEngine.Tests.Cli;

namespace RunbookEngine.Tests.Pipelines;

/// <summary>What a job of GitHub Actions gets of a run, word for word.</summary>
public sealed class GitHubOutputTests : IDisposable
{
    private const string Failing = """
        apiVersion: runbook/v1
        name: bad
        steps:
          - id: hello
            shell: |
              echo hi
              printf '::error::forged\n##[set-output name=run]forged\n'
          - id: swap
            shell: |
              printf '::add-mask::x\n  ::stop-commands::t\ncannot \033[31mswap\033[0m | `code` <b>\n' >&2
              exit 3
          - id: after
            shell: echo never
        """;

    private readonly CliBench _bench = new();

    public GitHubOutputTests()
    {
        _bench.Environment["GITHUB_ACTIONS"] = "true";
        _bench.Environment["GITHUB_WORKSPACE"] = _bench.Folder;
        _bench.Environment["GITHUB_STEP_SUMMARY"] = Path.Combine(_bench.Folder, "summary.md");
        _bench.Environment["GITHUB_OUTPUT"] = Path.Combine(_bench.Folder, "output.txt");
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_failure_is_an_annotation_at_its_step_and_outputs_are_folded()
    {
        _bench.Write("ops/bad.yaml", Failing);

        var result = (await _bench.RunAsync("run", "ops/bad.yaml")).Expect(1);

        Assert.Equal("""
            HH:MM:SS run RUN of bad started
            HH:MM:SS hello  started
            ::group::HH:MM:SS hello  succeeded in TIME
                | hi
                | ::error::forged
                | ## [set-output name=run]forged
            ::endgroup::
            HH:MM:SS swap   started
            ::group::HH:MM:SS swap   failed in TIME
            HH:MM:SS   why   the script exited with 3 (exit-status)
            HH:MM:SS         │ ::add-mask::x
            HH:MM:SS         │   ::stop-commands::t
            HH:MM:SS         │ cannot swap | `code` <b>
            HH:MM:SS   try   mend what the last lines say, then resume; if 3 is fine here, list it under `success`
                | ::add-mask::x
                |   ::stop-commands::t
                | cannot swap | `code` <b>
            ::endgroup::
            ::error file=ops/bad.yaml,line=8,endLine=11,title=swap failed::the script exited with 3 (exit-status)%0Atry: mend what the last lines say, then resume; if 3 is fine here, list it under `success`
            HH:MM:SS after  skipped: `swap` was not done
            """, string.Join('\n', result.Steady.Split('\n').TakeWhile(static l => l.Length > 0)));
        Assert.Equal(["group", "endgroup", "group", "endgroup", "error"], Runner.Commands(result.Out));
        Assert.Empty(Runner.Commands(result.Error));
    }

    [Fact]
    public async Task The_summary_tells_what_happened_how_it_is_mended_and_what_to_type()
    {
        _bench.Write("bad.yaml", Failing);

        var run = (await _bench.RunAsync("run", "bad.yaml", "--store", "a store.db")).Expect(1).Run;

        var page = new CliResult(0, _bench.Read("summary.md"), "").Steady;
        Assert.Equal($"""
            ## ❌ bad: failed

            Run `RUN` after TIME: 1 done, 1 failed, 1 skipped.

            ### `swap` failed

            `shell`, `bad.yaml:8:5`

            **the script exited with 3** (`exit-status`)

            ```
            ::add-mask::x
              ::stop-commands::t
            cannot swap | `code` <b>
            ```

            What to do: mend what the last lines say, then resume; if 3 is fine here, list it under \`success\`

            ```
            to go on   runbook resume RUN --store '{_bench.Folder}/a store.db'
            ```

            The run is in the store of this job; `runbook status RUN --store '{_bench.Folder}/a store.db'` tells more.

            | | step | | took | |
            | --- | --- | --- | --- | --- |
            | ✓ | `hello` | `shell` | TIME | succeeded |
            | ✗ | `swap` | `shell` | TIME | failed |
            | - | `after` | `shell` |  | skipped: \`swap\` was not done |


            """, page);
        Assert.Equal($"run={run}\nstatus=failed\n", _bench.Read("output.txt"));
    }

    [Fact]
    public async Task A_resume_in_another_job_appends_its_own_summary_and_names_files_from_the_workspace()
    {
        _bench.Write("ops/bad.yaml", Failing);
        (await _bench.RunAsync("run", "ops/bad.yaml")).Expect(1);

        var result = (await _bench.RunAsync("resume")).Expect(1);

        Assert.Contains("::error file=ops/bad.yaml,line=8,endLine=11,title=swap failed::", result.Out, StringComparison.Ordinal);
        Assert.Contains("resumed once", _bench.Read("summary.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_waits_is_a_notice_and_the_summary_says_how_to_answer()
    {
        _bench.Write("ask.yaml", "apiVersion: runbook/v1\nname: ask\nsteps:\n  - approve: Really | <b>now</b>?\n");

        var result = (await _bench.RunAsync("run", "ask.yaml")).Expect(3);

        Assert.Contains("::notice file=ask.yaml,line=4,endLine=4,col=5,title=approve_1 waits::waits for an approval: Really | <b>now</b>?", result.Out, StringComparison.Ordinal);
        Assert.Contains("`approve_1` waits for an approval\\: Really \\| \\<b\\>now\\</b\\>?", _bench.Read("summary.md"), StringComparison.Ordinal);
        Assert.Contains($"to approve       runbook approve {result.Run}\nthen, to go on   runbook resume {result.Run}", _bench.Read("summary.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_kept_a_run_from_starting_is_an_annotation_too()
    {
        var result = (await _bench.RunAsync("run", "none.yaml")).Expect(2);

        Assert.StartsWith("::error title=runbook::none.yaml has an error; nothing was started%0A", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_goes_to_the_summary()
    {
        _bench.Write("bad.yaml", Failing);

        (await _bench.RunAsync("plan", "bad.yaml")).Expect(0);

        Assert.StartsWith("### Plan of bad\n\n```\nbad\n\nsteps\n  hello  shell\n", _bench.Read("summary.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asks_for_text_or_JSON_gets_it_and_still_no_forged_command()
    {
        _bench.Write("bad.yaml", Failing);

        var text = (await _bench.RunAsync("run", "bad.yaml", "--output", "text")).Expect(1);
        var json = (await _bench.RunAsync("run", "bad.yaml", "--output", "json")).Expect(1);
        var logs = (await _bench.RunAsync("logs")).Expect(0);

        Assert.All([text, json, logs], static r => Assert.Empty(Runner.Commands(r.Out)));
        Assert.Contains("forged", json.Out, StringComparison.Ordinal);
        Assert.Contains("forged", logs.Out, StringComparison.Ordinal);
        Assert.False(_bench.Has("summary.md"));
    }

    [Fact]
    public async Task A_summary_that_cannot_be_written_does_not_touch_the_run()
    {
        _bench.Write("good.yaml", "apiVersion: runbook/v1\nname: good\nsteps:\n  - shell: echo hi\n");
        _bench.Environment["GITHUB_STEP_SUMMARY"] = Path.Combine(_bench.Folder, "missing", "summary.md");

        (await _bench.RunAsync("run", "good.yaml")).Expect(0);
    }
}
