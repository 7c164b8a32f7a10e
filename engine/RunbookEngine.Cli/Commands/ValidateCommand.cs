using System.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook validate</c>: reports all mistakes of runbooks, worlds and scenarios at once.</summary>
internal static class ValidateCommand
{
    public static Command Build(CliSession session)
    {
        var files = new Argument<string[]>("FILE") { Description = "The runbooks, worlds or scenarios.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("validate", "Check runbooks, worlds and scenarios, and report all mistakes at once.") { files };
        command.SetAction((parsed, _) => Task.FromResult(Run(session, parsed.GetValue(files)!)));
        return command;
    }

    private static int Run(CliSession session, string[] files)
    {
        var results = files.Select(f => RunbookTexts.CheckFile(session, f)).ToList();
        if (session.Settings.Json)
            PrintJson(session, results);
        else
            PrintText(session, results);
        return results.TrueForAll(static r => r.IsValid) ? ExitCodes.Succeeded : ExitCodes.Usage;
    }

    private static void PrintText(CliSession session, List<CheckedFile> results)
    {
        foreach (var loaded in results)
        {
            DiagnosticText.Print(loaded.Diagnostics, loaded.Sources, session);
            var errors = loaded.Diagnostics.Count(static d => d.Severity == Severity.Error);
            var warnings = loaded.Diagnostics.Length - errors;
            var ink = session.Settings.Ink;
            var verdict = loaded.IsValid ? ink.Good("valid") : ink.Bad(Count(errors, "error"));
            session.Console.Out.WriteLine($"{loaded.File}: {verdict}{(warnings > 0 ? ", " + Count(warnings, "warning") : "")}");
        }
    }

    private static string Count(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";

    private static void PrintJson(CliSession session, List<CheckedFile> results) =>
        JsonDocuments.Print(session.Console.Out, "validation/v1", writer =>
        {
            writer.WriteBoolean("valid", results.TrueForAll(static r => r.IsValid));
            writer.WriteObjects("files", results, r =>
            {
                writer.WriteString("file", r.File);
                writer.WriteBoolean("valid", r.IsValid);
                writer.WriteText("name", r.Name);
                writer.WriteDiagnostics(r.Diagnostics);
            });
        });
}
