using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Watching;

/// <summary>What a key led to.</summary>
/// <param name="View">What is shown now.</param>
/// <param name="Act">What is to be done.</param>
/// <param name="Step">Of which step.</param>
internal sealed record Pressed(WatchView View, WatchAct Act = WatchAct.None, StepPath? Step = null);

/// <summary>What each key means. Pure.</summary>
internal static class WatchKeys
{
    public static Pressed Press(WatchScene scene, ConsoleKeyInfo key)
    {
        var view = scene.View with { Message = null };
        if (key is { Key: ConsoleKey.L, Modifiers: ConsoleModifiers.Control } or { KeyChar: '\f' })
            return new(view, WatchAct.Redraw);
        return view switch
        {
            { Question: { } question } => Answer(view, question, key),
            { ShowsHelp: true } => new(view with { ShowsHelp = false }),
            { Log: not null } => InLog(scene, view, key),
            _ => OnBoard(scene, view, key),
        };
    }

    private static Pressed OnBoard(WatchScene scene, WatchView view, ConsoleKeyInfo key)
    {
        var page = Math.Max(1, (scene.Size.Rows / 2) - 2);
        return (key.Key, key.KeyChar) switch
        {
            (ConsoleKey.UpArrow, _) or (_, 'k') => Choose(scene, view, scene.Chosen - 1),
            (ConsoleKey.DownArrow, _) or (_, 'j') => Choose(scene, view, scene.Chosen + 1),
            (ConsoleKey.PageUp, _) => Choose(scene, view, scene.Chosen - page),
            (ConsoleKey.PageDown, _) or (_, ' ') => Choose(scene, view, scene.Chosen + page),
            (ConsoleKey.Home, _) or (_, 'g') => Choose(scene, view, 0),
            (ConsoleKey.End, _) or (_, 'G') => Choose(scene, view, int.MaxValue),
            (ConsoleKey.Escape, _) => new(view with { Chosen = null }),
            (ConsoleKey.Enter, _) or (_, 'l' or '\r' or '\n') => Open(scene, view),
            (_, 'p') => Pause(scene, view),
            (_, 'x') => Abort(scene, view),
            (_, 'a') => Say(scene, view, WatchAct.Approve),
            (_, 'r') => Say(scene, view, WatchAct.Reject),
            (_, '?' or 'h') => new(view with { ShowsHelp = true }),
            (_, 'q') => new(view, WatchAct.Quit),
            _ => new(view),
        };
    }

    private static Pressed Choose(WatchScene scene, WatchView view, int index) =>
        scene.Board.Rows is [] ? new(view) : new(view with { Chosen = scene.Board.Rows[Math.Clamp(index, 0, scene.Board.Rows.Length - 1)].Key });

    private static Pressed Open(WatchScene scene, WatchView view) => scene.ChosenRow switch
    {
        null => new(view),
        BoardRow.OfFold { IsOpen: true, Key: var key } => new(view with { Chosen = key, Opened = view.Opened.Remove(key) }),
        BoardRow.OfFold { Key: var key } => new(view with { Chosen = key, Opened = view.Opened.Add(key) }),
        var row => new(view with { Chosen = row.Key, Log = row.Path, LogTop = null }),
    };

    private static Pressed Pause(WatchScene scene, WatchView view) => Driven(scene, view)
        ?? new(view with { Question = new(WatchAct.Pause, null, "let the running steps end, and start no more?", null) });

    private static Pressed Abort(WatchScene scene, WatchView view) => Driven(scene, view)
        ?? new(view with { Question = new(WatchAct.Abort, null, "end this run for good", "") });

    /// <summary>Why nothing can be asked of the one who drives the run; null when it can.</summary>
    private static Pressed? Driven(WatchScene scene, WatchView view)
    {
        if (scene.Driver is not null && scene.State.Status == RunStatus.Running)
            return null;
        var message = scene.State.IsOver && scene.State.Status != RunStatus.Failed
            ? "the run is over"
            : $"nobody drives the run; {scene.CommandLine("resume", null)} goes on, {scene.CommandLine("abort", null)} ends it";
        return new(view with { Message = message });
    }

    /// <summary>To the chosen row's step when that waits, else to the first that does.</summary>
    private static Pressed Say(WatchScene scene, WatchView view, WatchAct act)
    {
        var waiting = scene.Board.Approvals;
        if (waiting.IsEmpty)
            return new(view with { Message = "no step waits for an approval" });
        var chosen = scene.ChosenRow?.Step is var (node, _) ? waiting.FirstOrDefault(w => w.Path == node.Path) : default;
        var (path, message) = chosen.Message is null ? waiting[0] : chosen;
        var word = act == WatchAct.Approve ? "approve" : "reject";
        return new(view with { Chosen = KeyOf(scene, path), Question = new(act, path, $"{word} `{path}`: {TerminalText.Line(message.Trim())}", null) });
    }

    /// <summary>The row is chosen, so that the whole message stands below the question's beginning.</summary>
    private static string? KeyOf(WatchScene scene, StepPath path) => scene.Board.Rows.FirstOrDefault(r => r.Step is var (node, _) && node.Path == path)?.Key ?? scene.View.Chosen;

    private static Pressed Answer(WatchView view, WatchQuestion question, ConsoleKeyInfo key)
    {
        var done = view with { Question = null };
        if (key.Key == ConsoleKey.Escape)
            return new(done with { Message = "left as it is" });
        if (question.Typed is { } typed)
            return Type(done, question, typed, key);
        return key.KeyChar switch
        {
            'y' or 'Y' => new(done, question.Act, question.Step),
            'n' or 'N' or 'q' => new(done with { Message = "left as it is" }),
            _ => new(view),
        };
    }

    private static Pressed Type(WatchView done, WatchQuestion question, string typed, ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Enter || key.KeyChar is '\r' or '\n')
            return typed.Equals("yes", StringComparison.OrdinalIgnoreCase) ? new(done, question.Act, question.Step) : new(done with { Message = "left as it is" });
        if (key.Key == ConsoleKey.Backspace || key.KeyChar is '\b' or '\u007f')
            return new(done with { Question = question with { Typed = typed[..Math.Max(0, typed.Length - 1)] } });
        var more = !char.IsControl(key.KeyChar) && typed.Length < 10 ? typed + key.KeyChar : typed;
        return new(done with { Question = question with { Typed = more } });
    }

    private static Pressed InLog(WatchScene scene, WatchView view, ConsoleKeyInfo key)
    {
        var rows = WatchFrame.LogRows(scene.Size.Rows);
        var last = Math.Max(0, scene.Log.Count - rows);
        var top = Math.Min(view.LogTop ?? last, last);
        return (key.Key, key.KeyChar) switch
        {
            (ConsoleKey.UpArrow, _) or (_, 'k') => Scroll(top - 1),
            (ConsoleKey.DownArrow, _) or (_, 'j') => Scroll(top + 1),
            (ConsoleKey.PageUp, _) => Scroll(top - rows),
            (ConsoleKey.PageDown, _) or (_, ' ') => Scroll(top + rows),
            (ConsoleKey.Home, _) or (_, 'g') => Scroll(0),
            (ConsoleKey.End, _) or (_, 'G') => new(view with { LogTop = null }),
            (ConsoleKey.Escape or ConsoleKey.Enter or ConsoleKey.LeftArrow, _) or (_, 'q') => new(view with { Log = null, LogTop = null }),
            _ => new(view),
        };

        // Whoever comes to the end follows it.
        Pressed Scroll(int to) => new(view with { LogTop = to >= last ? null : Math.Max(0, to) });
    }
}
