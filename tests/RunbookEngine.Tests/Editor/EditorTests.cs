using System.Text.Encodings.Web;
using System.Text.Json;

namespace RunbookEngine.Tests.Editor;

/// <summary>What an author sees in an editor: the YAML language server itself, asked as editors ask it.</summary>
public class EditorTests
{
    private const string Head = "# yaml-language-server: $schema=runbook.v1.schema.json\napiVersion: runbook/v1\nname: example\nsteps:\n";

    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Words_are_offered_with_what_they_mean_and_typos_are_pointed_out()
    {
        var seen = await AskAsync(
            ("  - id: a\n    |\n    shell: uptime\n", "beside a tool"),
            ("  - id: a\n    kubectl:\n      |\n", "under a tool"),
            ("  - id: a\n    kubectl:\n      drain: w1\n      |\n", "beside a verb"),
            ("  - id: a\n    shell: uptime\n    t|imeout: 5s\n", "on a word of the step"),
            ("  - id: a\n    kubectl:\n      drain: w1\n      ig|nore-daemonsets: true\n", "on a setting"),
            ("  - id: a\n    kubectl:\n      drain: w1\n      ig|nore-demonsets: true\n", "on a setting with a wrong letter"),
            ("  - id: a\n    shell: uptime\n    ti|meuot: 5s\n", "on a word with a wrong letter"));

        Assert.Contains("the step fails", seen["beside a tool"].Completions["timeout"], StringComparison.Ordinal);
        Assert.Contains("Cordons a node", seen["under a tool"].Completions["drain"], StringComparison.Ordinal);
        Assert.Contains("cordon", seen["under a tool"].Completions.Keys);
        Assert.Contains("pods of DaemonSets", seen["beside a verb"].Completions["ignore-daemonsets"], StringComparison.Ordinal);
        Assert.DoesNotContain("rollout status", seen["beside a verb"].Completions.Keys);
        Assert.Contains("the step fails", seen["on a word of the step"].Hover, StringComparison.Ordinal);
        Assert.Contains("pods of DaemonSets", seen["on a setting"].Hover, StringComparison.Ordinal);
        Assert.Equal([(8, 7, "Property ignore-demonsets is not allowed.")], seen["on a setting with a wrong letter"].Problems);
        Assert.Equal([(7, 5, "Property timeuot is not allowed.")], seen["on a word with a wrong letter"].Problems);
        Assert.Empty(seen["on a setting"].Problems);
    }

    /// <summary>Opens each text, with the caret where the bar stands.</summary>
    private static async Task<Dictionary<string, Shown>> AskAsync(params (string Text, string Name)[] texts)
    {
        var answers = await NodePackages.RunAsync("editor.mjs", SchemaCheck.Schemas, texts.Select(static t => Question(Head + t.Text)));

        return texts.Zip(answers).ToDictionary(static p => p.First.Name, static p => Read(JsonDocument.Parse(p.Second).RootElement));
    }

    private static string Question(string text)
    {
        var before = text[..text.IndexOf('|', StringComparison.Ordinal)];
        return JsonSerializer.Serialize(
            new { text = text.Remove(before.Length, 1), line = before.Count(static c => c == '\n') + 1, column = before.Length - before.LastIndexOf('\n') }, s_plain);
    }

    private static Shown Read(JsonElement answer) => new(
        answer.GetProperty("completions").EnumerateObject().ToDictionary(static p => p.Name, static p => p.Value.GetString()!),
        answer.GetProperty("hover").GetString()!,
        [.. answer.GetProperty("problems").EnumerateArray().Select(static p => (p.GetProperty("line").GetInt32(), p.GetProperty("column").GetInt32(), p.GetProperty("message").GetString()!))]);

    private sealed record Shown(Dictionary<string, string> Completions, string Hover, List<(int Line, int Column, string Message)> Problems);
}
