using RunbookEngine.Cli.Engine;

namespace RunbookEngine.Tests.Cli;

/// <summary>A resume must find the runbook's files again from another directory than the one it was started in.</summary>
public sealed class FormerNamesTests
{
    [Theory]
    [InlineData("a.yaml", "/r", "a.yaml", "/r/a.yaml")]
    [InlineData("books/a.yaml", "/r/books", "books/a.yaml", "/r/books/a.yaml")]
    [InlineData("books/a.yaml", "/r/books", "books/parts/b.yaml", "/r/books/parts/b.yaml")]
    [InlineData("books/a.yaml", "/r/books", "shared/b.yaml", "/r/shared/b.yaml")]
    [InlineData("a.yaml", "/r/books", "../b.yaml", "/r/b.yaml")]
    [InlineData("../books/a.yaml", "/r/books", "../shared/b.yaml", "/r/shared/b.yaml")]
    [InlineData("/r/books/a.yaml", "/r/books", "/r/books/b.yaml", "/r/books/b.yaml")]
    public void A_file_is_found_from_the_runbooks_folder(string runbook, string folder, string name, string expected) =>
        Assert.Equal(expected, FormerNames.Locate(runbook, folder, name));
}
