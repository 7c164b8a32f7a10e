using System.Xml.Linq;

namespace RunbookEngine.Tests.House;

/// <summary>No package comes in without a word on why, by whom, and under which licence.</summary>
public class DependencyTests
{
    [Fact]
    public void Every_package_is_accounted_for()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "dependencies.md"));
        var central = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"));
        var packages = central.Descendants("PackageVersion").Select(static e => e.Attribute("Include")!.Value);

        Assert.DoesNotContain(packages, p => !document.Contains($"| {p} |", StringComparison.Ordinal));
    }
}
