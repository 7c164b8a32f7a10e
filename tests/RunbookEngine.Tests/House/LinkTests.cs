using System.Text.RegularExpressions;

namespace RunbookEngine.Tests.House;

/// <summary>Every link of a page to another leads to a file that is there, and to a heading that it has. Addresses elsewhere are not asked.</summary>
public partial class LinkTests
{
    private static readonly string[] s_ours = [".", "docs", "tests/lab", "release", "runbooks"];

    public static TheoryData<string> Pages =>
        [.. s_ours.Select(static f => Path.Combine(Repository.Root, f)).Where(Directory.Exists)
            .SelectMany(static f => Directory.EnumerateFiles(f, "*.md", Path.GetFileName(f) == "docs" ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly))
            .Select(static p => Path.GetRelativePath(Repository.Root, Path.GetFullPath(p)))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_and_to_a_heading_of_it(string page)
    {
        var path = Path.Combine(Repository.Root, page);

        var dead = Links(File.ReadAllText(path)).Where(l => !Leads(path, l));

        Assert.Empty(dead);
    }

    [Fact]
    public void The_index_of_the_documents_leads_to_all_of_them()
    {
        var docs = Path.Combine(Repository.Root, "docs");
        var listed = Links(File.ReadAllText(Path.Combine(docs, "README.md"))).Select(l => Path.GetFullPath(Path.Combine(docs, l.File)));
        // The tools and the decisions have indices of their own, which tests hold as well.
        var pages = Directory.EnumerateFiles(docs, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(docs, "walkthroughs"), "*.md"));

        Assert.Equal([Path.Combine(docs, "README.md")], pages.Except(listed));
    }

    [Theory]
    [InlineData("See [this](LICENSE).", true)]
    [InlineData("See [this](README.md#install).", true)]
    [InlineData("# A `b`, *c*: [d](LICENSE) & é_1\n[this](#a-b-c-d--é_1)", true)]
    [InlineData("# One\n# One\n[second](#one-1)", true)]
    [InlineData("[elsewhere](https://nowhere.example/x#y)", true)]
    [InlineData("```sh\n[in a block](nowhere.md)\n```\n", true)]
    [InlineData("See [this](NOWHERE.md).", false)]
    [InlineData("See [this](README.md#nowhere).", false)]
    [InlineData("```sh\n# in a block\n```\n[this](#in-a-block)", false)]
    public void A_dead_link_is_found(string text, bool leads)
    {
        var page = Directory.CreateTempSubdirectory("runbook-links-").FullName;
        File.WriteAllText(Path.Combine(page, "page.md"), text);
        foreach (var name in new[] { "README.md", "LICENSE" })
            File.Copy(Path.Combine(Repository.Root, name), Path.Combine(page, name));

        Assert.Equal(leads, Links(text).All(l => Leads(Path.Combine(page, "page.md"), l)));

        Directory.Delete(page, recursive: true);
    }

    private static IEnumerable<(string File, string Heading)> Links(string text) =>
        Link().Matches(Blocks().Replace(text, ""))
            .Select(static m => m.Groups["target"].Value)
            .Where(static t => !t.StartsWith("https://", StringComparison.Ordinal))
            .Select(static t => t.Split('#', 2) is [var file, var heading] ? (file, heading) : (t, ""));

    private static bool Leads(string page, (string File, string Heading) link)
    {
        var target = link.File.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, link.File);
        return Path.Exists(target) && (link.Heading.Length == 0 || (target.EndsWith(".md", StringComparison.Ordinal) && Headings(File.ReadAllText(target)).Contains(link.Heading)));
    }

    /// <summary>The names that GitHub gives to headings.</summary>
    private static HashSet<string> Headings(string text)
    {
        var names = new HashSet<string>();
        foreach (Match heading in Heading().Matches(Blocks().Replace(text, "")))
        {
            var words = Shown().Replace(heading.Groups["text"].Value, "$1").Trim().ToLowerInvariant();
            var name = Dropped().Replace(words, "").Replace(' ', '-');
            for (var (number, free) = (0, name); ; free = $"{name}-{++number}")
            {
                if (names.Add(free))
                    break;
            }
        }

        return names;
    }

    [GeneratedRegex(@"^(?<ticks>`{3,})[^\n]*\n.*?^\k<ticks>$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6} (?<text>[^\n]+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    /// <summary>A link shows its words.</summary>
    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Shown();

    [GeneratedRegex(@"[^\p{L}\p{N}\-_ ]")]
    private static partial Regex Dropped();
}
