using System.Text;
using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Tests.Language;

namespace RunbookEngine.Tests.Editor;

/// <summary>
/// What the engine's readers take the schemas take, and the other way round as far as a schema can say it: over mutated documents, of which <c>RUNBOOK_FUZZ_DOCUMENTS</c> says how many
/// (20,000 at most) and <c>RUNBOOK_FUZZ_SEED</c> which ones.
/// </summary>
public class AgreementTests(ITestOutputHelper output)
{
    private const int Usual = 3_000;
    private const int Most = 20_000;

    /// <summary>What no schema can say, by the beginning of the code, and why.</summary>
    private static readonly (string Code, string Why)[] s_unsayable =
    [
        ("RB0003", "bytes that are no text are replaced before a schema sees them"),
        ("RB0005", "the other reader of YAML is more patient"),
        ("RB0007", "aliases and anchors are gone when a schema sees the values"),
        ("RB0008", "depth is not counted by schemas"),
        ("RB0009", "tags are gone when a schema sees the values"),
        ("RB0012", "says only that the rest was not looked at"),
        ("RB0106", "names that mean something else, and names made of ranges"),
        ("RB0112", "a version without quotes is a number, whose dots are not counted"),
        ("RB0113", "a default is compared with the choices beside it"),
        ("RB0115", "ids are compared with each other"),
        ("RB0117", "a mode without quotes is a number, whose digits are not counted"),
        ("RB0118", "patterns are tried by the engine of expressions that runs them"),
        ("RB0120", "an undo within an undo"),
        ("RB0121", "times of a window"), ("RB0122", "zones are known to the machine"),
        ("RB02", "what names something else"), ("RB03", "expressions"), ("RB04", "expressions"),
        ("RB06", "an input's own pattern"),
        ("RB07", "hosts and groups that name each other; ranges; words that smell of secrets"),
        ("RB09", "machines that are named by others; amounts; faults written as a text"),
    ];

    [Fact]
    public async Task What_the_readers_take_the_schemas_take_and_what_they_refuse_the_schemas_refuse()
    {
        var (count, seed) = (Math.Min(FuzzTests.Setting("RUNBOOK_FUZZ_DOCUMENTS", Usual), Most), FuzzTests.Setting("RUNBOOK_FUZZ_SEED", 7));
        var documents = Enumerable.Range(0, count).Select(i => Document(i, new Random(unchecked((seed * 31) + i)))).ToList();
        var answers = await SchemaCheck.AskAsync(documents);
        var (taken, refused, wrong) = (0, 0, new List<string>());
        foreach (var (document, reasons) in documents.Zip(answers))
        {
            var codes = Codes(document);
            // A line ends there for YAML 1.1, which the engine's reader keeps to, and not for YAML 1.2.
            if (document.Text.AsSpan().IndexOfAny("\u0085\u2028\u2029") >= 0)
                continue;
            // A mark of byte order behind a comment begins a document for YAML 1.2, and is a character for the engine's reader.
            if (document.Text.LastIndexOf('\ufeff') > 0)
                continue;
            // What is no inventory of ours (Ansible's) has no schema of ours.
            if (codes.Length == 0 && document.Schema == "inventory" && !document.Text.Split('\n').Any(static l => l.StartsWith("apiVersion:", StringComparison.Ordinal)))
                continue;
            var mustRefuse = codes.Any(static c => !Array.Exists(s_unsayable, u => c.StartsWith(u.Code, StringComparison.Ordinal)));
            taken += codes.Length == 0 ? 1 : 0;
            refused += mustRefuse ? 1 : 0;
            if ((codes.Length == 0 && reasons.Length > 0 && !IsStricterYaml(reasons)) || (mustRefuse && reasons.Length == 0))
                wrong.Add($"{document.Schema}: the reader says {(codes.Length == 0 ? "it is right" : string.Join(", ", codes))}, the schema {(reasons.Length == 0 ? "takes it" : string.Join("; ", reasons))}:\n{document.Text}");
        }

        output.WriteLine($"RUNBOOK_FUZZ_SEED={seed} RUNBOOK_FUZZ_DOCUMENTS={count}: {taken} taken by both, {refused} refused by both");
        foreach (var one in wrong.Take(5))
            output.WriteLine(one);
        Assert.Empty(wrong.Take(5));
        Assert.True(taken > count / 100 && refused > count / 10, $"{taken} taken and {refused} refused are too few to prove anything");
    }

    /// <summary>What YAML forbids and the engine's reader of YAML takes, such as a key of several lines; it does no harm.</summary>
    private static bool IsStricterYaml(string[] reasons) => reasons[0].StartsWith("YAML: ", StringComparison.Ordinal);

    private static SchemaDocument Document(int number, Random random) => (number % 10) switch
    {
        < 7 => new("runbook", new Mutations(random, s_runbooks).Next()),
        7 => new("inventory", new Mutations(random, s_inventories).Next()),
        _ when new Mutations(random, s_worlds).Next() is var world => new(Encoding.UTF8.GetString(world).Contains("kind: Scenario", StringComparison.Ordinal) ? "scenario" : "world", world),
        _ => throw new InvalidOperationException("The last digit of a number is from 0 to 9."),
    };

    private static string[] Codes(SchemaDocument document)
    {
        var source = new OneFile(document.Content);
        var diagnostics = document.Schema switch
        {
            "runbook" => Yaml.Loader.Load(OneFile.Name, source).Diagnostics,
            "inventory" => InventoryLoader.Load(OneFile.Name, source, "/home/ada").Diagnostics,
            "scenario" => ScenarioLoader.Load(OneFile.Name, source).Diagnostics,
            _ => WorldLoader.Load(OneFile.Name, source).Diagnostics,
        };
        return [.. diagnostics.Where(static d => d.Severity == Severity.Error).Select(static d => d.Code).Distinct()];
    }

    private static readonly List<byte[]> s_runbooks = FuzzTests.Corpus();
    private static readonly List<byte[]> s_inventories = Inventories.Corpus();
    private static readonly List<byte[]> s_worlds = [.. Worlds.Corpus(), .. Directory.GetFiles(Path.Combine(Repository.Root, "runbooks", "tests"), "*.yaml").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    /// <summary>The document under its name; every other name is a runbook or a world that is right.</summary>
    private sealed class OneFile(byte[] document) : ISourceReader
    {
        public const string Name = "/srv/document.yaml";

        public SourceReading Read(string file) => file switch
        {
            Name => new(document),
            _ when file.Contains("world", StringComparison.Ordinal) => new(Encoding.UTF8.GetBytes(Worlds.Head)),
            _ => new(Encoding.UTF8.GetBytes(Yaml.WithHead(""))),
        };
    }
}
