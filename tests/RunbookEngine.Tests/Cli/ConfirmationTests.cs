using System.Text.Json;

namespace RunbookEngine.Tests.Cli;

/// <summary>Who said yes to a run, and how, stands in its journal and its report.</summary>
public sealed class ConfirmationTests : IDisposable
{
    private readonly CliBench _bench = new();

    public ConfirmationTests() => _bench.Write("r.yaml", "apiVersion: runbook/v1\nname: r\nsteps:\n  - shell: echo x\n");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_typed_yes()
    {
        (await _bench.AnswerAsync(["y"], "run", "r.yaml")).Expect(0);

        Assert.Contains("`saw the plan and typed yes`", await ReportAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_yes_on_the_command_line()
    {
        var created = Created((await _bench.RunAsync("run", "r.yaml", "--yes", "--output", "json")).Expect(0));

        Assert.Equal("yes_option", created.GetProperty("confirmed").GetProperty("how").GetString());
        Assert.Contains("`said yes by --yes, without being asked`", await ReportAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_saved_plan_with_its_hash()
    {
        (await _bench.RunAsync("plan", "r.yaml", "--out", "plan.json")).Expect(0);
        var hash = JsonDocument.Parse(_bench.Read("plan.json")).RootElement.GetProperty("hash").GetString();

        var created = Created((await _bench.RunAsync("run", "--plan", "plan.json", "--output", "json")).Expect(0));

        Assert.Equal("saved_plan", created.GetProperty("confirmed").GetProperty("how").GetString());
        Assert.Equal(hash, created.GetProperty("confirmed").GetProperty("plan").GetString());
        Assert.Contains($"`plan {hash}`", await ReportAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_where_nobody_was_asked()
    {
        var created = Created((await _bench.RunAsync("run", "r.yaml", "--output", "json")).Expect(0));

        Assert.False(created.TryGetProperty("confirmed", out _));
        Assert.DoesNotContain("yes", await ReportAsync(), StringComparison.Ordinal);
    }

    private static JsonElement Created(CliResult run) => JsonDocument.Parse(run.Out.Split('\n')[0]).RootElement;

    private async Task<string> ReportAsync() => (await _bench.RunAsync("report", "--out", "-", "--format", "markdown")).Expect(0).Out;
}
