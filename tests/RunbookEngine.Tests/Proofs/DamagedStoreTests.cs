using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Proofs;

/// <summary>A store that lost its end, or is none.</summary>
public class DamagedStoreTests(ITestOutputHelper output)
{
    /// <summary>
    /// Cutting the WAL takes committed events away, which no crash of engine or machine does: a commit is flushed before anything acts on it. What still holds
    /// the promise then are the claims of the commands, which stay until their run is over: a step whose outcome was cut off is attached to, not done again.
    /// </summary>
    [Fact]
    public async Task A_store_whose_WAL_was_cut_goes_on_truthfully_or_refuses()
    {
        using var folder = ThirtySteps.WriteTo(new());
        await DieAsync(folder);
        using var saved = new ProofFolder();
        Copy(folder.Path, saved.Path);
        var whole = (await folder.StateAsync())!;
        var wal = folder.File_(folder.Store) + "-wal";
        var length = new FileInfo(wal).Length;
        foreach (var cut in Cuts(length))
        {
            Directory.Delete(folder.Path, recursive: true);
            Copy(saved.Path, folder.Path);
            File.Delete(folder.File_(folder.Store) + "-shm");
            using (var file = File.OpenWrite(wal))
                file.SetLength(cut);
            var left = await folder.StateAsync();
            var result = await folder.RunAsync(["resume"]);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cut at {cut} of {length}: {left?.Version ?? 0} of {whole.Version} events left, exit {result.Exit}, {folder.Lines.Length} lines"));
            AssertTruthful(folder, result, saved.Lines);
        }
    }

    private static void AssertTruthful(ProofFolder folder, ProgramResult result, string[] before)
    {
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        if (result.Exit == 0)
        {
            ThirtySteps.AssertDone(folder.Lines);
            return;
        }

        // Without its first event there is no run; nothing is done.
        Assert.True(result.Exit is 2 or 5 && result.Error.Contains("hint:", StringComparison.Ordinal), result.ToString());
        Assert.Equal(before, folder.Lines);
    }

    /// <summary>Nothing, a part of the header, then anything: frames have 4,120 bytes behind a header of 32.</summary>
    private static IEnumerable<long> Cuts(long length)
    {
        var random = RunbookProgram.NewRandom();
        var most = Math.Max(6, RunbookProgram.Kills / 4);
        long[] edges = [0, 17, 32, length - 1, length];
        return edges.Concat(Enumerable.Range(0, most).Select(_ => 32 + (random.NextInt64((length - 32) / 4120) * 4120) + random.Next(2) * random.Next(4120)));
    }

    private static async Task DieAsync(ProofFolder folder)
    {
        using var engine = folder.Start(["run", "thirty.yaml", "--yes"]);
        await Eventually.Holds(() => folder.Lines.Length >= 18);
        Assert.True(await engine.KillAsync());
        await Eventually.Holds(() => folder.IsAtRest);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var folder in Directory.GetDirectories(from))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    [Theory]
    [InlineData("run", "one.yaml", "--yes")]
    [InlineData("resume")]
    [InlineData("status")]
    [InlineData("list")]
    public async Task A_file_that_is_not_a_database_is_refused_and_left_as_it_is(params string[] words)
    {
        using var folder = new ProofFolder { Store = "runs.db" }.Write("one.yaml", "apiVersion: runbook/v1\nname: one\nsteps:\n  - shell: echo a >> lines\n");
        var text = string.Concat(Enumerable.Repeat("this is a letter, not a database\n", 500));
        folder.Write("runs.db", text);
        var result = (await folder.RunAsync(words)).Exits(5);
        Assert.Contains("is not a store: it is not an SQLite database", result.Error, StringComparison.Ordinal);
        Assert.Contains("hint:", result.Error, StringComparison.Ordinal);
        Assert.Empty(folder.Lines);
        Assert.Equal(text, await File.ReadAllTextAsync(folder.File_("runs.db"), TestContext.Current.CancellationToken));
    }
}
