using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Following;

/// <summary>
/// Prints a run from its beginning as it goes on: each event, and each line of output once: as it is written when it was seen then, else when its step ends.
/// </summary>
internal sealed class LogFollower(CliSession session, RunFollower follower, string? step)
{
    private readonly Dictionary<StepPath, Dictionary<string, int>> _printed = [];
    private readonly StepTalk _talk = new(session.Console.Clock);
    private EventText? _text;
    private Plan? _plan;

    /// <summary>Follows until nobody drives the run any more; the exit code of a run that was left so.</summary>
    public async Task<int> FollowAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(RunFollower.Pace, session.Console.Clock);
        try
        {
            do
            {
                foreach (var seen in await follower.LookAsync())
                    Print(seen);
                if (follower.State.Status != RunStatus.Running || follower.Driver is null)
                    return Conclude();
            }
            while (await timer.WaitForNextTickAsync(end));
        }
        catch (OperationCanceledException)
        {
        }

        return ExitCodes.Interrupted;
    }

    private TextWriter Out => session.Console.Out;

    private void Print(Seen seen)
    {
        switch (seen)
        {
            case Seen.Happened({ } e, var state) when e is not RunEvent.OfStep { Step: var path } || IsMeant(path):
                PrintEvent(e, state);
                break;
            case Seen.Heard(var line) when IsMeant(line.Step):
                PrintLine(line);
                break;
        }
    }

    private bool IsMeant(StepPath path) => step is null || StepOutput.IsIn(path, step);

    private void PrintEvent(RunEvent e, RunState state)
    {
        if (session.Settings.Json)
        {
            new JsonReporter(Out, Out, follower.Run.Run).OnEvents([e], state);
            return;
        }

        switch (e)
        {
            case RunEvent.StepFinished finished:
                PrintRest(finished, state[finished.Step]);
                break;
            case RunEvent.StepStarted started:
                _printed.Remove(started.Step);
                break;
        }

        foreach (var line in Text.Of(e, state))
            Out.WriteLine($"{Elapsed.TimeOfDay(e.At)} {line}");
    }

    /// <summary>Output that comes after its step has ended is in the journal, which was printed; a word of the handler's own is only here.</summary>
    private void PrintLine(SaidLine line)
    {
        var running = follower.State[line.Step].Status == StepStatus.Running || follower.State[line.Step].EndedAt >= line.At;
        if (session.Settings.Json)
            PrintJson(line);
        else if (line.IsWord ? _talk.Takes(line.Step, line.Text) : running && Count(line))
            Out.WriteLine($"{Elapsed.TimeOfDay(line.At)} {Text.Word(line.Step, line.IsWord ? line.Text : "│ " + line.Text)}");
    }

    private bool Count(SaidLine line)
    {
        if (_printed.GetValueOrDefault(line.Step) is not { } lines)
            _printed[line.Step] = lines = [];
        lines[line.Text] = lines.GetValueOrDefault(line.Text) + 1;
        return true;
    }

    private void PrintRest(RunEvent.StepFinished finished, StepState state)
    {
        _printed.Remove(finished.Step, out var printed);
        foreach (var line in StepOutput.Of(finished.Step, state).SelectMany(o => o.Lines(session)).Select(TerminalText.Line))
        {
            if (printed is not null && printed.TryGetValue(line, out var times) && times > 0)
                printed[line] = times - 1;
            else
                Out.WriteLine($"{Elapsed.TimeOfDay(finished.At)} {Text.Word(finished.Step, "│ " + line)}");
        }
    }

    private void PrintJson(SaidLine line) => JsonDocuments.PrintLine(Out, "line/v1", writer =>
    {
        writer.WriteString("run", follower.Run.Run.Value);
        writer.WriteString("at", line.At.UtcDateTime);
        writer.WriteString("step", line.Step.Value);
        writer.WriteString("line", line.Text);
    });

    private int Conclude()
    {
        var state = follower.State;
        var (run, ink) = (follower.Run.Run, session.Settings.Ink);
        if (!session.Settings.Json)
        {
            if (state.Status == RunStatus.Running)
                Out.WriteLine(ink.Bad($"nobody drives run {run} now: its engine was cut off"));
            foreach (var line in new RunSummary(run, follower.Plan, ink, session.Columns, session.CommandLine).Lines(state))
                Out.WriteLine(line);
        }

        return ExitCodes.Of(state.Status);
    }

    private EventText Text
    {
        get
        {
            if (_plan != follower.Plan)
                (_plan, _text) = (follower.Plan, new EventText(follower.Run.Run, follower.Plan, session.Settings.Ink, brief: false));
            return _text!;
        }
    }
}
