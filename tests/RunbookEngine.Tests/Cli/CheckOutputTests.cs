using System.Text.Json;

namespace RunbookEngine.Tests.Cli;

/// <summary>What <c>validate</c> and <c>lint</c> print, for people and for machines.</summary>
public sealed class CheckOutputTests : IDisposable
{
    private const string Faulty = "apiVersion: runbook/v1\nname: faulty\nsteps:\n  - shel: uptime, 100%\n";
    private const string Doubtful = "apiVersion: runbook/v1\nname: doubtful\nsteps:\n  - systemctl: { stop: app }\n";

    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Annotations_stand_at_their_lines()
    {
        _bench.Write("a,b.yaml", Faulty);

        var result = (await _bench.RunAsync("validate", "a,b.yaml", "--output", "github")).Expect(2);

        Assert.Equal("::error file=a%2Cb.yaml,line=4,endLine=4,col=5,title=RB0108::there is no tool `shel`%0Adid you mean `shell`?\n", result.Out);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Sarif_names_rules_and_places()
    {
        _bench.Write("faulty.yaml", Faulty);
        _bench.Write("doubtful.yaml", Doubtful);

        var run = JsonDocument.Parse((await _bench.RunAsync("lint", ".", "--output", "sarif")).Expect(2).Out).RootElement.GetProperty("runs")[0];

        Assert.Equal(["RB0108", "RB1005"], run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(static r => r.GetProperty("id").GetString()!));
        Assert.Equal(["doubtful.yaml:4 warning", "faulty.yaml:4 error"], run.GetProperty("results").EnumerateArray().Select(static r =>
        {
            var place = r.GetProperty("locations")[0].GetProperty("physicalLocation");
            return $"{place.GetProperty("artifactLocation").GetProperty("uri").GetString()}:{place.GetProperty("region").GetProperty("startLine").GetInt32()} {r.GetProperty("level").GetString()}";
        }).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Lint_tells_what_validate_does_not_and_exits_2()
    {
        _bench.Write("doubtful.yaml", Doubtful);

        (await _bench.RunAsync("validate", "doubtful.yaml")).Expect(0);
        var result = (await _bench.RunAsync("lint")).Expect(2);

        Assert.Contains("RB1005", result.Error, StringComparison.Ordinal);
        Assert.Contains("doubtful.yaml: no mistakes, 1 warning", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lint_of_a_folder_looks_at_what_is_of_the_language()
    {
        _bench.Write("good/fine.yaml", "apiVersion: runbook/v1\nname: fine\nsteps:\n  - shell: uptime\n");
        _bench.Write("good/values.yaml", "replicas: 3\n");

        Assert.Equal("good/fine.yaml: no mistakes\n", (await _bench.RunAsync("lint", "good")).Expect(0).Out);
        (await _bench.RunAsync("lint", Path.Combine("good", "none"))).Expect(2);
    }

    [Theory]
    [InlineData("lint", "lint/v1")]
    [InlineData("validate", "validation/v1")]
    public async Task As_json_it_is_a_document(string command, string version)
    {
        _bench.Write("doubtful.yaml", Doubtful);

        var result = await _bench.RunAsync(command, "doubtful.yaml", "--output", "json");

        Assert.Equal(version, JsonDocument.Parse(result.Out).RootElement.GetProperty("apiVersion").GetString());
    }

    [Fact]
    public async Task What_only_checks_print_is_refused_elsewhere() =>
        Assert.Contains("`--output sarif` goes with `validate` and `lint`", (await _bench.RunAsync("list", "--output", "sarif")).Expect(2).Error, StringComparison.Ordinal);
}
