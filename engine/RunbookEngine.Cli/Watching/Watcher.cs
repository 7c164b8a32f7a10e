using System.Threading.Channels;
using RunbookEngine.Cli.Commands;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Following;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Watching;

/// <summary>The one loop of <c>watch</c>: a key or a moment comes, the store is looked into, the screen is drawn where it has changed. It never drives the run.</summary>
internal sealed class Watcher
{
    private readonly CliSession _session;
    private readonly RunFollower _follower;
    private readonly Voices _voices = new();

    /// <summary>Keys; null for the passing of a moment.</summary>
    private readonly Channel<ConsoleKeyInfo?> _inputs = Channel.CreateUnbounded<ConsoleKeyInfo?>();

    private WatchView _view = new();
    private (RunState State, object Opened, Board Board)? _board;
    private (object Of, IReadOnlyList<string> Lines)? _log;
    private int _interruptions;
    private int _moments;

    public Watcher(CliSession session, RecordedRun run) => (_session, _follower) = (session, new RunFollower(session, run, run.State));

    private RunId Run => _follower.Run.Run;

    /// <summary>Shows the run until a person leaves it.</summary>
    public async Task<int> RunAsync()
    {
        var console = _session.Console;
        using var screen = new Screen(console.Out);
        using var interruption = console.OnInterrupt(() => Interrupt(screen));
        using var continuation = console.OnContinue(screen.Forget);
        using var end = new CancellationTokenSource();
        new Thread(ReadKeys) { IsBackground = true, Name = "keys" }.Start();
        var moments = PassMomentsAsync(end.Token);
        try
        {
            await ShowAsync(screen);
        }
        finally
        {
            await end.CancelAsync();
            await moments;
            screen.Dispose();
        }

        foreach (var line in LastWords())
            console.Out.WriteLine(line);
        return _interruptions > 0 ? ExitCodes.Interrupted : ExitCodes.Succeeded;
    }

    private async Task ShowAsync(Screen screen)
    {
        await LookAsync();
        Draw(screen);
        await foreach (var key in _inputs.Reader.ReadAllAsync())
        {
            if (key is null)
                await LookAsync();
            else if (await PressAsync(key.Value, screen))
                return;
            if (!_inputs.Reader.TryPeek(out _))
                Draw(screen);
        }
    }

    private async Task LookAsync()
    {
        Volatile.Write(ref _moments, 0);
        _voices.Take(await _follower.LookAsync(), _follower.State);
    }

    private void Draw(Screen screen)
    {
        var scene = Scene();
        screen.Show(WatchFrame.Lines(scene), scene.Size);
    }

    /// <summary>Whether that was the end.</summary>
    private async Task<bool> PressAsync(ConsoleKeyInfo key, Screen screen)
    {
        var pressed = WatchKeys.Press(Scene(), key);
        _view = pressed.View;
        switch (pressed.Act)
        {
            case WatchAct.Quit:
                return true;
            case WatchAct.Redraw:
                screen.Forget();
                break;
            case not WatchAct.None:
                _view = _view with { Message = await AskAsync(pressed) };
                break;
        }

        return false;
    }

    /// <summary>Leaves the same request as the command of that name; what came of it.</summary>
    private async Task<string> AskAsync(Pressed pressed)
    {
        try
        {
            var asked = pressed switch
            {
                { Act: WatchAct.Pause } => await Requests.PauseAsync(_session, Run, null),
                { Act: WatchAct.Abort } => await Requests.AbortAsync(_session, Run, null),
                { Step: { } step } => await Requests.AnswerAsync(_session, Run, step, "", pressed.Act == WatchAct.Approve, null),
                _ => null,
            };
            return asked is null
                ? $"nobody drives the run; {_session.CommandLine("abort", Run)} ends it"
                : asked is { Driver: { } driver } ? $"{JsonDocuments.Word(asked.Kind)} asked of {Requests.Name(driver)}" : $"{asked.Text.TrimEnd(' ', ':')}; {asked.Next}";
        }
        catch (StoreException failure)
        {
            return $"{failure.Message}: {failure.Hint}";
        }
    }

    private WatchScene Scene()
    {
        var state = _follower.State;
        if (_board is not var (known, opened, _) || known != state || opened != _view.Opened)
            _board = (state, _view.Opened, Board.Of(_follower.Plan, state, _view.Opened));
        var size = _session.Console.Size();
        return new()
        {
            Run = _follower.Run,
            State = state,
            Board = _board.Value.Board,
            Driver = _follower.Driver,
            Voices = _voices,
            View = _view,
            Log = _view.Log is { } step ? Log(step, size.Columns - 1) : [],
            Now = _session.Console.Clock.GetUtcNow(),
            Size = size,
            Ink = _session.Settings.Ink,
            CommandLine = (command, rest) => _session.CommandLine(command, Run, rest),
        };
    }

    private IReadOnlyList<string> Log(StepPath step, int columns)
    {
        var of = (step, columns, _follower.State.Version, _voices.Heard);
        if (_log is not var (known, _) || !known.Equals(of))
            _log = (of, LogText.Lines(_session, Run, _follower.State, _voices, step, columns));
        return _log.Value.Lines;
    }

    /// <summary>A thread that waits for a key cannot be called back, so it is left to end with the process.</summary>
    private void ReadKeys()
    {
        try
        {
            while (_session.Console.ReadKey() is { } key)
                _inputs.Writer.TryWrite(key);
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException)
        {
            _session.Log.Write(LogLevel.Warning, Run, null, "the keyboard can no longer be read", failure);
        }
    }

    private async Task PassMomentsAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(RunFollower.Pace, _session.Console.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                if (Interlocked.Exchange(ref _moments, 1) == 0)
                    _inputs.Writer.TryWrite(null);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>The first ends the loop; the second does not wait for it.</summary>
    private void Interrupt(Screen screen)
    {
        if (Interlocked.Increment(ref _interruptions) == 1)
        {
            _inputs.Writer.TryComplete();
            return;
        }

        screen.Dispose();
        _session.Console.Exit(ExitCodes.Interrupted);
    }

    /// <summary>What stays on the terminal.</summary>
    private IEnumerable<string> LastWords()
    {
        var (state, plan) = (_follower.State, _follower.Plan);
        yield return $"{Run}  {Text.TerminalText.Line(state.Created!.Name)}  {StepWords.Of(state.Status)}: {RunFacts.Counts(state, plan)}";
        yield return _follower.Driver is null
            ? $"`{_session.CommandLine("status", Run)}` tells more"
            : $"it goes on without this view; `{_session.CommandLine("watch", Run)}` shows it again";
    }
}
