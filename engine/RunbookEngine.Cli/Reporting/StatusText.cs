using RunbookEngine.Cli.Commands;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Reporting;

/// <summary>One screen: what happened, where the run stands and why, who drives it, what a resume does next, what to type. Pure.</summary>
internal sealed class StatusText(RecordedRun run, LeaseHolder? driver, bool away, CliSession session)
{
    private const int MostSteps = 8;
    private const int MostFailures = 3;
    private const int RowsOfPrompt = 1;
    private const int RowsAroundSteps = 3;

    private readonly Ink _ink = session.Settings.Ink;
    private readonly RunState _state = run.State;

    /// <summary>
    /// The lines. On a terminal the steps that are done take the room that is left, and of a failure the last lines that fit: why it stopped and what comes next must be seen at once.
    /// </summary>
    public IEnumerable<string> Lines()
    {
        List<string> head = [.. Head()];
        List<string> rest = [.. Lanes(), .. Reasons(int.MaxValue), .. World(), .. Next()];
        if (!session.Console.IsOutputTerminal)
            return head.Concat(Steps(MostSteps)).Concat(rest);
        var room = session.Console.Size().Rows - RowsOfPrompt - head.Count - rest.Count;
        if (room < 0 && Failures.Sum(static f => f.State.Failure?.Details.Length ?? 0) is > 0 and var details)
            rest = [.. Lanes(), .. Reasons(Math.Max(1, (details + room) / Failures.Count)), .. World(), .. Next()];
        return head.Concat(Steps(Math.Clamp(room - RowsAroundSteps, 0, MostSteps))).Concat(rest);
    }

    private List<(PlanNode Node, StepState State)> Failures { get; } = [.. RunFacts.Failed(run.State, run.Plan).Take(MostFailures)];

    /// <summary>Whether an engine was cut off: the journal says that it runs, and nobody does.</summary>
    private bool IsOrphaned => _state.Status == RunStatus.Running && driver is null;

    private IEnumerable<string> Head()
    {
        var created = _state.Created!;
        var word = _state.Moved is not null ? _ink.Warn("moved") : IsOrphaned ? _ink.Bad("cut off") : StepWords.Paint(_ink, _state.Status, StepWords.Of(_state.Status));
        yield return $"{_ink.Bold(run.Run.Value)}  {TerminalText.Line(created.Name)}  {word}";
        yield return $"started  {Elapsed.Moment(created.At)} by {TerminalText.Line(created.By.User)} on {created.By.Host}, {Ago(_state.UpdatedAt)}";
        if (_state.Resumes > 0)
            yield return $"resumed  {(_state.Resumes == 1 ? "once" : $"{_state.Resumes} times")}";
        yield return $"runbook  {TerminalText.Line(Path.Combine(run.Folder, Path.GetFileName(_state.Sources[0].File)))}";
        if (created.Inputs.Entries.Length + created.SecretInputs.Length > 0)
            yield return $"inputs   {TerminalText.Fit(TerminalText.Line(Inputs(created)), 400)}";
        if (created.Lock is { } name)
            yield return $"lock     {TerminalText.Line(name)}{(_state.IsOver || away ? ", given back" : ", held until the run is over")}";
        if (_state is { ClosesAt: { } close, IsOver: false })
            yield return $"window   closes {Elapsed.Moment(close)}";
        if (created.ClusterName is { } cluster)
            yield return $"cluster  {TerminalText.Line(cluster)}";
        if (created.InventoryFile is { } inventory)
            yield return $"hosts    from {TerminalText.Line(inventory)}";
        yield return $"driven   {Driver()}";
        yield return $"steps    {RunFacts.Counts(_state, run.Plan)}";
    }

    private string Driver() => (away, _state.Moved, driver) switch
    {
        (true, { } moved, _) => $"elsewhere: moved {Elapsed.Moment(moved.At)} by {TerminalText.Line(moved.Person)}; it goes on where that file was imported",
        (true, null, _) => "elsewhere: this is a copy, to read",
        (_, _, null) => "by nobody now",
        _ => "by " + Requests.Name(driver),
    };

    private static string Inputs(RunEvent.RunCreated created) =>
        string.Join(", ", created.Inputs.Entries.Select(static e => $"{e.Key}={e.Value}").Concat(created.SecretInputs.Select(static s => $"{s}=***")));

    private string Ago(DateTimeOffset at) => $"last heard of {Elapsed.Of(session.Console.Clock.GetUtcNow() - at)} ago";

