using System.Collections.Immutable;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Reporting;

/// <summary>Mistakes in runbooks and inputs, on the standard error.</summary>
internal static class DiagnosticText
{
    public static void Print(ImmutableArray<Diagnostic> diagnostics, ImmutableArray<SourceText> sources, CliSession session)
    {
        if (!diagnostics.IsEmpty)
            session.Console.Error.WriteLine(DiagnosticPrinter.Print(diagnostics, sources, session.Settings.ErrorInk.Colours));
    }
}
