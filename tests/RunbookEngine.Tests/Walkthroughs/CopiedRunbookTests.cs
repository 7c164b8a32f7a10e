using System.Text.RegularExpressions;
using RunbookEngine.Tests.Cli;

namespace RunbookEngine.Tests.Walkthroughs;

/// <summary>What is copied from a page works: each runbook is checked and linted, and those of the cookbook are tried by the lines that stand under them.</summary>
public sealed partial class CopiedRunbookTests : IDisposable
{
    private const string Cookbook = "cookbook.md";

    private static readonly string[] s_pages = [Cookbook, "coming-from-ansible.md", "coming-from-a-wiki-page.md"];

    private readonly CliBench _bench = new();

    public CopiedRunbookTests()
    {
        foreach (var recipe in s_pages.SelectMany(Recipes))
            _bench.Write(recipe.Name, recipe.Content);
    }

    public static TheoryData<string> Names => [.. s_pages.SelectMany(Recipes).Select(static r => r.Name)];

    public static TheoryData<string> Recipe => [.. Recipes(Cookbook).Select(static r => r.Name)];

    public static TheoryData<string> Lines => [.. Scripts().Matches(Text(Cookbook)).SelectMany(static m => m.Groups["lines"].Value.TrimEnd('\n').Split('\n'))];

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_runbook_has_no_mistakes_and_nothing_worth_a_second_thought(string name)
    {
        (await _bench.RunAsync("lint", name)).Expect(0);
        (await _bench.RunAsync("fmt", name, "--check")).Expect(0);
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task A_line_of_the_cookbook_does_what_it_is_there_for(string line)
    {
        var words = Words().Matches(line).Select(static m => m.Value).ToList();
        while (words[0].Contains('=', StringComparison.Ordinal))
        {
            _bench.Environment[words[0].Split('=')[0]] = words[0].Split('=', 2)[1];
            words.RemoveAt(0);
        }

        Assert.Equal("runbook", words[0]);
        (await _bench.RunAsync([.. words.Skip(1)])).Expect(0);
    }

    [Theory]
    [MemberData(nameof(Recipe))]
    public void Every_recipe_is_rehearsed(string name) => Assert.Contains(Lines, l => l.Data.Contains($"runbook rehearse {name}", StringComparison.Ordinal));

    [Fact]
    public void A_runbook_is_called_as_its_file() => Assert.All(s_pages.SelectMany(Recipes), static r => Assert.Contains($"\nname: {Path.GetFileNameWithoutExtension(r.Name)}\n", r.Content, StringComparison.Ordinal));

    private static IEnumerable<WrittenFile> Recipes(string page) => Walkthrough.Read(Text(page)).Parts.OfType<WrittenFile>();

    private static string Text(string page) => File.ReadAllText(Path.Combine(Repository.Root, "docs", page));

    [GeneratedRegex("^```sh\n(?<lines>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Scripts();

    [GeneratedRegex(@"\S+")]
    private static partial Regex Words();
}