    private IEnumerable<string> Steps(int most)
    {
        var told = RunFacts.Actions(_state, run.Plan).Where(static s => s.State.Status != StepStatus.Pending && IsToldAlone(s.Node, s.State)).ToList();
        if (told.Count == 0)
            yield break;
        var notable = told.Where(static s => !s.State.IsDone).Select(static s => s.Node.Path).ToHashSet();
        var done = told.Where(static s => s.State.IsDone).OrderByDescending(static s => s.State.EndedVersion);
        var room = Math.Max(most == MostSteps ? 2 : 0, most - notable.Count);
        var shown = notable.Take(most).Concat(done.Take(room).Select(static s => s.Node.Path)).ToHashSet();
        if (shown.Count == 0)
            yield break;
        yield return "";
        if (shown.Count < told.Count)
            yield return _ink.Faint($"  ({told.Count - shown.Count} more; --output json has all)");
        var width = shown.Max(static p => TerminalText.Width(p.Value));
        foreach (var (node, step) in told.Where(s => shown.Contains(s.Node.Path)))
            yield return $"  {StepWords.Paint(_ink, step.Status, StepWords.Mark(step.Status))} {node.Path.Value.PadRight(width)}  {Tell(step)}";
    }

    /// <summary>Steps of lanes are told with their lane, gates only while they matter.</summary>
    private static bool IsToldAlone(PlanNode node, StepState step) => !LaneFacts.IsInside(node) || (node is { Lane: null } && !step.IsDone && step.Status != StepStatus.Skipped);

    private IEnumerable<string> Lanes()
    {
        DateTimeOffset? now = driver is null ? null : session.Console.Clock.GetUtcNow();
        foreach (var forEach in LaneFacts.FanOuts(run.Plan).Where(f => _state[f.Path].Status != StepStatus.Pending))
        {
            yield return "";
            foreach (var line in new LaneText(run.Plan, _ink, session.Columns).Lines(forEach, _state, now))
                yield return line;
        }
    }

    private string Tell(StepState step) => step.Status switch
    {
        StepStatus.Skipped => _ink.Faint($"skipped: {StepWords.Of(step.Skip ?? SkipReason.Condition, step.SkipCause)}"),
        StepStatus.Running when driver is null => _ink.Warn($"was in flight, attempt {step.Attempt}, since {Elapsed.Moment(step.StartedAt!.Value)}"),
        StepStatus.Running => _ink.Busy($"running for {Elapsed.Of(session.Console.Clock.GetUtcNow() - step.StartedAt!.Value)}"),
        StepStatus.Retrying => _ink.Warn($"failed, again not before {Elapsed.TimeOfDay(step.NotBefore ?? _state.UpdatedAt)}"),
        StepStatus.Waiting => _ink.Warn(StepWords.Of(step.Wait!)),
        _ => $"{StepWords.Paint(_ink, step.Status, StepWords.Of(step))}{StepWords.Took(step)}{(step.Resolution is { } how ? $" ({TerminalText.Line(how)})" : "")}",
    };

    private IEnumerable<string> Reasons(int mostDetails)
    {
        if (_state.StopNote is { } note)
        {
            yield return "";
            foreach (var line in new FailureText(_ink, session.Columns).Sentence("why", TerminalText.Line(note)))
                yield return line;
        }

        foreach (var (node, step) in Failures)
        {
            yield return "";
            yield return $"{_ink.Bold("step")}  {_ink.Bad(node.Path.Value)}  {_ink.Faint($"({StepWords.Verb(node.Step)}{StepWords.On(step)}, {TerminalText.Line(node.Step.Span.ToString())})")}";
            foreach (var line in step.Failure is null ? [] : new FailureText(_ink, session.Columns).Lines(step.Failure, mostDetails))
                yield return line;
            if (step.Stdout != OutputExcerpt.Empty || step.Stderr != OutputExcerpt.Empty)
                yield return $"{_ink.Bold("see")}   {session.CommandLine("logs", run.Run, ShellWord.Of(node.Path.Value))}";
        }
    }

    private IEnumerable<string> World()
    {
        if (driver is not null || _state.Status is RunStatus.Succeeded or RunStatus.Undone)
            yield break;
        var title = "left";
        foreach (var sentence in WorldText.Sentences(_state, run.Plan))
        {
            if (title.Trim().Length > 0)
                yield return "";
            foreach (var line in new FailureText(_ink, session.Columns).Sentence(title, sentence))
                yield return line;
            title = "";
        }
    }

    private IEnumerable<string> Next()
    {
        if (away)
            yield break;
        if (driver is not null)
        {
            yield return "";
            yield return $"{_ink.Bold("next")}  it is being driven; `runbook pause` and `runbook abort` reach it";
            yield break;
        }

        var isOver = _state.Status is RunStatus.Succeeded or RunStatus.Aborted or RunStatus.Undone;
        var acts = isOver ? [] : new ResumeText(_state, run.Plan, _ink, session.Columns).Lines().ToList();
        if (acts.Count > 0)
        {
            yield return "";
            yield return $"{_ink.Bold("next")}  a resume does this, in this order; nothing is run twice unseen";
        }

        foreach (var line in acts.Concat(new RunSummary(run.Run, run.Plan, _ink, session.Columns, session.CommandLine).Next(_state)))
            yield return line;
    }
}
