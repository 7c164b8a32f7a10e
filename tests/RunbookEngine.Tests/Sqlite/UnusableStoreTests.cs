using System.Diagnostics;
using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Sqlite;
using static RunbookEngine.Tests.StoreContract.SomeEvents;

namespace RunbookEngine.Tests.Sqlite;

/// <summary>Whatever is wrong with a store is said in one sentence with its path, and with what to do.</summary>
public sealed class UnusableStoreTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_is_not_a_database_is_left_alone()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("# my notes\n", 1000)));
        File.WriteAllBytes(_folder.Store, text);

        AssertRefused("is not an SQLite database");

        Assert.Equal(text, File.ReadAllBytes(_folder.Store));
    }

    [Fact]
    public void A_folder_is_not_a_store()
    {
        Directory.CreateDirectory(_folder.Store);

        AssertRefused("is a folder");
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_said_so()
    {
        File.WriteAllText(Path.Combine(_folder.Folder, "file"), "");
        var path = Path.Combine(_folder.Folder, "file", "journal.db");

        AssertWords(Assert.Throws<StoreException>(() => SqliteRunStore.Open(path, TimeProvider.System)), "cannot be created", path);
    }

    [Fact]
    public async Task A_missing_folder_is_made()
    {
        var path = Path.Combine(_folder.Folder, "a", "b", "journal.db");
        await using var store = SqliteRunStore.Open(path, TimeProvider.System);

        Assert.True(File.Exists(path));
    }

    [Fact]
    public void A_database_of_another_program_is_left_alone()
    {
        File.WriteAllBytes(_folder.Store, []);
        using (var database = Database.Open(_folder.Store, TimeSpan.FromSeconds(1)))
            database.Execute("CREATE TABLE bookmarks (url TEXT)");
        var before = File.ReadAllBytes(_folder.Store);

        AssertRefused("of another program");

        Assert.Equal(before, File.ReadAllBytes(_folder.Store));
    }

    [Fact]
    public async Task A_store_of_a_newer_engine_is_left_alone()
    {
        await (await _folder.WithRunAsync(Run, 1)).DisposeAsync();
        using (var database = Database.Open(_folder.Store, TimeSpan.FromSeconds(1)))
            database.Execute($"PRAGMA user_version = {Schema.Migrations.Count + 1}");
        var before = await File.ReadAllBytesAsync(_folder.Store, Cancellation);

        AssertRefused("was written by a newer engine");

        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.Store, Cancellation));
    }

    [Fact]
    public async Task A_damaged_page_is_said_so_when_it_is_read()
    {
        await (await _folder.WithRunAsync(Run, 500)).DisposeAsync();
        var bytes = await File.ReadAllBytesAsync(_folder.Store, Cancellation);
        new Random(3).NextBytes(bytes.AsSpan(bytes.Length / 2));
        await File.WriteAllBytesAsync(_folder.Store, bytes, Cancellation);

        await using var store = _folder.Open();

        AssertWords(await Assert.ThrowsAsync<StoreException>(async () => await StoreFolder.CountAsync(store, Run)), "is damaged", _folder.Store);
    }

    [Fact]
    public async Task An_event_that_this_engine_does_not_know_is_said_so()
    {
        await using var store = await _folder.WithRunAsync(Run, 0);
        using var database = Database.Open(_folder.Store, TimeSpan.FromSeconds(1));
        database.Execute("INSERT INTO events (run, version, at_ms, hash, event) VALUES (1, 2, 0, zeroblob (32), '{\"event\":\"run_cloned\",\"at\":\"2026-11-03T02:15:00Z\"}')");

        var e = await Assert.ThrowsAsync<StoreException>(async () => await StoreFolder.CountAsync(store, Run));

        Assert.Equal($"event 2 of run {Run} cannot be read: the event `run_cloned` is unknown to this version", e.Message);
        Assert.NotNull(e.Hint);
    }

    [Fact]
    public async Task A_store_locked_for_too_long_is_said_so_and_works_afterwards()
    {
        await using var store = await _folder.WithRunAsync(Run, 0);
        await using var impatient = _folder.Open(TimeSpan.FromMilliseconds(200));
        using var other = Database.Open(_folder.Store, TimeSpan.FromSeconds(1));
        other.Execute("BEGIN IMMEDIATE");

        var e = await Assert.ThrowsAsync<StoreException>(
            async () => await impatient.AppendAsync(new(Run, 1, 1), 1, [Started("save")], Cancellation));
        other.Execute("COMMIT");

        AssertWords(e, "stayed locked by another process for 200ms", _folder.Store);
        Assert.Equal(2, await impatient.AppendAsync(new(Run, 1, 1), 1, [Started("save")], Cancellation));
    }

    [Fact]
    public async Task A_full_disk_stops_the_writer_and_keeps_what_was_committed()
    {
        using var disk = SmallDisk.Mount(_folder.Folder, "300k");
        var path = Path.Combine(disk.Path, "journal.db");
        await using var store = SqliteRunStore.Open(path, TimeProvider.System);
        var lease = await store.CreateAsync(Run, Created(), Holder, null, Cancellation);
        var version = lease.Version;

        var e = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            while (version < 10_000)
                version = await store.AppendAsync(lease, version, [Started("save")], Cancellation);
        });

        AssertWords(e, "is full", path);
        Assert.Equal(version, await StoreFolder.CountAsync(store, Run));
        disk.Grow("8m");
        Assert.Equal(version + 1, await store.AppendAsync(lease, version, [Started("save")], Cancellation));
    }

    [Fact]
    public void A_disk_without_room_for_a_new_store_is_said_to_be_full()
    {
        using var disk = SmallDisk.Mount(_folder.Folder, "8k");
        var path = Path.Combine(disk.Path, "journal.db");

        AssertWords(Assert.Throws<StoreException>(() => SqliteRunStore.Open(path, TimeProvider.System)), "is full", path);
    }

    [Fact]
    public async Task A_read_only_disk_is_said_so()
    {
        using var disk = SmallDisk.Mount(_folder.Folder, "1m");
        var path = Path.Combine(disk.Path, "journal.db");
        await SqliteRunStore.Open(path, TimeProvider.System).DisposeAsync();
        disk.MakeReadOnly();

        AssertWords(Assert.Throws<StoreException>(() => SqliteRunStore.Open(path, TimeProvider.System)), "is read-only", path);
    }

    private void AssertRefused(string words) => AssertWords(Assert.Throws<StoreException>(() => _folder.Open()), words, _folder.Store);

    private static void AssertWords(StoreException e, string words, string path)
    {
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(e.Hint));
    }

    private sealed class SmallDisk(string path) : IDisposable
    {
        public string Path { get; } = path;

        public static SmallDisk Mount(string folder, string size)
        {
            var path = Directory.CreateDirectory(System.IO.Path.Combine(folder, "disk")).FullName;
            var isMounted = Run("mount", "-t", "tmpfs", "-o", $"size={size},mode=0700", "tmpfs", path);
            Assert.SkipUnless(isMounted, "SKIPPED: a small tmpfs cannot be mounted here (needs root)");
            return new(path);
        }

        public void Grow(string size) => Assert.True(Run("mount", "-o", $"remount,size={size}", Path));

        public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", Path));

        public void Dispose() => Run("umount", "-l", Path);

        private static bool Run(string program, params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
                process!.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }
}
