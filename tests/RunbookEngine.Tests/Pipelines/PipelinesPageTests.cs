using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RunbookEngine.Tests.Cli;
using RunbookEngine.Tests.Proofs;
using YamlDotNet.RepresentationModel;

namespace RunbookEngine.Tests.Pipelines;

/// <summary>The pipelines that the documents show are read as their systems read them, and their lines are really run.</summary>
public sealed partial class PipelinesPageTests : IDisposable
{
    private const string Upgrade = """
        apiVersion: runbook/v1
        name: upgrade
        inputs:
          version: { type: string }
        steps:
          - id: once
            shell: echo {{ inputs.version }} >>once.txt
          - id: second
            shell: test -e mended
        """;

    private static readonly string s_page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "pipelines.md"));

    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void The_workflow_gives_the_action_inputs_that_it_has()
    {
        var known = new ActionFile().Inputs.Select(static i => i.Name).ToHashSet();
        var uses = Uses().Matches(Block("name: upgrade")).Select(static m => m.Groups["with"].Value).ToList();

        Assert.Equal(4, uses.Count);
        Assert.All(uses, with => Assert.All(Keys(Yaml($"with: {with}")["with"]), k => Assert.Contains(k, known)));
        Assert.All(Yaml(Block("name: upgrade"))["jobs"].AllNodes.OfType<YamlMappingNode>().Where(static n => n.Children.ContainsKey("needs")), static n => Assert.Equal("upgrade", n["needs"].ToString()));
    }

    [Fact]
    public async Task The_lines_for_GitLab_run_and_its_second_job_goes_on_with_the_first()
    {
        var root = Yaml(Block("# .gitlab-ci.yml"));
        var store = root["variables"]["RUNBOOK_STORE"].ToString().Replace("$CI_PROJECT_DIR", _bench.Folder, StringComparison.Ordinal);
        _bench.Write("ops/upgrade.yaml", Upgrade);

        Assert.Equal(0, await RunAsync(store, Script(root, "validate")));
        Assert.Equal(1, await RunAsync(store, Script(root, "upgrade")));
        _bench.Write("ops/mended", "");
        Assert.Equal(0, await RunAsync(store, Script(root, "go-on")));

        Assert.Equal("1.34.2\n", _bench.Read("ops/once.txt"));
        Assert.Equal("0", XDocument.Load(Path.Combine(_bench.Folder, "upgrade.xml")).Root!.Attribute("failures")!.Value);
    }

    [Fact]
    public async Task The_lines_for_Jenkins_run_in_their_order()
    {
        var text = Groovy().Match(s_page).Groups["text"].Value;
        var lines = Quoted().Matches(text).Select(static m => m.Groups["line"].Value).ToList();
        var store = Path.Combine(_bench.Folder, ".runbook", "runs.db");
        _bench.Write("ops/upgrade.yaml", Upgrade);

        Assert.Equal(text.Count(static c => c == '{'), text.Count(static c => c == '}'));
        Assert.Contains("RUNBOOK_STORE = \"${WORKSPACE}/.runbook/runs.db\"", text, StringComparison.Ordinal);
        Assert.Equal(["validate", "plan", "run", "status", "resume"], lines.Select(static l => l.Split(' ')[1]));
        Assert.Equal(0, await RunAsync(store, lines[..2]));
        Assert.Equal(1, await RunAsync(store, lines[2..3]));
        _bench.Write("ops/mended", "");
        Assert.Equal(0, await RunAsync(store, lines[3..]));
    }

    /// <summary>As a runner does: line after line, until one fails.</summary>
    private async Task<int> RunAsync(string store, IEnumerable<string> lines)
    {
        var link = Path.Combine(_bench.Folder, "bin", "runbook");
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        if (!File.Exists(link))
            File.CreateSymbolicLink(link, RunbookProgram.Path);
        var start = new ProcessStartInfo("bash", ["-eo", "pipefail", "-c", string.Join('\n', lines)]) { WorkingDirectory = _bench.Folder };
        start.Environment["PATH"] = $"{_bench.Folder}/bin:{System.Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["RUNBOOK_STORE"] = store;
        start.Environment.Remove("GITHUB_ACTIONS");
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(RunbookProgram.Patience, TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    private static IEnumerable<string> Script(YamlNode root, string job) => ((YamlSequenceNode)root[job]["script"]).Children.Select(static l => l.ToString());

    private static string Block(string begin) => Yamls().Matches(s_page).Select(static m => m.Groups["text"].Value).Single(t => t.StartsWith(begin, StringComparison.Ordinal));

    private static IEnumerable<string> Keys(YamlNode node) => ((YamlMappingNode)node).Children.Keys.Select(static k => k.ToString());

    private static YamlNode Yaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents[0].RootNode;
    }

    [GeneratedRegex(@"^```yaml\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Yamls();

    [GeneratedRegex(@"^```groovy\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Groovy();

    [GeneratedRegex(@"uses: runbook-engine/runbook@\S+\s+with: (?<with>\{[^\n]*\})")]
    private static partial Regex Uses();

    [GeneratedRegex("'(?<line>runbook [^'\n]+)'")]
    private static partial Regex Quoted();
}
