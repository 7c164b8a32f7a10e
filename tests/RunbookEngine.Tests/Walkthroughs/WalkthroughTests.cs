namespace RunbookEngine.Tests.Walkthroughs;

/// <summary>The transcripts in the documents are what the program really says: each is typed anew, from its first command to its last.</summary>
public class WalkthroughTests
{
    /// <summary>A page, the folder that it begins in, and what of the repository is there.</summary>
    public static TheoryData<string, string, string[]> Pages =>
        new(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "walkthroughs"), "*.md")
            .Select(static p => Path.GetRelativePath(Repository.Root, p))
            .Where(static p => Path.GetFileName(p) != "README.md")
            .Order(StringComparer.Ordinal)
            .Select(static p => (p, "try", Array.Empty<string>()))
            .Append((Path.Combine("docs", "tutorial.md"), "runbook-engine", ["runbooks"])));

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_transcript_is_what_the_program_says(string page, string folder, string[] brought)
    {
        var path = Path.Combine(Repository.Root, page);
        var walkthrough = Walkthrough.Read(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        using var shell = new WalkthroughShell();

        var said = new Queue<string>(await shell.TypeAsync(walkthrough, folder, brought));

        Assert.NotEmpty(said);
        var now = walkthrough.With(c => c with { Said = said.Dequeue() }).Write();
        // Times that differ alone are no change of the page; one that changes is of one piece.
        Repository.AssertApproved(path, Steady.Same(walkthrough.Write(), now) ? walkthrough.Write() : now);
    }

    [Fact]
    public void A_page_is_written_as_it_was_read()
    {
        const string Page = "# Title\n\n```yaml\n# a/b.yaml\nname: b\n```\n\n```sh\n$ not run\n```\n\n```console\n$ one\n\n  1\n$ two \\\n>   more\n2\n[exit 3]\n```\n\nThe end.\n";

        var walkthrough = Walkthrough.Read(Page);

        Assert.Equal(Page, walkthrough.Write());
        Assert.Equal(["one", "two \\\n  more"], walkthrough.Commands.Select(static c => c.Command));
        Assert.Equal(["\n  1\n", "2\n[exit 3]\n"], walkthrough.Commands.Select(static c => c.Said));
        Assert.Equal(["a/b.yaml"], walkthrough.Parts.OfType<WrittenFile>().Select(static f => f.Name));
    }

    [Fact]
    public void What_a_command_said_may_hold_a_block()
    {
        const string Page = "````console\n$ cat\n```\nx\n```\n````\n";

        Assert.Equal(Page, Walkthrough.Read("```console\n$ cat\n```\n").With(static c => c with { Said = "```\nx\n```\n" }).Write());
        Assert.Equal(Page, Walkthrough.Read(Page).Write());
    }

    [Theory]
    [InlineData("```console\nno command\n```\n")]
    [InlineData("```console\n```\n")]
    [InlineData("```console\n$ never ends\n")]
    public void A_page_that_is_not_laid_out_so_is_refused(string page) => Assert.Throws<FormatException>(() => Walkthrough.Read(page));

    [Theory]
    [InlineData("20260105-220000-a1b2  sample  succeeded\n", "20260106-030303-zzzz  sample  succeeded\n")]
    [InlineData("22:00:00 look    succeeded in 9ms\n", "03:04:05 look succeeded in 1m04s\n")]
    [InlineData("started  2026-01-05 22:00:00Z by ops\n", "started 2026-02-06 01:02:03Z by ops\n")]
    public void Names_of_runs_times_and_columns_may_differ(string one, string other) => Assert.True(Steady.Same(one, other));

    [Theory]
    [InlineData("look succeeded\n", "look failed\n")]
    [InlineData("look succeeded\n", "  look succeeded\n")]
    [InlineData("2 done\n", "3 done\n")]
    [InlineData("said\n", "said\n[exit 1]\n")]
    public void Words_numbers_indentation_and_exit_codes_may_not(string one, string other) => Assert.False(Steady.Same(one, other));

    [Fact]
    public async Task A_command_that_fails_tells_its_exit_code()
    {
        using var shell = new WalkthroughShell();

        var said = await shell.TypeAsync(Walkthrough.Read("```console\n$ echo \"$PWD\"\n$ (exit 7)\n$ x=5; cd ..\n$ echo $x; basename \"$PWD\"\n```\n"), "try");

        Assert.Equal(["/home/ops/try\n", "[exit 7]\n", "", "5\nhome\n"], said);
    }
}
