using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;

namespace RunbookEngine.Cli.Reporting;

/// <summary>A failure in full: what happened, the lines worth reading, what to do. Pure.</summary>
/// <param name="Ink">Colours.</param>
/// <param name="Columns">Of the terminal; without a limit in a pipe.</param>
internal sealed record FailureText(Ink Ink, int Columns)
{
    private const int Indent = 6;

    /// <param name="failure">The failure.</param>
    /// <param name="most">How many of its lines are shown, the last ones; where some are left out, the first that is shown begins with <c>…</c>.</param>
    public IEnumerable<string> Lines(StepFailure failure, int most = int.MaxValue) =>
        Sentence("why", $"{TerminalText.Line(failure.Message)} ({failure.Code})")
            .Concat(Last(failure.Details, most).Select(l => $"{new string(' ', Indent)}{Ink.Faint("│")} {l}"))
            .Concat(failure.Hint is { } hint ? Sentence("try", TerminalText.Line(hint)) : []);

    private static IEnumerable<string> Last(IReadOnlyCollection<string> lines, int most) =>
        lines.TakeLast(most).Select((line, i) => (i == 0 && lines.Count > most ? "… " : "") + TerminalText.Line(line));

    /// <summary>A sentence under its title, wrapped.</summary>
    public IEnumerable<string> Sentence(string title, string text) =>
        TerminalText.Wrap(text, Math.Max(20, Columns - Indent)).Select((line, i) => (i == 0 ? Ink.Bold(title) + new string(' ', Indent - title.Length) : new string(' ', Indent)) + line);
}
