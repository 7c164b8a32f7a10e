using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Handlers;

/// <summary>
/// The engine dies at every moment of every verb that changes something, and the same attempt is made again: what is left must be what an
/// undisturbed run leaves.
/// </summary>
public class FileCrashTests
{
    private static readonly (string Name, Func<FakeFiles> Before, string Verb, (string, Value)[] Settings)[] Scenarios =
    [
        ("write new", () => new FakeFiles().Folder("/d"), "write", [("path", Text("/d/x")), ("content", Text("new")), ("mode", Text("0600")), ("owner", Text("a:b"))]),
        ("write over", () => new FakeFiles().File("/d/x", "old"), "write", [("path", Text("/d/x")), ("content", Text("new"))]),
        ("write attributes", () => new FakeFiles().File("/d/x", "new"), "write",
            [("path", Text("/d/x")), ("content", Text("new")), ("mode", Text("0600")), ("owner", Text("a:b"))]),
        ("copy", () => new FakeFiles().File("/d/x", "1", "0600").File("/d/y", "2"), "copy", [("source", Text("/d/x")), ("to", Text("/d/y")), ("owner", Text("a:b"))]),
        ("move file", () => Two(), "move", [("source", Text("/d/x")), ("to", Text("/d/y"))]),
        ("move folder", () => Tree(), "move", [("source", Text("/d/x")), ("to", Text("/d/y"))]),
        ("move over", () => Two().File("/d/y", "old"), "move", [("source", Text("/d/x")), ("to", Text("/d/y")), ("replace", Flag(true))]),
        ("move across", () => Two(across: true), "move", [("source", Text("/d/x")), ("to", Text("/d/y"))]),
        ("move a folder across", () => Tree(across: true), "move", [("source", Text("/d/x")), ("to", Text("/d/y"))]),
        ("move across over", () => Tree(across: true).File("/d/y/old", "old"), "move", [("source", Text("/d/x")), ("to", Text("/d/y")), ("replace", Flag(true))]),
        ("remove file", () => Two(), "remove", [("path", Text("/d/x"))]),
        ("remove folder", () => Tree(), "remove", [("path", Text("/d/x")), ("recursive", Flag(true))]),
        ("directory", () => new FakeFiles(), "directory", [("path", Text("/d/e/f")), ("mode", Text("0700")), ("owner", Text("a:b"))]),
        ("chmod", () => Two(), "chmod", [("path", Text("/d/x")), ("mode", Text("0700"))]),
        ("chown", () => Two(), "chown", [("path", Text("/d/x")), ("owner", Text("a:b"))]),
    ];

    public static TheoryData<string> Names => [.. Scenarios.Select(static s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_attempt_that_is_cut_off_anywhere_ends_as_an_undisturbed_one(string name)
    {
        var (_, before, verb, settings) = Scenarios.Single(s => s.Name == name);
        var undisturbed = before();
        var expected = Assert.IsType<StepOutcome.Succeeded>(await new ToolRun("file", verb, settings).On(undisturbed).RunAsync());
        Assert.True(undisturbed.Changes > 0);

        for (var moment = 0; moment < undisturbed.Moments; moment++)
        {
            var files = before();
            var run = new ToolRun("file", verb, settings).On(files);
            files.CrashAfter = moment;
            await Assert.ThrowsAsync<CrashException>(run.RunAsync);
            files.CrashAfter = null;

            var outputs = await run.ProbeAsync() is ProbeResult.Satisfied(var probed)
                ? probed
                : Assert.IsType<StepOutcome.Succeeded>(await run.RunAsync()).Outputs;

            Assert.Equal(undisturbed.Snapshot(), files.Snapshot());
            Assert.Equal(expected.Outputs, outputs);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_attempt_that_finished_unseen_can_be_made_again_and_still_counts_as_a_change(string name)
    {
        var (_, before, verb, settings) = Scenarios.Single(s => s.Name == name);
        var files = before();
        var run = new ToolRun("file", verb, settings).On(files);
        var first = await run.RunAsync();
        var (end, changes) = (files.Snapshot(), files.Changes);

        var second = await run.RunAsync();

        Assert.Equal(first, second);
        Assert.Equal(end, files.Snapshot());
        Assert.Equal(changes, files.Changes);
    }

    [Fact]
    public async Task A_source_that_was_copied_but_only_partly_removed_is_removed_for_good()
    {
        var files = new FakeFiles().File("/d/x/one", "1").File("/d/y/one", "1").File("/d/y/two", "2");

        await new ToolRun("file", "move", ("source", Text("/d/x")), ("to", Text("/d/y"))).On(files).RunAsync();

        Assert.Equal("2", files.TextOf("/d/y/two"));
        Assert.DoesNotContain("/d/x", files.Snapshot(), StringComparison.Ordinal);
    }

    private static FakeFiles Two(bool across = false) => new FakeFiles { MovesAcross = across }.File("/d/x", "1").File("/d/other", "2");

    private static FakeFiles Tree(bool across = false) => new FakeFiles { MovesAcross = across }.File("/d/x/a", "1").File("/d/x/b/c", "2");
}
