using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using Spectre.Console;

namespace RunbookEngine.Cli.Live;

/// <summary>Sets the live block: a line for each step at work, the question that is asked, and the foot. Pure.</summary>
internal static class LiveFrame
{
    private const int MostSteps = 12;
    private const int TimeWidth = 6;
    private const int Gap = 2;

    /// <summary>Rows of the terminal that are left to what scrolls by.</summary>
    private const int RowsForOthers = 6;

    /// <summary>The lines of the block, none of them as wide as the terminal, so that none wraps.</summary>
    public static IReadOnlyList<string> Lines(LiveBoard board, DateTimeOffset now, (int Columns, int Rows) size, bool colours)
    {
        var width = size.Columns - 1;
        var room = Math.Clamp(size.Rows - RowsForOthers, 1, MostSteps);
        var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new FrameOutput(writer, width, size.Rows),
        });
        console.Profile.Capabilities.Unicode = true;
        console.Write(Steps(board, now, room, width));
        if (board.Approval is { } asked)
            console.Write(Question(board, asked, width, Math.Max(2, size.Rows - RowsForOthers - room)));
        console.Write(Foot(board, now, width));
        return [.. writer.ToString().TrimEnd('\n').Split('\n').Select(static l => l.TrimEnd())];
    }

    private static Grid Steps(LiveBoard board, DateTimeOffset now, int room, int width)
    {
        var active = board.Active.ToList();
        var shown = active.Count > room ? active[..(room - 1)] : active;
        var nameWidth = Math.Clamp(shown.Select(static s => TerminalText.Width(s.Path.Value)).DefaultIfEmpty(0).Max(), 1, Math.Max(8, width / 2));
        var saidWidth = Math.Max(1, width - 1 - nameWidth - TimeWidth - (4 * Gap));
        var grid = new Grid()
            .AddColumn(Column(1))
            .AddColumn(Column(nameWidth))
            .AddColumn(Column(TimeWidth).RightAligned())
            .AddColumn(Column(saidWidth));
        foreach (var (path, state, line) in shown)
        {
            var style = StyleOf(state.Status);
            grid.AddRow(
                Cell(StepWords.Mark(state.Status), style),
                Cell(path.Value.Length > nameWidth ? "…" + path.Value[^(nameWidth - 1)..] : path.Value, style),
                Cell(Time(state, now), Style.Plain),
                Cell(TerminalText.Fit(Said(state, line), saidWidth), new Style(decoration: Decoration.Dim)));
        }

        if (active.Count > shown.Count)
        {
            var more = TerminalText.Fit($"and {active.Count - shown.Count} more", saidWidth);
            grid.AddRow(Cell("", Style.Plain), Cell("", Style.Plain), Cell("", Style.Plain), Cell(more, new Style(decoration: Decoration.Dim)));
        }

        return grid;
    }

    private static GridColumn Column(int width) => new GridColumn().NoWrap().PadLeft(0).PadRight(Gap).Width(width);

    private static Spectre.Console.Text Cell(string text, Style style) => new(text, style) { Overflow = Overflow.Ellipsis };

    private static string Time(StepState state, DateTimeOffset now) => state switch
    {
        { Status: StepStatus.Retrying, NotBefore: { } next } => Elapsed.Ticking(next - now),
        { StartedAt: { } start } => Elapsed.Ticking(now - start),
        _ => "",
    };

    private static string Said(StepState state, string? line) => state switch
    {
        { Status: StepStatus.Retrying, Failure: { } failure } => $"until the next try: {TerminalText.Line(failure.Message)}",
        { Status: StepStatus.Waiting, Wait: { Kind: WaitKind.Approval } } => "waits for an approval",
        { Status: StepStatus.Waiting, Wait: { } wait } => StepWords.Of(wait),
        _ => line ?? "",
    };

    private static Rows Question(LiveBoard board, StepPath asked, int width, int rows)
    {
        var message = TerminalText.Line(board.State[asked].Wait!.Message.Trim());
        var fitting = TerminalText.Fit(message, width * Math.Max(1, rows - 1));
        return new(
            new Spectre.Console.Text(fitting, new Style(decoration: Decoration.Bold)),
            Cell(TerminalText.Fit($"approve `{asked}`? type yes or no: {board.Typed}", width), new Style(Color.Yellow)));
    }

    private static Spectre.Console.Text Foot(LiveBoard board, DateTimeOffset now, int width)
    {
        var elapsed = board.State.Created is { } created ? Elapsed.Ticking(now - created.At) : "";
        var foot = board.Foot ?? "Ctrl-C lets go, commands go on";
        return Cell(TerminalText.Fit($"{board.Over} of {board.Total} steps, {elapsed}{Lanes(board)} · {foot}", width), new Style(decoration: Decoration.Dim));
    }

    /// <summary>Of the fan-out at work: <c> · batch 2 of 5, 14 of 80 lanes done, 1 failed</c>.</summary>
    private static string Lanes(LiveBoard board)
    {
        if (board.FanOut is not { } forEach)
            return "";
        var (done, failed, batch) = board.LanesOf(forEach);
        var batches = forEach.FanOut!.Batches.Length > 1 ? $"batch {batch} of {forEach.FanOut.Batches.Length}, " : "";
        return $" · {(board.HasManyFanOuts ? forEach.Path + ": " : "")}{batches}{done} of {forEach.FanOut.Lanes} lanes done{(failed > 0 ? $", {failed} failed" : "")}";
    }

    private static Style StyleOf(StepStatus status) => status == StepStatus.Running ? new(Color.Teal) : new(Color.Olive);

    private sealed class FrameOutput(TextWriter writer, int width, int height) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => width;

        public int Height => height;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
