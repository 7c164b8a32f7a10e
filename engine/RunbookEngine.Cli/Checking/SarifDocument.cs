using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Checking;

/// <summary>Diagnostics as SARIF 2.1.0, which code hosts and editors read from any checker.</summary>
internal static class SarifDocument
{
    public static void Print(TextWriter output, IReadOnlyList<CheckedFile> results)
    {
        var diagnostics = results.SelectMany(static r => r.Diagnostics).Distinct().ToList();
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.WriteString("version", "2.1.0");
            json.WriteObjects("runs", [diagnostics], d => Run(json, d));
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void Run(Utf8JsonWriter json, List<Diagnostic> diagnostics)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "runbook");
        json.WriteObjects("rules", diagnostics.Select(static d => d.Code).Distinct().Order(StringComparer.Ordinal), c => Rule(json, c));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteObjects("results", diagnostics, d => Result(json, d));
    }

    private static void Rule(Utf8JsonWriter json, string code)
    {
        json.WriteString("id", code);
        if (DiagnosticCatalog.Find(code) is not { } entry)
            return;
        Message(json, "shortDescription", entry.Title);
        Message(json, "fullDescription", entry.Explanation);
    }

    private static void Result(Utf8JsonWriter json, Diagnostic d)
    {
        json.WriteString("ruleId", d.Code);
        json.WriteString("level", d.Severity == Severity.Error ? "error" : "warning");
        Message(json, "message", d.Hint is null ? d.Message : $"{d.Message}: {d.Hint}");
        json.WriteObjects("locations", [d.Span], s => Location(json, s));
    }

    private static void Location(Utf8JsonWriter json, SourceSpan span)
    {
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", string.Join('/', span.File.Split('/').Select(Uri.EscapeDataString)));
        json.WriteEndObject();
        if (span.Line > 0)
        {
            json.WriteStartObject("region");
            json.WriteNumber("startLine", span.Line);
            json.WriteNumber("startColumn", span.Column);
            json.WriteNumber("endLine", span.EndLine);
            json.WriteNumber("endColumn", span.EndColumn);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Message(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
