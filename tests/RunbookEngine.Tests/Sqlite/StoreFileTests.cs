using RunbookEngine.Sqlite;

namespace RunbookEngine.Tests.Sqlite;

/// <summary>Of two engines that make the same store, the slower one must take what the quicker one made.</summary>
public sealed class StoreFileTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_store_that_appears_meanwhile_is_not_replaced()
    {
        StoreFile.Ensure(_folder.Store, _ => File.WriteAllText(_folder.Store, "theirs"));

        Assert.Equal("theirs", File.ReadAllText(_folder.Store));
        Assert.Single(Directory.EnumerateFiles(_folder.Folder));
    }

    [Fact]
    public void A_store_that_could_not_be_made_leaves_nothing_behind()
    {
        Assert.Throws<InvalidOperationException>(() => StoreFile.Ensure(_folder.Store, static _ => throw new InvalidOperationException()));

        Assert.Empty(Directory.EnumerateFiles(_folder.Folder));
    }
}
