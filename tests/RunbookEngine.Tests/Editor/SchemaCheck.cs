using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RunbookEngine.Tests.Editor;

/// <summary>A document and the schema that it is held against.</summary>
/// <param name="Schema">Such as <c>runbook</c>.</param>
/// <param name="Content">UTF-8.</param>
/// <param name="Name">For messages.</param>
internal sealed record SchemaDocument(string Schema, byte[] Content, string Name = "")
{
    public SchemaDocument(string schema, string text, string name = "")
        : this(schema, Encoding.UTF8.GetBytes(text), name)
    {
    }

    public string Text => Encoding.UTF8.GetString(Content);
}

/// <summary>Asks ajv, in its strict mode, about documents and the schemas that are checked in.</summary>
internal static class SchemaCheck
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Schemas { get; } = Path.Combine(Repository.Root, "schemas");

    /// <summary>What each document is refused for; nothing when it is taken.</summary>
    public static async Task<string[][]> AskAsync(IReadOnlyCollection<SchemaDocument> documents)
    {
        var answers = await NodePackages.RunAsync("check.mjs", Schemas, documents.Select(static d => JsonSerializer.Serialize(new { schema = d.Schema + ".v1.schema.json", text = Convert.ToBase64String(d.Content) }, s_plain)));
        Assert.Equal(documents.Count, answers.Length);
        return [.. answers.Select(static a => JsonDocument.Parse(a).RootElement.GetProperty("refused").EnumerateArray().Select(static r => r.GetString()!).ToArray())];
    }

    /// <summary>Fails unless every document is taken.</summary>
    public static async Task AllAreTakenAsync(IReadOnlyCollection<SchemaDocument> documents)
    {
        var refused = documents.Zip(await AskAsync(documents)).Where(static p => p.Second.Length > 0).Select(static p => $"{p.First.Name}: {string.Join("; ", p.Second)}\n{p.First.Text}");

        Assert.Empty(refused);
    }
}
