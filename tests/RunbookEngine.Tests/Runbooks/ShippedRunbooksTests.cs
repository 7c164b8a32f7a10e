using RunbookEngine.Handlers;
using RunbookEngine.Language;

namespace RunbookEngine.Tests.Runbooks;

public class ShippedRunbooksTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "runbooks"), "*.yaml").Select(static f => Path.GetFileName(f)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_shipped_runbook_has_no_mistakes(string file)
    {
        var loaded = new RunbookLoader(BuiltInHandlers.Definitions).Load(Path.Combine(Repository.Root, "runbooks", file), new FileSourceReader());

        Assert.Empty(loaded.Diagnostics);
        Assert.Equal(Path.GetFileNameWithoutExtension(file), loaded.Runbook?.Name);
    }
}
