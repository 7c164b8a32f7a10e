using System.Text;
using System.Text.Json.Nodes;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Cli;

/// <summary>An export that a stranger wrote, all its hashes made to fit: nothing of it is believed that the engine would never have written.</summary>
public sealed class ForgedExportTests : IDisposable
{
    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    private string Other => Path.Combine(_bench.Folder, "other", "runs.db");

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../../../etc/passwd")]
    [InlineData("RUN/../../x")]
    [InlineData("RUN/..")]
    [InlineData("RUN/")]
    [InlineData("20200101-000000-aaaa/other.out")]
    [InlineData("RUN/a/b")]
    [InlineData("RUN/a\u001b[2J")]
    public async Task The_file_of_an_output_is_a_plain_name_in_the_folder_of_its_run(string name)
    {
        await RefusesAsync((run, e) =>
        {
            if (e["stdout"] is { } stdout)
                stdout["file"] = name.Replace("RUN", run, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("name", "\u001b]52;c;eA==\u0007")]
    [InlineData("name", "x\n::error::planted")]
    [InlineData("name", "<script>")]
    [InlineData("base_directory", "/tmp/\u001b[2Jx")]
    [InlineData("base_directory", "relative")]
    [InlineData("lock", "a\u0007b")]
    public async Task Names_that_are_no_names_are_refused(string field, string value)
    {
        await RefusesAsync((_, e) =>
        {
            if (e[field] is not null || field == "lock" && e["sources"] is not null)
                e[field] = value;
        });
    }

    [Fact]
    public async Task A_copy_that_was_made_into_a_move_needs_the_word_of_somebody_who_saw_it()
    {
        await StartAsync();
        await ForgeAsync("run.jsonl", static (_, e) =>
        {
            if (e["sources"] is { } sources)
                sources[0]!["text"] = sources[0]!["text"]!.GetValue<string>().Replace("echo after", "touch planted", StringComparison.Ordinal);
        }, moves: true);

        Assert.Contains("anybody could have written it", (await _bench.RunAsync("import", "run.jsonl", "--store", Other)).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("touch planted", (await _bench.AnswerAsync(["n"], "import", "run.jsonl", "--store", Other)).Expect(2).Error, StringComparison.Ordinal);
        Assert.False(_bench.Has("planted"));
    }

    private async Task RefusesAsync(Action<string, JsonNode> change)
    {
        await StartAsync();
        await ForgeAsync("forged.jsonl", change);

        var refused = (await _bench.RunAsync("import", "forged.jsonl", "--store", Other)).Expect(2);

        Assert.Matches("names the file of an output|the name of its run|not a whole path|has control characters", refused.Error);
        Assert.Contains("nothing was imported", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(refused.Error, static c => char.IsControl(c) && c != '\n');
        Assert.False(File.Exists(Other));
    }

    private async Task StartAsync()
    {
        _bench.Write("ask.yaml", "apiVersion: runbook/v1\nname: ask\nsteps:\n  - shell: seq 90000\n  - approve: Sure?\n  - shell: echo after >> lines\n");
        (await _bench.RunAsync("run", "ask.yaml", "--yes")).Expect(3);
        (await _bench.RunAsync("export", "--out", "honest.jsonl")).Expect(0);
    }

    /// <summary>Writes the export anew with its events changed, and all hashes as the engine would make them.</summary>
    private async Task ForgeAsync(string to, Action<string, JsonNode> change, bool moves = false)
    {
        var lines = (await File.ReadAllLinesAsync(Path.Combine(_bench.Folder, "honest.jsonl"))).Select(static l => JsonNode.Parse(l)!).ToList();
        var run = lines[0]["run"]!.GetValue<string>();
        var events = lines.Where(static l => l["event"] is not null).Select(static l => l["event"]!.DeepClone()).ToList();
        events.ForEach(e => change(run, e));
        if (moves)
            events.Add(new JsonObject { ["event"] = "run_moved", ["at"] = events[^1]["at"]!.DeepClone(), ["by"] = events[0]["by"]!.DeepClone(), ["person"] = "somebody" });
        var (text, hash) = (new StringBuilder(lines[0].ToJsonString() + "\n"), JournalChain.Start(new(run)));
        foreach (var e in events)
        {
            var body = e.ToJsonString();
            hash = JournalChain.Next(hash, Encoding.UTF8.GetBytes(body));
            text.Append("{\"hash\":\"").Append(JournalChain.Text(hash)).Append("\",\"event\":").Append(body).Append("}\n");
        }

        var seal = Sha256.Hex(Encoding.UTF8.GetBytes(text.ToString()));
        _bench.Write(to, text + new JsonObject { ["events"] = events.Count, ["head"] = JournalChain.Text(hash), ["seal"] = seal }.ToJsonString() + "\n");
    }
}
