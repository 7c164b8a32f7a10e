using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Pipelines;

/// <summary>
/// A run in the log of a GitHub job: lines as they come, a group for the output of each step, and one for each lane once it is over, since groups cannot lie side by side. What failed or waits is annotated
/// at its step.
/// </summary>
internal sealed class GitHubReporter(WorkflowWriter output, Plan plan, EventText text, RunAnnotations annotations, RunSummary summary, StepSummary page, WorkflowFiles files, TimeProvider clock) : IRunReporter
{
    private const int MostOutput = 200;

    private readonly Lock _gate = new();
    private readonly StepTalk _talk = new(clock);
    private readonly Dictionary<StepPath, List<string>> _lanes = [];

    /// <inheritdoc/>
    public void OnEvents(IReadOnlyList<RunEvent> events, RunState state)
    {
        lock (_gate)
        {
            foreach (var e in events)
            {
                Tell(e, state);
                if (annotations.Of(e, state) is { } annotation)
                    output.Annotate(annotation);
            }
        }
    }

    /// <summary>What commands write is shown once they are over.</summary>
    public void OnProgress(StepPath step, string line)
    {
    }

    /// <inheritdoc/>
    public void OnWord(StepPath step, string line)
    {
        lock (_gate)
        {
            if (_talk.Takes(step, line))
                Put(OuterLane(step), [Stamped(clock.GetUtcNow(), text.Word(step, line))]);
        }
    }

    /// <inheritdoc/>
    public void Note(string line)
    {
        lock (_gate)
            output.WriteLine(Stamped(clock.GetUtcNow(), line));
    }

    /// <inheritdoc/>
    public void OnNotice(string host, string line)
    {
        lock (_gate)
        {
            output.WriteLine(Stamped(clock.GetUtcNow(), $"{TerminalText.Line(host)}  {TerminalText.Line(line)}"));
            if (annotations.OfHost(host, line) is { } annotation)
                output.Annotate(annotation);
        }
    }

    /// <inheritdoc/>
    public void Conclude(RunState state)
    {
        foreach (var line in summary.Lines(state))
            output.WriteLine(line);
        files.Summarize(page.Lines(state));
        files.PutOut(("run", page.Run.Value), ("status", StepWords.Of(state.Status)));
    }

    /// <summary>Lanes that the run was stopped in.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            foreach (var (lane, lines) in _lanes)
                Fold($"{lane}  not over", lines);
            _lanes.Clear();
        }

        return ValueTask.CompletedTask;
    }

    private void Tell(RunEvent e, RunState state)
    {
        var lines = text.Of(e, state).Select(l => Stamped(e.At, l)).ToList();
        if (e is not RunEvent.OfStep { Step: var step } || (OuterLane(step) is { } own && own == step && e is RunEvent.StepStarted))
            Put(null, lines);
        else if (OuterLane(step) is { } lane)
            TellOfLane(lane, lane == step && e is RunEvent.StepFinished or RunEvent.StepSkipped, lines, Output(e));
        else if (Output(e) is { Count: > 0 } written && lines.Count > 0)
            Fold(lines[0], [.. lines.Skip(1), .. written]);
        else
            Put(null, lines);
    }

    private void TellOfLane(StepPath lane, bool ends, List<string> lines, List<string> written)
    {
        if (!ends)
        {
            Put(lane, [.. lines, .. written]);
            return;
        }

        _lanes.Remove(lane, out var told);
        if (told is null)
            Put(null, lines);
        else
            Fold(lines.FirstOrDefault() ?? lane.Value, told);
    }

    private void Put(StepPath? lane, IEnumerable<string> lines)
    {
        if (lane is { } path)
        {
            if (!_lanes.TryGetValue(path, out var told))
                _lanes[path] = told = [];
            told.AddRange(lines);
            return;
        }

        foreach (var line in lines)
            output.WriteLine(line);
    }

    private void Fold(string title, IEnumerable<string> lines)
    {
        output.Group(title);
        foreach (var line in lines)
            output.WriteLine(line);
        output.EndGroup();
    }

    /// <summary>What the commands of a step that is over wrote: its end, when it is long.</summary>
    private static List<string> Output(RunEvent e)
    {
        if (e is not RunEvent.StepFinished finished)
            return [];
        var lines = Lines(finished.Stdout).Concat(Lines(finished.Stderr)).ToList();
        return lines.Count <= MostOutput ? lines : [$"    … {lines.Count - MostOutput} more lines before", .. lines.TakeLast(MostOutput)];
    }

    private static IEnumerable<string> Lines(OutputExcerpt excerpt)
    {
        var cut = excerpt.CutBytes > 0 ? $"\n… {excerpt.CutBytes} bytes\n" : "";
        var whole = (excerpt.Head + cut + excerpt.Tail).TrimEnd('\n');
        return whole.Length == 0 ? [] : whole.Split('\n').Select(static l => "    | " + TerminalText.Line(l));
    }

    /// <summary>The outermost lane that a step is in or is; null outside of any.</summary>
    private StepPath? OuterLane(StepPath step)
    {
        StepPath? outer = null;
        for (var lane = plan.Find(step)?.Lane; lane is not null; lane = plan.Find(lane.ForEach)?.Lane)
            outer = lane.Path;
        return outer;
    }

    private static string Stamped(DateTimeOffset at, string line) => $"{Elapsed.TimeOfDay(at)} {line}";
}
