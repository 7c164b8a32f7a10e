namespace RunbookEngine.Tests.Cli;

/// <summary>What a pipe gets of a run, word for word: operators and their scripts read it.</summary>
public sealed class RunOutputTests : IDisposable
{
    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_success_reads_so()
    {
        _bench.Write("good.yaml", """
            apiVersion: runbook/v1
            name: good
            inputs:
              who: { type: string, default: world }
            steps:
              - id: hello
                shell: echo hello {{ inputs.who }}
              - id: note
                file: { write: note.txt, content: "{{ steps.hello.stdout }}" }
              - id: again
                file: { write: note.txt, content: "{{ steps.hello.stdout }}" }
              - id: never
                if: inputs.who == 'nobody'
                shell: exit 1
            finally:
              - log: over
            outputs:
              greeting: "{{ steps.hello.stdout }}"
            """);

        var result = (await _bench.RunAsync("run", "good.yaml")).Expect(0);

        Assert.Equal("", result.Error);
        Assert.Equal("hello world", _bench.Read("note.txt"));
        Assert.Equal("""
            HH:MM:SS run RUN of good started
            HH:MM:SS hello           started
            HH:MM:SS hello           succeeded in TIME
            HH:MM:SS note            started
            HH:MM:SS note            succeeded in TIME
            HH:MM:SS again           started
            HH:MM:SS again           unchanged in TIME
            HH:MM:SS never           skipped: its condition is false
            HH:MM:SS finally:
            HH:MM:SS ~finally/log_5  over

            succeeded after TIME: 2 done, 2 unchanged, 1 skipped
              greeting  hello world

            """, result.Steady);
    }

    [Fact]
    public async Task A_failure_reads_so()
    {
        _bench.Write("bad.yaml", """
            apiVersion: runbook/v1
            name: bad
            steps:
              - id: swap
                shell: |
                  echo swapping
                  printf 'cannot \033[31mswap\033[0m\n' >&2
                  exit 3
              - id: after
                shell: echo never
            """);

        var result = (await _bench.RunAsync("run", "bad.yaml", "--store", "other.db")).Expect(1);

        Assert.Equal($"""
            HH:MM:SS run RUN of bad started
            HH:MM:SS swap   started
            HH:MM:SS swap   failed in TIME
            HH:MM:SS   why   the script exited with 3 (exit-status)
            HH:MM:SS         │ cannot swap
            HH:MM:SS   try   mend what the last lines say, then resume; if 3 is fine here, list it under `success`
            HH:MM:SS after  skipped: `swap` was not done

            failed after TIME: 1 failed, 1 skipped

            step  swap  (shell, bad.yaml:4:5)
            why   the script exited with 3 (exit-status)
                  │ cannot swap
            try   mend what the last lines say, then resume; if 3 is fine here, list it under `success`
            see   runbook logs RUN swap --store {_bench.Folder}/other.db

            to go on   runbook resume RUN --store {_bench.Folder}/other.db

            """, result.Steady);
    }

    [Fact]
    public async Task Events_for_a_machine_are_json_lines_without_the_texts()
    {
        _bench.Write("one.yaml", "apiVersion: runbook/v1\nname: one\nsteps:\n  - shell: echo the-output\n");

        var result = (await _bench.RunAsync("run", "one.yaml", "--output", "json")).Expect(0);

        var lines = result.Out.TrimEnd('\n').Split('\n').Select(static l => System.Text.Json.JsonDocument.Parse(l).RootElement).ToList();
        Assert.All(lines, static l => Assert.Equal("event/v1", l.GetProperty("apiVersion").GetString()));
        Assert.All(lines, l => Assert.Equal(result.Run, l.GetProperty("run").GetString()));
        Assert.Equal("run_created", lines[0].GetProperty("event").GetString());
        Assert.DoesNotContain("echo the-output", result.Out, StringComparison.Ordinal);
        Assert.Equal("run_finished", lines[^1].GetProperty("event").GetString());
    }
}
