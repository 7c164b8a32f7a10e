using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Engine;

/// <summary>What reading a runbook gave.</summary>
/// <param name="Runbook">Null when there are errors.</param>
/// <param name="Diagnostics">All mistakes, errors and warnings.</param>
/// <param name="Sources">The texts that they point into.</param>
internal sealed record LoadedRunbook(Runbook? Runbook, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<SourceText> Sources)
{
    /// <summary>The runbook, once its warnings were printed.</summary>
    /// <exception cref="UsageException">It has errors.</exception>
    public Runbook Require(CliSession session, string name)
    {
        if (Runbook is { } runbook)
        {
            if (!Diagnostics.IsEmpty && !session.Settings.Json)
                Reporting.DiagnosticText.Print(Diagnostics, Sources, session);
            return runbook;
        }

        var errors = Diagnostics.Count(static d => d.Severity == Severity.Error);
        throw new UsageException($"{name} has {(errors == 1 ? "an error" : $"{errors} errors")}; nothing was started", "`runbook explain CODE` tells more of a code")
        {
            Diagnostics = Diagnostics,
            Sources = Sources,
        };
    }
}
