using System.Text.Json;
using CsCheck;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Execution;
using RunbookEngine.Handlers;
using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Tests.Cli;
using RunbookEngine.Tests.Execution;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Language;

namespace RunbookEngine.Tests.Editor;

/// <summary>The schemas that are checked in, held against documents by a validator that is not ours.</summary>
public class SchemaTests
{
    public static TheoryData<string> Schemas => [.. Directory.EnumerateFiles(SchemaCheck.Schemas, "*.json").Select(static p => Path.GetFileName(p))];

    [Fact]
    public async Task All_that_ships_is_taken()
    {
        var folder = Path.Combine(Repository.Root, "runbooks");

        await SchemaCheck.AllAreTakenAsync(
            [.. Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories).Select(static p => new SchemaDocument(SchemaOf(p), File.ReadAllBytes(p), Path.GetFileName(p)))]);
    }

    [Fact]
    public async Task Every_example_that_explain_shows_is_taken()
    {
        var steps = BuiltInHandlers.Definitions.SelectMany(static t => t.Verbs.Select(v => new SchemaDocument("runbook", "apiVersion: runbook/v1\nname: example\nsteps:\n" + v.Example, $"{t.Name} {v.Name}")));
        var words = LanguageWords.All.Select(static w => new SchemaDocument("runbook", Yaml.WithHead(w.Example), w.Name));
        var mended = DiagnosticCatalog.All.Where(static e => e.Right is not null && !e.Right.StartsWith('[')).Select(static e => new SchemaDocument(SchemaOf(e), SchemaOf(e) == "runbook" ? Yaml.WithHead(e.Right!) : e.Right!, e.Code));

        await SchemaCheck.AllAreTakenAsync([.. steps, .. words, .. mended]);
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Every_example_in_a_schema_fits_its_own_word(string schema)
    {
        var wrong = await NodePackages.RunAsync("examples.mjs", Path.Combine(SchemaCheck.Schemas, schema), []);

        Assert.Equal(["all examples fit"], wrong);
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Every_word_has_a_description_and_an_example(string schema)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(SchemaCheck.Schemas, schema)));

        Assert.Empty(SchemaWords.Of(document.RootElement).Where(static w => !w.HasDescription || !w.HasExample).Select(static w => w.Path));
    }

    [Fact]
    public async Task Every_event_is_printed_as_the_schema_says()
    {
        var events = new List<RunEvent>();
        AnyEvent.Events.Sample(events.Add, iter: 2_000, threads: 1);
        var documents = events.ConvertAll(static e => new SchemaDocument("event", Printed(e), e.GetType().Name));

        Assert.Equal(typeof(RunEvent).GetNestedTypes().Count(static t => !t.IsAbstract), documents.Select(static d => d.Name).Distinct().Count());
        await SchemaCheck.AllAreTakenAsync(documents);
    }

    [Fact]
    public async Task Every_line_that_is_followed_is_printed_as_a_schema_says()
    {
        using var bench = new CliBench();
        bench.Write("r.yaml", "apiVersion: runbook/v1\nname: r\nsteps:\n  - id: talks\n    shell: echo begin; i=0; until [ -e go ] || [ $((i += 1)) -gt 9000 ]; do sleep 0.02; done\n");
        using var run = RunbookProcess.Start(bench, "run", "r.yaml");
        await Eventually.Holds(() => run.Output.Contains("started", StringComparison.Ordinal) && File.Exists(bench.Store));
        using var logs = RunbookProcess.Start(bench, "logs", "--follow", "--output", "json");
        await Eventually.Holds(() => logs.Output.Contains("line/v1", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        bench.Write("go", "");
        Assert.Equal((0, 0), (await run.EndAsync(), await logs.EndAsync()));

        var lines = logs.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains(lines, static l => l.Contains("line/v1", StringComparison.Ordinal));
        await SchemaCheck.AllAreTakenAsync([.. lines.Select(static l => new SchemaDocument(l.Contains("\"line/v1\"", StringComparison.Ordinal) ? "line" : "event", l, l))]);
    }

    [Fact]
    public void The_schema_of_events_names_every_field_that_is_printed_and_no_other()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(SchemaCheck.Schemas, "event.v1.schema.json")));
        var definitions = schema.RootElement.GetProperty("$defs");
        var printed = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        AnyEvent.Events.Sample(e => Note(JsonDocument.Parse(Printed(e)).RootElement, printed), iter: 5_000, threads: 1);

        foreach (var (kind, fields) in printed)
            Assert.Equal(fields, definitions.GetProperty(kind).GetProperty("properties").EnumerateObject().Select(static p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(printed.Count, schema.RootElement.GetProperty("oneOf").GetArrayLength());
    }

    private static void Note(JsonElement line, SortedDictionary<string, SortedSet<string>> printed)
    {
        var kind = line.GetProperty("event").GetString()!;
        printed.TryAdd(kind, new(StringComparer.Ordinal));
        printed[kind].UnionWith(line.EnumerateObject().Select(static p => p.Name));
    }

    private static string Printed(RunEvent e)
    {
        var output = new StringWriter();
        new JsonReporter(output, TextWriter.Null, new RunId("20261128-2200-k3fz")).OnEvents([e], RunState.Empty);
        return output.ToString();
    }

    private static string SchemaOf(string path) =>
        path.EndsWith(".world.yaml", StringComparison.Ordinal) ? "world" : path.EndsWith(".scenario.yaml", StringComparison.Ordinal) ? "scenario" : "runbook";

    private static string SchemaOf(DiagnosticEntry entry) =>
        entry.Right!.Contains("kind: World", StringComparison.Ordinal) ? "world"
        : entry.Right.Contains("kind: Scenario", StringComparison.Ordinal) ? "scenario"
        : entry.Right.Contains("inventory/v1", StringComparison.Ordinal) ? "inventory" : "runbook";
}
