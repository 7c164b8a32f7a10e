using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Proofs;

/// <summary>An engine is killed, its run moves to another store, and goes on there truthfully: nothing runs twice unseen.</summary>
public class MovedRunTests
{
    private const string Window = """
        apiVersion: runbook/v1
        name: window
        lock: the-cluster
        steps:
          - id: first
            shell: echo first >> lines
          - id: second
            shell: echo second >> lines; until test -e go; do sleep 0.05; done
          - id: third
            shell: echo third >> lines
        """;

    [Fact]
    public async Task A_run_whose_engine_was_killed_goes_on_in_another_store()
    {
        using var folder = new ProofFolder().Write("window.yaml", Window);
        using (var first = folder.Start(["run", "window.yaml", "--yes"]))
        {
            await Eventually.Holds(() => folder.Lines.Length == 2);
            Assert.True(await first.KillAsync());
        }

        var exported = (await folder.RunAsync(["export", "--move", "--out", "run.jsonl"])).Exits(0).Output;
        (await folder.RunAsync(["resume"])).Exits(2);
        folder.Store = "other/runs.db";
        (await folder.RunAsync(["import", "run.jsonl", "--head", System.Text.RegularExpressions.Regex.Match(exported, "head ([0-9a-f]{64})").Groups[1].Value])).Exits(0);

        // Its claim lies beside the first store: from here nobody can tell whether it began, so a person is asked.
        var doubt = (await folder.RunAsync(["resume"])).Exits(3);
        Assert.Contains("second", doubt.Output, StringComparison.Ordinal);
        Assert.Equal(["first", "second"], folder.Lines);

        folder.Write("go", "");
        (await folder.RunAsync(["resume", "--resolve", "second=done"])).Exits(0);
        Assert.Equal(["first", "second", "third"], folder.Lines);
        (await folder.RunAsync(["verify"])).Exits(0);
    }

    [Fact]
    public async Task A_run_that_comes_back_attaches_to_what_it_had_begun_there()
    {
        using var folder = new ProofFolder().Write("window.yaml", Window);
        using (var first = folder.Start(["run", "window.yaml", "--yes"]))
        {
            await Eventually.Holds(() => folder.Lines.Length == 2);
            Assert.True(await first.KillAsync());
        }

        (await folder.RunAsync(["export", "--move", "--out", "run.jsonl"])).Exits(0);
        (await folder.RunAsync(["import", "run.jsonl"])).Exits(0);
        folder.Write("go", "");

        (await folder.RunAsync(["resume"])).Exits(0);

        Assert.Equal(["first", "second", "third"], folder.Lines);
    }
}
