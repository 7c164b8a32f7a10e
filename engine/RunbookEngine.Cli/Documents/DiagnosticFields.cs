using System.Text.Json;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Documents;

/// <summary>Diagnostics as JSON.</summary>
internal static class DiagnosticFields
{
    public static void WriteDiagnostics(this Utf8JsonWriter writer, IEnumerable<Diagnostic> diagnostics) =>
        writer.WriteObjects("diagnostics", diagnostics, d =>
        {
            writer.WriteString("code", d.Code);
            writer.WriteString("severity", JsonDocuments.Word(d.Severity));
            writer.WriteString("message", d.Message);
            writer.WriteString("file", d.Span.File);
            writer.WriteNumber("line", d.Span.Line);
            writer.WriteNumber("column", d.Span.Column);
            writer.WriteNumber("end_line", d.Span.EndLine);
            writer.WriteNumber("end_column", d.Span.EndColumn);
            writer.WriteText("hint", d.Hint);
        });
}
