using RunbookEngine.Cli.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Pipelines;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Checking;

/// <summary>Prints what checking files gave, in the form that was asked for.</summary>
internal static class CheckOutput
{
    /// <param name="session">The session.</param>
    /// <param name="results">What was found.</param>
    /// <param name="document">The name and version of the JSON document.</param>
    /// <param name="good">What is said of a file in which nothing was found.</param>
    public static void Print(CliSession session, IReadOnlyList<CheckedFile> results, string document, string good)
    {
        switch (session.Settings.Output)
        {
            case OutputFormat.Json:
                Json(session, results, document);
                break;
            case OutputFormat.Sarif:
                SarifDocument.Print(session.Console.Out, results);
                break;
            case OutputFormat.GitHub:
                Annotate(session.Workflow!, results);
                break;
            default:
                Text(session, results, good);
                break;
        }
    }

    private static void Annotate(WorkflowWriter output, IReadOnlyList<CheckedFile> results)
    {
        // A file that several include is pointed out once.
        foreach (var d in results.SelectMany(static r => r.Diagnostics).Distinct())
            output.Annotate(new(d.Severity == Severity.Error ? AnnotationLevel.Error : AnnotationLevel.Warning, d.Span, d.Code, d.Hint is null ? d.Message : $"{d.Message}\n{d.Hint}"));
    }

    private static void Text(CliSession session, IReadOnlyList<CheckedFile> results, string good)
    {
        foreach (var loaded in results)
        {
            DiagnosticText.Print(loaded.Diagnostics, loaded.Sources, session);
            var errors = loaded.Diagnostics.Count(static d => d.Severity == Severity.Error);
            var warnings = loaded.Diagnostics.Length - errors;
            var ink = session.Settings.Ink;
            var verdict = loaded.IsValid ? ink.Good(good) : ink.Bad(Count(errors, "error"));
            session.Console.Out.WriteLine($"{TerminalText.Line(loaded.File)}: {verdict}{(warnings > 0 ? ", " + Count(warnings, "warning") : "")}");
        }
    }

    private static string Count(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";

    private static void Json(CliSession session, IReadOnlyList<CheckedFile> results, string document) =>
        JsonDocuments.Print(session.Console.Out, document, writer =>
        {
            writer.WriteBoolean("valid", results.All(static r => r.IsValid));
            writer.WriteObjects("files", results, r =>
            {
                writer.WriteString("file", r.File);
                writer.WriteBoolean("valid", r.IsValid);
                writer.WriteText("name", r.Name);
                writer.WriteDiagnostics(r.Diagnostics);
            });
        });
}
