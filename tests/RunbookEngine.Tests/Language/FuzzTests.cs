using System.Diagnostics;
using System.Globalization;
using System.Text;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

/// <summary>
/// Whatever stands in a file, loading it ends soon and without an exception. <c>RUNBOOK_FUZZ_DOCUMENTS</c> says how many documents, <c>RUNBOOK_FUZZ_SEED</c>
/// which ones.
/// </summary>
public class FuzzTests(ITestOutputHelper output)
{
    private const int Usual = 5_000;

    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(2);

    [Fact]
    public void A_mutated_runbook_never_throws_and_never_takes_long()
    {
        var (count, seed) = (Setting("RUNBOOK_FUZZ_DOCUMENTS", Usual), Setting("RUNBOOK_FUZZ_SEED", Random.Shared.Next()));
        output.WriteLine($"RUNBOOK_FUZZ_SEED={seed} RUNBOOK_FUZZ_DOCUMENTS={count}");
        var corpus = Corpus();
        var valid = 0;
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < count; i++)
        {
            var document = new Mutations(new Random(unchecked((seed * 31) + i)), corpus).Next();
            var taken = Time(() => valid += Load(document, seed, i) ? 1 : 0);
            if (taken > s_most)
                taken = Time(() => Load(document, seed, i));    // a busy machine is no reason: the same document must be slow again
            Assert.True(taken <= s_most, $"document {i} of seed {seed} took {taken}:\n{Shown(document)}");
            slowest = taken > slowest ? taken : slowest;
        }

        output.WriteLine($"{valid} of {count} are runbooks; the slowest took {slowest.TotalMilliseconds:0} ms");
    }

    [Fact]
    public void A_mutated_inventory_never_throws_and_never_takes_long()
    {
        var (count, seed) = (Setting("RUNBOOK_FUZZ_DOCUMENTS", Usual), Setting("RUNBOOK_FUZZ_SEED", Random.Shared.Next()));
        output.WriteLine($"RUNBOOK_FUZZ_SEED={seed} RUNBOOK_FUZZ_DOCUMENTS={count}");
        var corpus = Inventories.Corpus();
        for (var i = 0; i < count; i++)
        {
            var document = new Mutations(new Random(unchecked((seed * 31) + i)), corpus).Next();
            var taken = Time(() => LoadInventory(document, seed, i));
            if (taken > s_most)
                taken = Time(() => LoadInventory(document, seed, i));
            Assert.True(taken <= s_most, $"document {i} of seed {seed} took {taken}:\n{Shown(document)}");
        }
    }

    [Fact]
    public void A_mutated_world_or_scenario_never_throws_and_never_takes_long()
    {
        var (count, seed) = (Setting("RUNBOOK_FUZZ_DOCUMENTS", Usual), Setting("RUNBOOK_FUZZ_SEED", Random.Shared.Next()));
        output.WriteLine($"RUNBOOK_FUZZ_SEED={seed} RUNBOOK_FUZZ_DOCUMENTS={count}");
        var corpus = Worlds.Corpus();
        for (var i = 0; i < count; i++)
        {
            var document = new Mutations(new Random(unchecked((seed * 31) + i)), corpus).Next();
            var taken = Time(() => LoadWorld(document, seed, i));
            if (taken > s_most)
                taken = Time(() => LoadWorld(document, seed, i));
            Assert.True(taken <= s_most, $"document {i} of seed {seed} took {taken}:\n{Shown(document)}");
        }
    }

    private static void LoadWorld(byte[] document, int seed, int number)
    {
        try
        {
            Assert.DoesNotContain(Worlds.Shown(document), static c => char.IsControl(c) && c != '\n');
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Document {number} of seed {seed} throws:\n{Shown(document)}", e);
        }
    }

    private static void LoadInventory(byte[] document, int seed, int number)
    {
        try
        {
            var loaded = Inventories.Load(document);
            Assert.Equal(loaded.Inventory is null, loaded.Diagnostics.Any(static d => d.Severity == Severity.Error));
            Assert.DoesNotContain(DiagnosticPrinter.Print(loaded.Diagnostics, loaded.Sources), static c => char.IsControl(c) && c != '\n');
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Document {number} of seed {seed} throws:\n{Shown(document)}", e);
        }
    }

    private static TimeSpan Time(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed;
    }

    private static bool Load(byte[] document, int seed, int number)
    {
        try
        {
            var loaded = Yaml.Loader.Load("fuzz.yaml", new OneFile(document));
            Assert.Equal(loaded.Runbook is null, loaded.Diagnostics.Any(static d => d.Severity == Severity.Error));
            var printed = DiagnosticPrinter.Print(loaded.Diagnostics, loaded.Sources);
            Assert.DoesNotContain(printed, static c => char.IsControl(c) && c != '\n');
            return loaded.Runbook is not null;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Document {number} of seed {seed} throws:\n{Shown(document)}", e);
        }
    }

    /// <summary>Runbooks that are right, and runbooks that are wrong in every way that has a name.</summary>
    internal static List<byte[]> Corpus()
    {
        var right = DiagnosticCatalog.All.Where(static e => e.Right is not null).Select(static e => Encoding.UTF8.GetBytes(Yaml.WithHead(e.Right!)));
        string[] folders = [Path.Combine(Repository.Root, "runbooks"), Path.Combine(
            Repository.Root, "tests", "RunbookEngine.Tests", "Language", "Faulty")];
        return [.. right, .. folders.SelectMany(static f => Directory.GetFiles(f, "*.yaml")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(static b => b.Length > 0)];
    }

    internal static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private static string Shown(byte[] document) => Encoding.UTF8.GetString(document.AsSpan(0, Math.Min(document.Length, 4_000)));

    /// <summary>The document under its name, and under every other name too: includes are followed into it.</summary>
    private sealed class OneFile(byte[] document) : ISourceReader
    {
        public SourceReading Read(string file) => new(document);
    }
}
