using System.Text;
using System.Text.RegularExpressions;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Handlers;
using RunbookEngine.Language;
using RunbookEngine.Tests.Walkthroughs;

namespace RunbookEngine.Tests.House;

/// <summary>What the documents say of the code and of one another.</summary>
public partial class DocumentationTests
{
    private static readonly string s_handlers = Path.Combine(Repository.Root, "docs", "handlers");

    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(Repository.Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(static p => Path.GetRelativePath(Repository.Root, p))];

    public static TheoryData<string> Tools => [.. BuiltInHandlers.Definitions.Select(static t => t.Name)];

    [Theory]
    [MemberData(nameof(Tools))]
    public void The_page_of_a_tool_is_what_the_tool_says(string tool) =>
        Repository.AssertApproved(Path.Combine(s_handlers, tool + ".md"), HandlersPage.Of(BuiltInHandlers.Definitions.Single(t => t.Name == tool)));

    [Fact]
    public void The_index_of_tools_is_what_the_tools_say() =>
        Repository.AssertApproved(Path.Combine(s_handlers, "README.md"), HandlersPage.Index(BuiltInHandlers.Definitions));

    [Fact]
    public void A_tool_that_is_gone_has_no_page() =>
        Assert.Empty(Directory.EnumerateFiles(s_handlers, "*.md").Select(static f => Path.GetFileNameWithoutExtension(f)).Except(BuiltInHandlers.Definitions.Select(static t => t.Name)).Except(["README"]));

    [Fact]
    public void The_page_of_drains_is_what_the_tests_go_through() => Repository.AssertApproved(Path.Combine(Repository.Root, "docs", "drain.md"), DrainPage.Of());

    [Fact]
    public void The_schema_is_what_the_tools_say() =>
        Repository.AssertApproved(Path.Combine(Repository.Root, "schemas", "runbook.v1.schema.json"), SchemaWriter.Write(BuiltInHandlers.Definitions));

    [Fact]
    public void The_schema_of_inventories_is_what_their_reader_knows() =>
        Repository.AssertApproved(Path.Combine(Repository.Root, "schemas", "inventory.v1.schema.json"), InventorySchema.Write());

    [Fact]
    public void The_schemas_of_worlds_and_scenarios_are_what_their_readers_know()
    {
        Repository.AssertApproved(Path.Combine(Repository.Root, "schemas", "world.v1.schema.json"), FormatSchema.World());
        Repository.AssertApproved(Path.Combine(Repository.Root, "schemas", "scenario.v1.schema.json"), FormatSchema.Scenario());
    }

    [Fact]
    public void The_schema_of_events_is_what_the_command_prints() =>
        Repository.AssertApproved(Path.Combine(Repository.Root, "schemas", "event.v1.schema.json"), EventSchema.Write());

    [Fact]
    public void The_schema_of_lines_is_what_the_command_prints() =>
        Repository.AssertApproved(Path.Combine(Repository.Root, "schemas", "line.v1.schema.json"), EventSchema.WriteLine());

    [Fact]
    public void The_page_of_worlds_is_what_their_readers_know() => Repository.AssertApproved(Path.Combine(Repository.Root, "docs", "worlds.md"), WorldsPage.Of());

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_world_and_scenario_in_the_documents_has_no_mistakes(string page)
    {
        var texts = Block().Matches(File.ReadAllText(Path.Combine(Repository.Root, page))).Select(static m => m.Groups["text"].Value).ToList();

        Assert.All(texts.Where(static t => t.Contains("kind: World", StringComparison.Ordinal)), static t => Assert.Empty(WorldLoader.LoadText("world.yaml", t).Diagnostics));
        Assert.All(texts.Where(static t => t.Contains("kind: Scenario", StringComparison.Ordinal)), static t => Assert.Empty(ScenarioLoader.Load("page.yaml", new OneText(t)).Diagnostics));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_runbook_in_the_documents_has_no_mistakes(string page)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, page));
        var texts = Block().Matches(text)
            .Select(static m => m.Groups["text"].Value)
            .Where(static t => t.Contains("apiVersion: runbook/v1", StringComparison.Ordinal) && !t.Contains("kind: ", StringComparison.Ordinal));
        var named = Walkthrough.Read(text).Parts.OfType<WrittenFile>().ToLookup(static f => f.Name, static f => f.Content);

        Assert.All(texts, t => Assert.Empty(new RunbookLoader(BuiltInHandlers.Definitions).Load("page.yaml", new PageText(t, named)).Diagnostics));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_inventory_in_the_documents_has_no_mistakes(string page)
    {
        var texts = Block().Matches(File.ReadAllText(Path.Combine(Repository.Root, page)))
            .Select(static m => m.Groups["text"].Value)
            .Where(static t => t.Contains("apiVersion: inventory/v1", StringComparison.Ordinal));

        Assert.All(texts, static t => Assert.Empty(InventoryLoader.Load("inventory.yaml", new OneText(t), "/home/ada").Diagnostics));
    }

    [Fact]
    public void The_index_of_decisions_lists_them_all()
    {
        var folder = Path.Combine(Repository.Root, "docs", "decisions");
        var index = Path.Combine(folder, "README.md");
        var head = File.ReadAllText(index).Split("\n- [")[0];
        var notes = Directory.EnumerateFiles(folder, "0*.md").Order(StringComparer.Ordinal).Select(static n => $"- [{Title(n)}]({Path.GetFileName(n)})\n");

        Repository.AssertApproved(index, head + "\n" + string.Concat(notes));
    }

    private static string Title(string note) => File.ReadLines(note).First().TrimStart('#', ' ');

    [GeneratedRegex(@"^```yaml\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    /// <summary>A runbook of a page; it may include others that are named there.</summary>
    private sealed class PageText(string text, ILookup<string, string> named) : ISourceReader
    {
        public SourceReading Read(string file) => new(Encoding.UTF8.GetBytes(named[Path.GetFileName(file)].FirstOrDefault(text)));
    }

    private sealed class OneText(string text) : ISourceReader
    {
        public SourceReading Read(string file) => new(Encoding.UTF8.GetBytes(text));
    }
}
