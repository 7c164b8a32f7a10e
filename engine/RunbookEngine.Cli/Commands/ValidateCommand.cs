using System.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook validate</c>: reports all mistakes of runbooks at once.</summary>
internal static class ValidateCommand
{
    public static Command Build(CliSession session)
    {
        var files = new Argument<string[]>("FILE") { Description = "The runbooks.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("validate", "Check runbooks and report all mistakes at once.") { files };
        command.SetAction((parsed, _) => Task.FromResult(Run(session, parsed.GetValue(files)!)));
        return command;
    }

    private static int Run(CliSession session, string[] files)
    {
        var results = files.Select(f => (File: f, Loaded: RunbookTexts.LoadFile(session, f))).ToList();
        if (session.Settings.Json)
            PrintJson(session, results);
        else
            PrintText(session, results);
        return results.TrueForAll(static r => r.Loaded.Runbook is not null) ? ExitCodes.Succeeded : ExitCodes.Usage;
    }

    private static void PrintText(CliSession session, List<(string File, LoadedRunbook Loaded)> results)
    {
        foreach (var (file, loaded) in results)
        {
            DiagnosticText.Print(loaded.Diagnostics, loaded.Sources, session);
            var errors = loaded.Diagnostics.Count(static d => d.Severity == Severity.Error);
            var warnings = loaded.Diagnostics.Length - errors;
            var ink = session.Settings.Ink;
            var verdict = loaded.Runbook is null ? ink.Bad(Count(errors, "error")) : ink.Good("valid");
            session.Console.Out.WriteLine($"{file}: {verdict}{(warnings > 0 ? ", " + Count(warnings, "warning") : "")}");
        }
    }

    private static string Count(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";

    private static void PrintJson(CliSession session, List<(string File, LoadedRunbook Loaded)> results) =>
        JsonDocuments.Print(session.Console.Out, "validation/v1", writer =>
        {
            writer.WriteBoolean("valid", results.TrueForAll(static r => r.Loaded.Runbook is not null));
            writer.WriteObjects("files", results, r =>
            {
                writer.WriteString("file", r.File);
                writer.WriteBoolean("valid", r.Loaded.Runbook is not null);
                writer.WriteText("name", r.Loaded.Runbook?.Name);
                writer.WriteDiagnostics(r.Loaded.Diagnostics);
            });
        });
}
