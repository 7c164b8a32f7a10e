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

    private readonly Ink _ink = session.Settings.Ink;
    private readonly RunState _state = run.State;

    public IEnumerable<string> Lines() => Head().Concat(Steps()).Concat(Lanes()).Concat(Reasons()).Concat(Next());

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

    private IEnumerable<string> Steps()
    {
        var told = RunFacts.Actions(_state, run.Plan).Where(static s => s.State.Status != StepStatus.Pending && IsToldAlone(s.Node, s.State)).ToList();
        if (told.Count == 0)
            yield break;
        yield return "";
        var notable = told.Where(static s => !s.State.IsDone).Select(static s => s.Node.Path).ToHashSet();
        var done = told.Where(static s => s.State.IsDone).OrderByDescending(static s => s.State.EndedVersion);
        var room = Math.Max(2, MostSteps - notable.Count);
        var shown = notable.Take(MostSteps).Concat(done.Take(room).Select(static s => s.Node.Path)).ToHashSet();
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

    private IEnumerable<string> Reasons()
    {
        if (_state.StopNote is { } note)
        {
            yield return "";
            foreach (var line in new FailureText(_ink, session.Columns).Sentence("why", TerminalText.Line(note)))
                yield return line;
        }

        foreach (var (node, step) in RunFacts.Failed(_state, run.Plan).Take(3))
        {
            yield return "";
            yield return $"{_ink.Bold("step")}  {_ink.Bad(node.Path.Value)}  {_ink.Faint($"({StepWords.Verb(node.Step)}{StepWords.On(step)}, {TerminalText.Line(node.Step.Span.ToString())})")}";
            foreach (var line in step.Failure is null ? [] : new FailureText(_ink, session.Columns).Lines(step.Failure))
                yield return line;
            if (step.Stdout != OutputExcerpt.Empty || step.Stderr != OutputExcerpt.Empty)
                yield return $"{_ink.Bold("see")}   {session.CommandLine("logs", run.Run, ShellWord.Of(node.Path.Value))}";
        }
    }

    private IEnumerable<string> Next()
    {
        if (away)
            yield break;
        if (Expectation() is { } sentence)
        {
            yield return "";
            foreach (var (line, i) in TerminalText.Wrap(sentence, Math.Max(20, session.Columns - 6)).Select(static (l, i) => (l, i)))
                yield return (i == 0 ? _ink.Bold("next") + "  " : "      ") + line;
        }

        if (driver is not null)
            yield break;
        foreach (var line in new RunSummary(run.Run, run.Plan, _ink, session.Columns, session.CommandLine).Next(_state))
            yield return line;
    }

    /// <summary>What a resume would do first.</summary>
    private string? Expectation()
    {
        if (driver is not null)
            return "it is being driven; `runbook pause` and `runbook abort` reach it";
        var inFlight = RunFacts.InFlight(_state, run.Plan).Select(static s => s.Node.Path.Value).ToList();
        if (inFlight.Count > 0)
            return $"a resume first attaches to {Names(inFlight)}, or looks what became of {(inFlight.Count == 1 ? "it" : "them")}; nothing is run twice unseen";
        return _state.Status switch
        {
            RunStatus.Failed => $"a resume runs {Names([.. RunFacts.Failed(_state, run.Plan).Select(static s => s.Node.Path.Value)])} again, then what was skipped for it",
            RunStatus.Paused or RunStatus.Interrupted or RunStatus.Running => $"a resume goes on with {Names(Pending())}",
            _ => null,
        };
    }

    private List<string> Pending() =>
        [.. run.Plan.Of(_state.Section).Where(n => !n.IsGroup && !_state[n.Path].IsOver).Select(static n => n.Path.Value).Take(1)];

    private static string Names(List<string> names) => names switch
    {
        [] => "what is left",
        [var one] => $"`{one}`",
        [var one, var two] => $"`{one}` and `{two}`",
        [var one, ..] => $"`{one}` and {names.Count - 1} more",
    };
}
