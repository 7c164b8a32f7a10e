using System.Diagnostics;
using System.Text.Json;
using RunbookEngine.Tests.Cli;

namespace RunbookEngine.Tests.Pipelines;

/// <summary>People who do not look hear of a run that needs them; the run itself never depends on it.</summary>
public sealed class NotifierTests : IDisposable
{
    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_failure_and_the_end_are_told_with_what_to_type_and_without_marks_of_others()
    {
        using var hook = new Webhook(static _ => 200);
        _bench.Environment["RUNBOOK_NOTIFY_URL"] = hook.Address;
        _bench.Write("bad.yaml", """
            apiVersion: runbook/v1
            name: bad
            steps:
              - id: first
                assert: { that: "false", message: "<!channel> & co" }
              - id: second
                needs: []
                shell: exit 1
            """);

        var result = await _bench.RunAsync("run", "bad.yaml", "--yes");

        var notices = hook.Bodies.Select(static b => JsonDocument.Parse(b).RootElement).ToList();
        Assert.Equal(["failed", "ended"], notices.Select(static n => n.GetProperty("event").GetString()));
        Assert.Equal(result.Run, notices[0].GetProperty("run").GetString());
        Assert.Equal($"runbook resume {result.Run}", notices[1].GetProperty("command").GetString());
        Assert.All(notices, static n => Assert.DoesNotContain("<!", n.GetProperty("text").GetString(), StringComparison.Ordinal));
        Assert.DoesNotContain("very-secret", result.Out + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_waits_is_told_once_and_its_address_may_be_in_a_file()
    {
        using var hook = new Webhook(static _ => 200);
        _bench.Write("url", hook.Address + "\n");
        _bench.Environment["RUNBOOK_NOTIFY_URL_FILE"] = "url";
        _bench.Write("ask.yaml", "apiVersion: runbook/v1\nname: ask\nsteps:\n  - approve: Sure?\n");

        var run = (await _bench.RunAsync("run", "ask.yaml", "--yes")).Expect(3).Run;

        var notice = JsonDocument.Parse(Assert.Single(hook.Bodies)).RootElement;
        Assert.Equal(("waiting", $"runbook approve {run}"), (notice.GetProperty("event").GetString(), notice.GetProperty("command").GetString()));
    }

    [Fact]
    public async Task A_server_that_is_broken_at_first_is_tried_again()
    {
        using var hook = new Webhook(static n => n < 3 ? 503 : 200);
        _bench.Environment["RUNBOOK_NOTIFY_URL"] = hook.Address;
        _bench.Write("good.yaml", "apiVersion: runbook/v1\nname: good\nsteps:\n  - log: hi\n");

        (await _bench.RunAsync("run", "good.yaml", "--yes")).Expect(0);

        Assert.Equal(3, hook.Bodies.Count);
        Assert.Single(hook.Bodies.Distinct());
    }

    [Fact]
    public async Task A_server_that_refuses_is_not_asked_again_and_one_that_is_gone_does_not_touch_the_run()
    {
        using var hook = new Webhook(static _ => 403);
        _bench.Environment["RUNBOOK_NOTIFY_URL"] = hook.Address;
        _bench.Write("good.yaml", "apiVersion: runbook/v1\nname: good\nsteps:\n  - log: hi\n");
        (await _bench.RunAsync("run", "good.yaml", "--yes")).Expect(0);
        Assert.Single(hook.Bodies);

        hook.Dispose();
        var took = Stopwatch.StartNew();
        var result = (await _bench.RunAsync("run", "good.yaml", "--yes", "-v")).Expect(0);

        Assert.InRange(took.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Contains("a notice was not delivered", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_none_is_told_before_anything_starts()
    {
        _bench.Environment["RUNBOOK_NOTIFY_URL"] = "hooks.example/very-secret";
        _bench.Write("good.yaml", "apiVersion: runbook/v1\nname: good\nsteps:\n  - log: hi\n");

        var result = (await _bench.RunAsync("run", "good.yaml", "--yes")).Expect(2);

        Assert.Contains("RUNBOOK_NOTIFY_URL", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Out);
    }
}
