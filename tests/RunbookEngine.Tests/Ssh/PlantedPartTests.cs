using RunbookEngine.Model;
using RunbookEngine.Ssh;

namespace RunbookEngine.Tests.Ssh;

/// <summary>The name of an upload's part can be foretold by whoever knows the content: what somebody else has put there is left alone, and followed nowhere.</summary>
public sealed class PlantedPartTests(RealSshd server) : IClassFixture<RealSshd>, IAsyncDisposable
{
    private readonly string _scratch = Directory.CreateTempSubdirectory("runbook-part-").FullName;
    private SshTransports? _hosts;

    public async ValueTask DisposeAsync()
    {
        if (_hosts is not null)
            await _hosts.DisposeAsync();
        Directory.Delete(_scratch, recursive: true);
    }

    [Theory]
    [InlineData("a link to a file", "ln -s kept \"$0\"")]
    [InlineData("a link to a folder that is ours", "mkdir -m 700 ours; touch ours/.mark; ln -s ours \"$0\"")]
    [InlineData("a second name of a file", "ln kept \"$0\"")]
    [InlineData("a file", ": >\"$0\"")]
    [InlineData("a folder that is open to others", "mkdir -m 777 \"$0\"; touch \"$0/.mark\"; ln -s ../kept \"$0/content\"")]
    [InlineData("a folder of another", "mkdir -m 700 \"$0\"; touch \"$0/.mark\"; ln -s ../kept \"$0/content\"; chown 65534 \"$0\"")]
    [InlineData("a folder without our mark", "mkdir -m 700 \"$0\"; ln -s ../kept \"$0/content\"")]
    public async Task What_was_planted_in_the_place_of_the_part_is_followed_nowhere(string what, string plant)
    {
        RealSshd.Need();
        var (source, kept) = (Path.Combine(_scratch, "source"), Path.Combine(_scratch, "kept"));
        await File.WriteAllTextAsync(source, "known content", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(kept, "root's own", TestContext.Current.CancellationToken);
        var part = Path.Combine(_scratch, $".arrived.runbook-{Sha256.Hex("known content"u8)[..16]}.part");
        Proofs.Surroundings.Scene.Do("sh", "-c", $"cd {_scratch}; {plant}", part);
        _hosts = new(new Inventory { Hosts = [server.Host()], Groups = [], File = null }, server.Options(_scratch));

        var refused = await Assert.ThrowsAnyAsync<IOException>(() => _hosts.Find("here")!.Files.UploadAsync(
            source, Path.Combine(_scratch, "arrived"), null, null, static (_, _) => { }, TestContext.Current.CancellationToken));

        Assert.Contains("somebody else", refused.Message, StringComparison.Ordinal);
        Assert.True(await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken) == "root's own", what);
        Assert.False(File.Exists(Path.Combine(_scratch, "arrived")));
    }
}
