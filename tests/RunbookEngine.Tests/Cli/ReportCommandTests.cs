using System.Text.Json;

namespace RunbookEngine.Tests.Cli;

/// <summary><c>runbook report</c>.</summary>
public sealed class ReportCommandTests : IDisposable
{
    private readonly CliBench _bench = new();

    [Fact]
    public async Task Without_more_words_the_newest_run_becomes_a_page_named_after_it()
    {
        await FailingAsync();

        var told = (await _bench.RunAsync("report")).Expect(0);

        Assert.Contains($"the report of {told.Run} (failed) is in ", told.Out, StringComparison.Ordinal);
        Assert.Contains("disk is full", _bench.Read(told.Run + ".html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_a_files_name_chooses_Markdown_and_a_dash_is_standard_output()
    {
        await FailingAsync();

        (await _bench.RunAsync("report", "--out", "r.md")).Expect(0);
        var printed = (await _bench.RunAsync("report", "--out", "-", "--format", "markdown")).Expect(0).Out;

        Assert.StartsWith("# `failing`: failed\n", _bench.Read("r.md"), StringComparison.Ordinal);
        Assert.Contains("disk is full", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_not_in_a_report()
    {
        _bench.Environment["RUNBOOK_INPUT_TOKEN"] = "hunter2-and-more";
        _bench.Write("s.yaml", "apiVersion: runbook/v1\nname: secretive\ninputs: { token: { type: secret } }\nsteps:\n  - { id: use, shell: { run: 'printf \"%s\\n\" \"$T\"', env: { T: \"{{ inputs.token }}\" } } }\n");
        (await _bench.RunAsync("run", "s.yaml", "--yes")).Expect(0);

        (await _bench.RunAsync("report", "--out", "s.html")).Expect(0);

        Assert.DoesNotContain("hunter2", _bench.Read("s.html"), StringComparison.Ordinal);
        Assert.Contains("<dt>Input token</dt><dd>***</dd>", _bench.Read("s.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_is_told_where_the_report_is()
    {
        await FailingAsync();

        var told = JsonDocument.Parse((await _bench.RunAsync("report", "--out", "r.html", "--output", "json")).Expect(0).Out).RootElement;

        Assert.Equal(("report/v1", "html"), (told.GetProperty("apiVersion").GetString(), told.GetProperty("format").GetString()));
        Assert.Equal(new FileInfo(told.GetProperty("file").GetString()!).Length, told.GetProperty("bytes").GetInt64());
    }

    public void Dispose() => _bench.Dispose();

    private async Task FailingAsync()
    {
        _bench.Write("f.yaml", "apiVersion: runbook/v1\nname: failing\nsteps:\n  - { id: ok, shell: 'echo fine' }\n  - { id: bad, shell: 'echo the disk is full; exit 3' }\n");
        (await _bench.RunAsync("run", "f.yaml", "--yes")).Expect(1);
    }
}
