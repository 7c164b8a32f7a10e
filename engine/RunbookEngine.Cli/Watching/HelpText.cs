using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;

namespace RunbookEngine.Cli.Watching;

/// <summary>The keys and the marks. Pure.</summary>
internal static class HelpText
{
    private static readonly (string Keys, string Meaning)[] s_keys =
    [
        ("↑ ↓ PgUp PgDn Home End", "choose a row; its last lines are shown below"),
        ("Esc", "choose none: what is most pressing is shown"),
        ("Enter", "open the log of the row, or folded lanes"),
        ("a, r", "say yes or no to a step that waits for it"),
        ("p", "pause: the running steps end; can be resumed"),
        ("x", "abort: as pause, then `finally`; over for good"),
        ("Ctrl-L", "draw the screen anew"),
        ("q, Ctrl-C", "leave; the run goes on without this view"),
    ];

    public static IEnumerable<string> Lines(WatchScene scene)
    {
        var width = s_keys.Max(static k => TerminalText.Width(k.Keys));
        yield return "";
        foreach (var (keys, meaning) in s_keys)
            yield return TerminalText.Fit($"  {keys}{new string(' ', width - TerminalText.Width(keys))}  {meaning}", scene.Width);
        yield return "";
        foreach (var status in Enum.GetValues<StepStatus>())
            yield return TerminalText.Fit($"  {StepWords.Mark(status)}  {status.ToString().ToLowerInvariant()}", scene.Width);
    }
}
