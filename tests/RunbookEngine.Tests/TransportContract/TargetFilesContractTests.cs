using System.Text;
using RunbookEngine.Execution;

namespace RunbookEngine.Tests.TransportContract;

/// <summary>
/// What files on every target must keep: whole or not at all, never through a link, and with an error that names the path. The target's files are those of
/// this machine.
/// </summary>
public abstract class TargetFilesContractTests : IDisposable
{
    private const string OtherFileSystem = "/dev/shm";
    private static readonly CancellationToken None = CancellationToken.None;
    private ITargetFiles? _opened;
    private readonly string _folder = Directory.CreateTempSubdirectory("runbook-files-").FullName;
    private readonly List<string> _others = [];

    private ITargetFiles Files => _opened ??= Open();

    /// <summary>Opens the files.</summary>
    protected abstract ITargetFiles Open();

    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        foreach (var folder in _others.Append(_folder))
            Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_new_file_has_its_content_and_mode_0644_whatever_the_umask()
    {
        await Files.WriteAsync(At("new"), Bytes("content"), null, null, None);

        var facts = await Files.StatAsync(At("new"), None);
        Assert.Equal((FileKind.File, 7L, "0644"), (facts!.Kind, facts.Size, facts.Mode.ToString()));
        Assert.Equal("content", Encoding.UTF8.GetString(await Files.ReadAsync(At("new"), 7, None)));
        Assert.Equal("ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73", await Files.HashAsync(At("new"), None));
        Assert.InRange(facts.ModifiedAt, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [Fact]
    public async Task A_replaced_file_keeps_its_mode_and_owner_and_leaves_nothing_beside_it()
    {
        await Files.WriteAsync(At("f"), Bytes("old"), new Permissions(0x1E8), null, None);
        var owner = await GiveAwayAsync(At("f"));
        await Files.WriteAsync(At("f"), Bytes("new"), null, null, None);

        var facts = await Files.StatAsync(At("f"), None);
        Assert.Equal(("0750", owner), (facts!.Mode.ToString(), facts.Owner));
        Assert.Equal(["f"], await Files.ListAsync(_folder, None));
    }

    [Fact]
    public async Task A_write_that_fails_changes_nothing()
    {
        await Files.WriteAsync(At("f"), Bytes("old"), null, null, None);

        var e = await Assert.ThrowsAsync<IOException>(() => Files.WriteAsync(At("f"), Bytes("new"), null, "no-such-user-here", None));

        Assert.Contains("no-such-user-here", e.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(At("f")));
        Assert.Equal(["f"], await Files.ListAsync(_folder, None));
    }

    [Fact]
    public async Task A_link_is_replaced_and_what_it_points_to_is_left_alone()
    {
        File.WriteAllText(At("target"), "old");
        File.CreateSymbolicLink(At("link"), At("target"));

        await Files.WriteAsync(At("link"), Bytes("new"), null, null, None);

        Assert.Equal("old", File.ReadAllText(At("target")));
        Assert.Equal(FileKind.File, (await Files.StatAsync(At("link"), None))!.Kind);
    }

    [Fact]
    public async Task Reading_refuses_more_than_the_limit_and_whatever_is_no_file()
    {
        File.WriteAllText(At("f"), "12345");

        Assert.Contains(At("f"), (await Assert.ThrowsAsync<IOException>(() => Files.ReadAsync(At("f"), 4, None))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => Files.ReadAsync("/dev/zero", 4, None));
        await Assert.ThrowsAsync<IOException>(() => Files.HashAsync(_folder, None));
        await Assert.ThrowsAsync<FileNotFoundException>(() => Files.ReadAsync(At("missing"), 4, None));
    }

    [Fact]
    public async Task A_copy_has_the_mode_of_its_source()
    {
        await Files.WriteAsync(At("f"), Bytes("x"), new Permissions(0x180), null, None);

        await Files.CopyAsync(At("f"), At("copy"), null, null, None);

        Assert.Equal("0600", (await Files.StatAsync(At("copy"), None))!.Mode.ToString());
        Assert.Equal("x", File.ReadAllText(At("copy")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_move_refuses_a_destination_that_exists(bool across)
    {
        var destination = Path.Combine(across ? Other() : _folder, "there");
        File.WriteAllText(At("f"), "new");
        File.WriteAllText(destination, "old");

        var e = await Assert.ThrowsAsync<IOException>(() => Files.MoveAsync(At("f"), destination, false, None));

        Assert.Contains(destination, e.Message, StringComparison.Ordinal);
        Assert.Equal(("new", "old"), (File.ReadAllText(At("f")), File.ReadAllText(destination)));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_folder_moves_whole_and_takes_the_place_of_another(bool across, bool replace)
    {
        var place = across ? Other() : Directory.CreateDirectory(At("place")).FullName;
        var destination = Path.Combine(place, "moved");
        await FillAsync(At("tree"));
        if (replace)
            await Files.WriteAsync(Directory.CreateDirectory(destination).FullName + "/stale", Bytes("x"), null, null, None);

        await Files.MoveAsync(At("tree"), destination, replace, None);

        Assert.Null(await Files.StatAsync(At("tree"), None));
        Assert.Equal(["moved"], await Files.ListAsync(place, None));
        Assert.Equal(["dangling", "inner"], await Files.ListAsync(destination, None));
        Assert.Equal("nowhere", new FileInfo(destination + "/dangling").LinkTarget);
        var file = await Files.StatAsync(destination + "/inner/file", None);
        Assert.Equal(("0604", 5L), (file!.Mode.ToString(), file.Size));
        Assert.Equal(new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero), file.ModifiedAt);
        Assert.Equal("0750", (await Files.StatAsync(destination + "/inner", None))!.Mode.ToString());
        Assert.DoesNotContain("tree", await Files.ListAsync(_folder, None));
    }

    [Fact]
    public async Task A_file_takes_the_place_of_a_file_at_once()
    {
        File.WriteAllText(At("f"), "new");
        File.WriteAllText(At("g"), "old");

        await Files.MoveAsync(At("f"), At("g"), true, None);

        Assert.Equal("new", File.ReadAllText(At("g")));
        Assert.Equal(["g"], await Files.ListAsync(_folder, None));
    }

    [Fact]
    public async Task A_folder_cannot_be_moved_into_itself()
    {
        Directory.CreateDirectory(At("a"));

        await Assert.ThrowsAsync<IOException>(() => Files.MoveAsync(At("a"), At("a/b"), false, None));
        await Assert.ThrowsAsync<IOException>(() => Files.MoveAsync(At("a"), At("a/b"), true, None));
        Assert.True(Directory.Exists(At("a")));
    }

    [Fact]
    public async Task Removing_never_follows_a_link()
    {
        await Files.WriteAsync(Directory.CreateDirectory(At("kept")).FullName + "/file", Bytes("x"), null, null, None);
        Directory.CreateDirectory(At("gone"));
        File.CreateSymbolicLink(At("gone/link"), At("kept"));
        File.CreateSymbolicLink(At("link"), At("kept"));

        await Files.RemoveAsync(At("gone"), true, None);
        await Files.RemoveAsync(At("link"), true, None);

        Assert.Equal(["kept"], await Files.ListAsync(_folder, None));
        Assert.True(File.Exists(At("kept/file")));
    }

    [Fact]
    public async Task A_folder_that_is_not_empty_is_removed_only_when_asked()
    {
        await Files.CreateDirectoryAsync(At("a/b"), null, null, None);

        Assert.Contains("recursive", (await Assert.ThrowsAsync<IOException>(() => Files.RemoveAsync(At("a"), false, None))).Message, StringComparison.Ordinal);
        await Files.RemoveAsync(At("a/b"), false, None);
        await Assert.ThrowsAsync<FileNotFoundException>(() => Files.RemoveAsync(At("a/b"), true, None));
        await Assert.ThrowsAsync<IOException>(() => Files.RemoveAsync("/", true, None));
    }

    [Fact]
    public async Task A_folder_is_created_with_those_above_it_and_its_own_mode()
    {
        await Files.CreateDirectoryAsync(At("a/b/c"), new Permissions(0x1FF), null, None);
        await Files.CreateDirectoryAsync(At("a/b/c"), null, null, None);

        Assert.Equal("0777", (await Files.StatAsync(At("a/b/c"), None))!.Mode.ToString());
        Assert.Equal(FileKind.Directory, (await Files.StatAsync(At("a"), None))!.Kind);
    }

    [Fact]
    public async Task Mode_and_owner_are_set_by_name_or_number()
    {
        File.WriteAllText(At("f"), "");
        var own = (await Files.StatAsync(At("f"), None))!.Owner;

        await Files.SetAttributesAsync(At("f"), new Permissions(0x100), own, None);

        var facts = await Files.StatAsync(At("f"), None);
        Assert.Equal(("0400", own), (facts!.Mode.ToString(), facts.Owner));
        await Assert.ThrowsAsync<IOException>(() => Files.SetAttributesAsync(At("f"), null, ":no-such-group-here", None));
        await Assert.ThrowsAsync<IOException>(() => Files.SetAttributesAsync(At("f"), null, "a:b:c", None));
    }

    [Theory]
    [InlineData("with space 'quote' \"double\" $(id) `id` \\ * ?")]
    [InlineData("-rf")]
    [InlineData("line\nbreak")]
    [InlineData("ü€ .")]
    [InlineData("%s%n\t~")]
    public async Task A_name_is_data_whatever_it_holds(string name)
    {
        await Files.CreateDirectoryAsync(At("d"), null, null, None);
        await Files.WriteAsync(At("d/" + name), Bytes("1"), new Permissions(0x180), null, None);
        await Files.CopyAsync(At("d/" + name), At("d/copy of " + name), null, null, None);
        await Files.MoveAsync(At("d/copy of " + name), At("d/moved " + name), true, None);
        await Files.UploadAsync(At("d/" + name), At("d/sent " + name), null, null, static (_, _) => { }, None);
        await Files.DownloadAsync(At("d/" + name), At("d/fetched " + name), null, static (_, _) => { }, None);

        Assert.Equal(new[] { name, "moved " + name, "sent " + name, "fetched " + name }.Order(StringComparer.Ordinal), await Files.ListAsync(At("d"), None));
        Assert.Equal("0600", (await Files.StatAsync(At("d/sent " + name), None))!.Mode.ToString());
        Assert.Equal(await Files.HashAsync(At("d/" + name), None), await Files.HashAsync(At("d/fetched " + name), None));
        await Files.RemoveAsync(At("d/" + name), false, None);
        await Files.RemoveAsync(At("d"), true, None);
        Assert.Empty(await Files.ListAsync(_folder, None));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    [InlineData(5_000_000)]
    public async Task Bytes_arrive_as_they_are_both_ways(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        await Files.WriteAsync(At("written"), content, null, null, None);
        Assert.Equal(content, await Files.ReadAsync(At("written"), length, None));

        var sent = await Files.UploadAsync(At("written"), At("sent"), new Permissions(0x1A4), null, static (_, _) => { }, None);
        var fetched = await Files.DownloadAsync(At("sent"), At("fetched"), null, static (_, _) => { }, None);

        Assert.Equal(sent, fetched);
        Assert.Equal(content, File.ReadAllBytes(At("fetched")));
        Assert.Equal(["fetched", "sent", "written"], await Files.ListAsync(_folder, None));
    }

    [Fact]
    public async Task What_cannot_be_brought_says_why()
    {
        File.WriteAllText(At("f"), "x");

        await Assert.ThrowsAsync<FileNotFoundException>(() => Files.UploadAsync(At("missing"), At("g"), null, null, static (_, _) => { }, None));
        await Assert.ThrowsAsync<FileNotFoundException>(() => Files.DownloadAsync(At("missing"), At("g"), null, static (_, _) => { }, None));
        await Assert.ThrowsAnyAsync<IOException>(() => Files.UploadAsync(At("f"), At("no/folder/g"), null, null, static (_, _) => { }, None));
        await Assert.ThrowsAnyAsync<IOException>(() => Files.UploadAsync(At("f"), _folder, null, null, static (_, _) => { }, None));
        Assert.Equal(["f"], await Files.ListAsync(_folder, None));
    }

    [Fact]
    public async Task What_is_not_there_has_no_facts_and_a_strange_path_is_refused()
    {
        File.WriteAllText(At("f"), "");

        Assert.Null(await Files.StatAsync(At("missing"), None));
        Assert.Null(await Files.StatAsync(At("f/below"), None));
        await Assert.ThrowsAsync<IOException>(() => Files.StatAsync("relative", None));
        await Assert.ThrowsAsync<IOException>(() => Files.StatAsync("/a\0b", None));
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private string At(string name) => Path.Combine(_folder, name);

    private string Other()
    {
        Assert.SkipUnless(Directory.Exists(OtherFileSystem), $"needs {OtherFileSystem}, a second file system");
        _others.Add(Path.Combine(OtherFileSystem, Path.GetFileName(_folder) + _others.Count));
        return Directory.CreateDirectory(_others[^1]).FullName;
    }

    private async Task FillAsync(string tree)
    {
        Directory.CreateDirectory(tree + "/inner");
        File.WriteAllText(tree + "/inner/file", "12345");
        await Files.SetAttributesAsync(tree + "/inner/file", new Permissions(0x184), null, None);
        File.SetLastWriteTimeUtc(tree + "/inner/file", new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        File.CreateSymbolicLink(tree + "/dangling", "nowhere");
        await Files.SetAttributesAsync(tree + "/inner", new Permissions(0x1E8), null, None);
    }

    /// <summary>Gives the file to another owner where this user may, and tells its owner.</summary>
    private async Task<string> GiveAwayAsync(string path)
    {
        if (Environment.IsPrivilegedProcess)
            await Files.SetAttributesAsync(path, null, "12345:54321", None);
        return (await Files.StatAsync(path, None))!.Owner;
    }
}
