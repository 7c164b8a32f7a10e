using System.Text.Json;
using RunbookEngine.Sqlite;

namespace RunbookEngine.Tests.Cli;

/// <summary><c>runbook verify</c> from the outside.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_journal_as_it_was_written_is_told_with_its_head_and_what_cannot_be_seen()
    {
        await StartAsync();

        var text = (await _bench.RunAsync("verify")).Expect(0);
        var json = (await _bench.RunAsync("verify", "--output", "json")).Expect(0);

        using var document = JsonDocument.Parse(json.Out);
        Assert.True(document.RootElement.GetProperty("ok").GetBoolean());
        Assert.Contains($"head {document.RootElement.GetProperty("head").GetString()}", text.Out, StringComparison.Ordinal);
        Assert.Contains("not to be seen from here: events cut from the end", text.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_was_noted_holds_while_the_run_goes_on()
    {
        await StartAsync();
        var noted = await HeadAsync();
        Assert.Contains("nothing was changed or cut since", (await _bench.RunAsync("verify", "--head", noted)).Expect(0).Out, StringComparison.Ordinal);
        (await _bench.RunAsync("approve")).Expect(0);
        (await _bench.RunAsync("resume")).Expect(0);

        var later = (await _bench.RunAsync("verify", "--head", noted.ToUpperInvariant())).Expect(0);

        Assert.Contains("the head that was noted is that of event", later.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_tail_is_found_by_the_head_that_was_noted()
    {
        await StartAsync();
        var noted = await HeadAsync();
        Tamper("DELETE FROM events WHERE version = (SELECT max (version) FROM events)");

        (await _bench.RunAsync("verify")).Expect(0);
        var found = (await _bench.RunAsync("verify", "--head", noted)).Expect(5);

        Assert.Contains("events were cut from the end", found.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_event_is_named_and_exits_5()
    {
        await StartAsync();
        Tamper("UPDATE events SET event = replace (event, 'Sure', 'Yes') WHERE version > 1");

        var text = (await _bench.RunAsync("verify")).Expect(5);
        var json = (await _bench.RunAsync("verify", "--output", "json")).Expect(5);

        Assert.Contains("does not follow from the one before it", text.Out, StringComparison.Ordinal);
        Assert.Contains("try", text.Out, StringComparison.Ordinal);
        Assert.False(JsonDocument.Parse(json.Out).RootElement.GetProperty("ok").GetBoolean());
    }

    [Theory]
    [InlineData("resume")]
    [InlineData("undo --yes")]
    [InlineData("abort")]
    [InlineData("approve")]
    [InlineData("export --out copy.run")]
    public async Task Nothing_is_done_with_a_journal_that_verify_refuses(string line)
    {
        await StartAsync();
        Tamper("UPDATE events SET event = replace (event, 'echo hello', 'echo other') WHERE version = 1");
        var before = (await _bench.RunAsync("verify")).Expect(5).Out;

        var refused = (await _bench.RunAsync(line.Split(' '))).Expect(5);

        Assert.Contains("does not follow from the one before it", refused.Error, StringComparison.Ordinal);
        Assert.Contains("runbook verify", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, (await _bench.RunAsync("verify")).Out);
    }

    [Theory]
    [InlineData("verify --head abc")]
    [InlineData("verify nobody-knows")]
    public async Task What_is_no_head_or_no_run_exits_2(string line)
    {
        await StartAsync();

        Assert.Contains("hint:", (await _bench.RunAsync(line.Split(' '))).Expect(2).Error, StringComparison.Ordinal);
    }

    private async Task StartAsync()
    {
        _bench.Write("ask.yaml", "apiVersion: runbook/v1\nname: ask\nsteps:\n  - shell: echo hello\n  - approve: Sure?\n");
        (await _bench.RunAsync("run", "ask.yaml", "--yes")).Expect(3);
    }

    private async Task<string> HeadAsync() =>
        JsonDocument.Parse((await _bench.RunAsync("verify", "--output", "json")).Expect(0).Out).RootElement.GetProperty("head").GetString()!;

    private void Tamper(string sql)
    {
        using var database = Database.Open(_bench.Store, TimeSpan.FromSeconds(1));
        database.Execute("DROP TRIGGER events_are_not_changed; DROP TRIGGER events_are_not_deleted; " + sql);
    }
}
