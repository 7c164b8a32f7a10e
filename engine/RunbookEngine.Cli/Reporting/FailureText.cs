using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;

namespace RunbookEngine.Cli.Reporting;

/// <summary>A failure in full: what happened, the lines worth reading, what to do. Pure.</summary>
internal static class FailureText
{
    public static IEnumerable<string> Lines(StepFailure failure, Ink ink)
    {
        yield return $"{ink.Bold("why")}   {TerminalText.Line(failure.Message)} {ink.Faint($"({failure.Code})")}";
        foreach (var line in failure.Details)
            yield return $"      {ink.Faint("│")} {TerminalText.Line(line)}";
        if (failure.Hint is { } hint)
            yield return $"{ink.Bold("try")}   {TerminalText.Line(hint)}";
    }
}
