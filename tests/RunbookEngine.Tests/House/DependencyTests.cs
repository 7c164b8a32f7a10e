using System.Text.Json;
using System.Xml.Linq;

namespace RunbookEngine.Tests.House;

/// <summary>No package comes in without a word on why, by whom, and under which licence.</summary>
public class DependencyTests
{
    /// <summary>Come with the SDK, not through the list of packages.</summary>
    private static readonly string[] s_packs = ["Microsoft.DotNet.ILCompiler", "Microsoft.NET.ILLink.Tasks"];

    [Fact]
    public void The_account_of_packages_names_all_and_no_others()
    {
        var central = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"));
        var packages = central.Descendants("PackageVersion").Select(static e => e.Attribute("Include")!.Value);

        using var editor = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "editor", "package.json")));
        var npm = editor.RootElement.GetProperty("dependencies").EnumerateObject().Select(static p => p.Name);

        Assert.Equal(packages.Concat(s_packs).Concat(npm).Order(StringComparer.Ordinal), Accounted().Order(StringComparer.Ordinal));
    }

    /// <summary>The first cell of each row of a table, but for head and rule.</summary>
    private static IEnumerable<string> Accounted() =>
        File.ReadLines(Path.Combine(Repository.Root, "docs", "dependencies.md"))
            .Where(static l => l.StartsWith("| ", StringComparison.Ordinal) && !l.StartsWith("| package", StringComparison.Ordinal) && !l.StartsWith("| ---", StringComparison.Ordinal))
            .SelectMany(static l => l.Split('|')[1].Split(',', StringSplitOptions.TrimEntries));
}
