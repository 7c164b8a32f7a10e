using System.Diagnostics;

namespace RunbookEngine.Tests.Proofs;

/// <summary>What is around the program may be full, closed, gone or unset: it says so in a sentence, and a run keeps its exit code.</summary>
public sealed class EdgesTests : IDisposable
{
    private const string Plain = "apiVersion: runbook/v1\nname: plain\nsteps:\n  - shell: env > environment; umask > umask\n  - shell: echo done >> lines\n";

    private readonly ProofFolder _folder = new ProofFolder().Write("plain.yaml", Plain);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(">/dev/full", 0)]
    [InlineData(">&-", 0)]
    [InlineData(">&- 2>&- <&-", 0)]
    [InlineData("2>/dev/full", 0)]
    [InlineData("--output json >/dev/full", 0)]
    [InlineData("| true", 0)]
    public async Task What_reads_the_output_of_a_run_never_changes_what_its_exit_code_says(string reader, int code)
    {
        var result = await ShellAsync($"\"$0\" run plain.yaml --yes --store s.db {reader}");

        result.Exits(code);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Equal(["done"], _folder.Lines);
        (await ShellAsync("\"$0\" verify --store s.db")).Exits(0);
    }

    [Fact]
    public async Task A_command_that_only_prints_fails_where_nothing_can_be_printed_and_says_so()
    {
        (await ShellAsync("\"$0\" run plain.yaml --yes --store s.db")).Exits(0);

        var result = (await ShellAsync("\"$0\" list --store s.db >/dev/full")).Exits(5);

        Assert.Contains("could not be written", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_current_folder_that_was_removed_is_a_sentence_where_it_is_needed_and_nothing_elsewhere()
    {
        var result = await ShellAsync("mkdir gone; cd gone; rmdir ../gone; \"$0\" --version; echo $?; \"$0\" validate plain.yaml; echo $?");

        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(("0", "2"), (lines[1], lines[^1]));
        Assert.Contains("the current folder is gone", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_HOME_the_store_is_in_the_home_of_the_account_and_never_here()
    {
        var result = await ShellAsync("unset HOME; \"$0\" list; echo $?");

        Assert.Contains(result.Output.Trim()[^1..], "02", StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.db", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("000")]
    [InlineData("077")]
    public async Task Whatever_the_umask_what_the_engine_keeps_is_for_its_owner_and_commands_have_the_umask_that_was_set(string umask)
    {
        (await ShellAsync($"umask {umask}; \"$0\" run plain.yaml --yes --store kept/runs.db && \"$0\" report --out page.html --store kept/runs.db && \"$0\" export --out copy.run --store kept/runs.db")).Exits(0);

        var open = (await ShellAsync("find kept page.html copy.run -perm /077")).Output;
        Assert.Equal("", open);
        Assert.Equal("0" + umask, (await File.ReadAllTextAsync(_folder.File_("umask"), TestContext.Current.CancellationToken)).Trim());
    }

    [Fact]
    public async Task What_was_given_to_the_engine_alone_reaches_no_command()
    {
        (await ShellAsync(
            "RUNBOOK_NOTIFY_URL=http://127.0.0.1:9/Kq5 RUNBOOK_INPUT_X=Kq5 RUNBOOK_NOTIFY_URL_FILE=/none OTEL_EXPORTER_OTLP_HEADERS=api-key=Kq5 OTEL_EXPORTER_OTLP_TRACES_HEADERS=Kq5 MINE=kept \"$0\" run plain.yaml --yes --store s.db")).Exits(0);

        var seen = await File.ReadAllTextAsync(_folder.File_("environment"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("Kq5", seen, StringComparison.Ordinal);
        Assert.Contains("MINE=kept", seen, StringComparison.Ordinal);
    }

    /// <summary>Runs a line of shell in the folder; <c>$0</c> is the program.</summary>
    private async Task<ProgramResult> ShellAsync(string line)
    {
        var start = new ProcessStartInfo("sh", ["-c", line, RunbookProgram.Path]) { WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var name in start.Environment.Keys.Where(static n => n.StartsWith("RUNBOOK_", StringComparison.Ordinal) || n.StartsWith("GITHUB_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        start.Environment["HOME"] = _folder.Path;
        using RunningProgram program = new(Process.Start(start)!);
        return await program.EndAsync(RunbookProgram.Patience);
    }
}
