using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;

namespace RunbookEngine.Cli.Watching;

/// <summary>Sets the whole screen: the board, the log of a step, or the help; below them what is asked or told, and the keys. Pure.</summary>
internal static class WatchFrame
{
    private const int MostDetail = 15;

    /// <summary>The lines, as many as the terminal has rows or fewer, none as wide as it has columns.</summary>
    public static IReadOnlyList<string> Lines(WatchScene scene)
    {
        var foot = Foot(scene);
        var room = Math.Max(1, scene.Size.Rows - foot.Length);
        List<string> body = scene.View switch
        {
            { ShowsHelp: true } => [.. HelpText.Lines(scene).Take(room)],
            { Log: not null } => [.. Log(scene, room)],
            _ => BoardLines(scene, room),
        };
        return [.. body, .. Enumerable.Repeat("", room - body.Count), .. foot];
    }

    /// <summary>Rows of the open log, its title aside.</summary>
    public static int LogRows(int rows) => Math.Max(1, rows - 3);

    private static List<string> BoardLines(WatchScene scene, int room)
    {
        const int Least = 4;
        var head = HeadText.Lines(scene).Take(Math.Max(1, room - Least)).ToList();
        var detail = room - head.Count < 10 ? 0 : Math.Min(MostDetail, room / 4);
        var height = Math.Max(0, room - head.Count - 1 - (detail > 0 ? detail + 1 : 0));
        var rows = scene.Board.Rows;
        var top = Math.Clamp(scene.Chosen - (height / 2), 0, Math.Max(0, rows.Length - height));
        var shown = Math.Clamp(rows.Length - top, 0, height);
        var range = rows.Length > height ? $"{top + 1} to {top + shown} of {rows.Length}" : "";
        List<string> lines = [.. head, Rule(scene, "steps and lanes", range), .. Rows(scene, top, shown), .. Enumerable.Repeat("", Math.Max(0, height - shown))];
        if (detail == 0)
            return lines;
        var (title, more) = DetailText.Of(scene.ChosenRow, scene, detail);
        return [.. lines, Rule(scene, title, ""), .. more.Select(l => TerminalText.Fit("  " + l, scene.Width))];
    }

    private static IEnumerable<string> Rows(WatchScene scene, int top, int shown)
    {
        var timeWidth = scene.Width < 40 ? 0 : 7;
        var texts = scene.Board.Rows.Skip(top).Take(shown).Select(r => RowText.Of(r, scene)).ToList();
        var nameWidth = Math.Clamp(texts.Select(static t => TerminalText.Width(t.Name)).DefaultIfEmpty(0).Max(), 8, Math.Max(8, scene.Width * 2 / 5));
        return texts.Select((text, i) =>
        {
            var isChosen = top + i == scene.Chosen;
            var name = End(text.Name, nameWidth);
            var time = timeWidth == 0 ? "" : $" {text.Time.PadLeft(timeWidth)}";
            var cells = $"{name}{Blanks(nameWidth - TerminalText.Width(name))}{time}  ";
            var said = TerminalText.Fit(text.Said, scene.Width - 4 - TerminalText.Width(cells));
            var mark = StepWords.Paint(scene.Ink, text.Status, StepWords.Mark(text.Status));
            return $"{(isChosen ? scene.Ink.Bold(">") : " ")} {mark} {(isChosen ? scene.Ink.Bold(cells) : cells)}{Painted(scene.Ink, text.Status, said)}".TrimEnd();
        });
    }

    /// <summary>What failed or waits stands out; what is over steps back.</summary>
    private static string Painted(Ink ink, StepStatus status, string text) => status switch
    {
        StepStatus.Failed or StepStatus.Waiting or StepStatus.Retrying => StepWords.Paint(ink, status, text),
        StepStatus.Running => text,
        _ => ink.Faint(text),
    };

    private static IEnumerable<string> Log(WatchScene scene, int room)
    {
        var height = LogRows(scene.Size.Rows);
        var top = scene.View.LogTop ?? int.MaxValue;
        top = Math.Clamp(top, 0, Math.Max(0, scene.Log.Count - height));
        var range = scene.Log.Count == 0 ? "" : $"{top + 1} to {Math.Min(scene.Log.Count, top + height)} of {scene.Log.Count}{(scene.View.LogTop is null ? ", follows" : "")}";
        return scene.Log.Skip(top).Take(height).Prepend(Rule(scene, $"log of {scene.View.Log}", range)).Take(room);
    }

    private static string Rule(WatchScene scene, string title, string right)
    {
        var end = right.Length > 0 ? $" {right} ─" : "";
        var begin = TerminalText.Fit($"── {title} ", Math.Max(4, scene.Width - end.Length));
        return scene.Ink.Faint($"{begin}{new string('─', Math.Max(0, scene.Width - TerminalText.Width(begin) - end.Length))}{end}");
    }

    private static string[] Foot(WatchScene scene)
    {
        var told = scene.View switch
        {
            { Question: { } question } => scene.Ink.Warn(Cut(scene, Asked(question))),
            { Message: { } message } => scene.Ink.Bold(Cut(scene, message)),
            _ => "",
        };
        return [told, scene.Ink.Faint(Cut(scene, Keys(scene)))];
    }

    private static string Asked(WatchQuestion question) =>
        question.Typed is { } typed ? $"type yes and Enter to {question.Text}: {typed}" : $"{question.Text}  y: yes, n: no";

    private static string Keys(WatchScene scene) => scene.View switch
    {
        { Question.Typed: not null } => "Enter: do it when it says yes   Esc: leave it",
        { Question: not null } => "y: do it   n, Esc: leave it",
        { ShowsHelp: true } => "any key: back",
        { Log: not null } => "↑↓ PgUp PgDn Home: scroll   End: follow   q Esc: back",
        _ => string.Join("  ", BoardKeys(scene)),
    };

    private static IEnumerable<string> BoardKeys(WatchScene scene)
    {
        yield return "↑↓ choose";
        yield return "Enter log";
        if (scene.Board.Approvals.Length > 0)
            yield return "a approve  r reject";
        if (scene.Driver is not null && scene.State.Status == RunStatus.Running)
            yield return "p pause  x abort";
        yield return "? help";
        yield return "q quit";
    }

    private static string Cut(WatchScene scene, string text) => TerminalText.Fit(text, scene.Width);

    /// <summary>Of a name that is too long its end is what tells it from others.</summary>
    private static string End(string name, int width) => TerminalText.Width(name) <= width ? name : "…" + name[^Math.Min(name.Length, width - 1)..];

    private static string Blanks(int count) => new(' ', Math.Max(0, count));
}
