using RunbookEngine.Handlers;
using RunbookEngine.Language;

namespace RunbookEngine.Tests.Language;

/// <summary>What authors of faulty runbooks are told, word for word: places, sentences and mends are approved by reading them.</summary>
public class FaultyRunbooksTests
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "tests", "RunbookEngine.Tests", "Language", "Faulty");

    public static TheoryData<string> Files => [.. Directory.GetFiles(s_folder, "*.yaml").Select(static f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_author_is_told_what_was_approved(string name)
    {
        var loaded = new RunbookLoader(BuiltInHandlers.Definitions).Load(name + ".yaml", new FolderReader(s_folder));

        Repository.AssertApproved(Path.Combine(s_folder, name + ".expected.txt"), DiagnosticPrinter.Print(loaded.Diagnostics, loaded.Sources));
        Assert.NotEmpty(loaded.Diagnostics);
    }

    [Fact]
    public void There_are_at_least_sixty_of_them() => Assert.InRange(Files.Count, 60, int.MaxValue);
}
