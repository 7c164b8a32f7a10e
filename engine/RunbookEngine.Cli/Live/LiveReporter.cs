using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Live;

/// <summary>
/// A run on a terminal: what is over scrolls by, what is at work stands below with its time and last line. It paints at its own pace, so that a fast run
/// is not slowed by its terminal.
/// </summary>
internal sealed class LiveReporter : IRunReporter
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly CliSession _session;
    private readonly Plan _plan;
    private readonly EventText _text;
    private readonly RunSummary _summary;
    private readonly LiveBoard _board;
    private readonly Painter _painter;
    private readonly List<string> _above = [];
    private readonly StepTalk _talk;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _painting;
    private readonly TypedAnswers _answers;

    public LiveReporter(CliSession session, RunId run, Plan plan, EventText text, RunSummary summary)
    {
        (_session, _plan, _text, _summary) = (session, plan, text, summary);
        _board = new(plan);
        _talk = new(session.Console.Clock);
        _painter = new(session.Console.Out, session.Console.Size);
        _answers = new(session, run, WithBoard);
        _painting = Task.Run(PaintAsync);
    }

    /// <inheritdoc/>
    public void OnEvents(IReadOnlyList<RunEvent> events, RunState state)
    {
        lock (_gate)
        {
            _board.Take(events, state);
            foreach (var e in events.Where(ScrollsBy))
                _above.AddRange(_text.Of(e, state));
            if (_board.Approval is not null)
                _answers.Listen();
        }
    }

    /// <inheritdoc/>
    public void OnProgress(StepPath step, string line)
    {
        lock (_gate)
            _board.Say(step, line);
    }

    /// <summary>Those of a step that stands alone stay on the screen: they are what it found.</summary>
    public void OnWord(StepPath step, string line)
    {
        lock (_gate)
        {
            _board.Say(step, line);
            if (_plan.Find(step) is { Lane: null, Gate: null } && _talk.Takes(step, line))
                _above.Add(_text.Word(step, line));
        }
    }

    /// <inheritdoc/>
    public void Note(string line)
    {
        lock (_gate)
        {
            _above.AddRange(TerminalText.Wrap(line, _session.Columns));
            _board.Foot = "letting go";
        }
    }

    /// <inheritdoc/>
    public void OnNotice(string host, string line)
    {
        lock (_gate)
            _above.AddRange(TerminalText.Wrap($"{TerminalText.Line(host)}  {TerminalText.Line(line)}", _session.Columns));
    }

    /// <inheritdoc/>
    public void Conclude(RunState state)
    {
        foreach (var line in _summary.Lines(state))
            _session.Console.Out.WriteLine(line);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _painting;
        lock (_gate)
            Paint([]);
        _end.Dispose();
    }

    /// <summary>A start is seen below; only its end scrolls by, but for batches, which are told as they begin.</summary>
    private bool ScrollsBy(RunEvent e) => e is RunEvent.StepStarted started ? _plan.Find(started.Step) is { IsLane: true } or { FanOut: not null } : e is not (RunEvent.StepWaiting { Wait.Kind: WaitKind.Approval });

    private async Task PaintAsync()
    {
        using var timer = new PeriodicTimer(Pace, _session.Console.Clock);
        try
        {
            do
            {
                lock (_gate)
                    Paint(LiveFrame.Lines(_board, _session.Console.Clock.GetUtcNow(), _session.Console.Size(), _session.Settings.Ink.Colours));
            }
            while (await timer.WaitForNextTickAsync(_end.Token));
        }
        catch (OperationCanceledException)
        {
        }
        catch (IOException failure)
        {
            // The terminal is gone; the run is not.
            _session.Log.Write(LogLevel.Warning, null, null, "the live view ended", failure);
        }
    }

    private void Paint(IReadOnlyList<string> block)
    {
        _painter.Paint([.. _above], block);
        _above.Clear();
    }

    private void WithBoard(Action<LiveBoard> action)
    {
        lock (_gate)
            action(_board);
    }
}
