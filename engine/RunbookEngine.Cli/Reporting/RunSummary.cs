using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Reporting;

/// <summary>The last lines of a run: how it stands, why, and what to type next. Pure.</summary>
/// <param name="run">The run.</param>
/// <param name="plan">Its plan.</param>
/// <param name="ink">Colours.</param>
/// <param name="columns">Of the terminal; without a limit in a pipe.</param>
/// <param name="commandLine">A command as it can be typed here: command, run, what follows.</param>
internal sealed class RunSummary(RunId run, Plan plan, Ink ink, int columns, Func<string, RunId?, string?, string> commandLine)
{
    private const int MostFailures = 5;

    public IEnumerable<string> Lines(RunState state)
    {
        yield return "";
        yield return $"{StepWords.Paint(ink, state.Status, StepWords.Of(state.Status))} after {Duration(state)}: {RunFacts.Counts(state, plan)}";
        if (state.StopNote is { } note)
        {
            foreach (var line in new FailureText(ink, columns).Sentence("why", TerminalText.Line(note)))
                yield return line;
        }

        foreach (var line in Reasons(state).Concat(Next(state)))
            yield return line;
    }

    private IEnumerable<string> Reasons(RunState state) => state.Status switch
    {
        RunStatus.Succeeded => Outputs(state),
        RunStatus.Failed or RunStatus.Aborted => Lanes(state).Concat(RunFacts.Failed(state, plan).Take(MostFailures).SelectMany(f => Failure(f.Node, f.State))).Concat(More(state)),
        RunStatus.Paused or RunStatus.Interrupted => Lanes(state),
        RunStatus.Waiting => plan.Nodes.Select(n => (Node: n, State: state[n.Path])).Where(static s => s.State.Wait is not null).Select(s => Wait(s.Node, s.State)),
        _ => [],
    };

    private static IEnumerable<string> Outputs(RunState state)
    {
        if (state.Outputs.Entries.Length == 0)
            yield break;
        var width = state.Outputs.Entries.Max(static e => TerminalText.Width(e.Key));
        foreach (var (name, value) in state.Outputs.Entries)
            yield return $"  {name.PadRight(width)}  {TerminalText.Line(value.ToString())}";
    }

    private IEnumerable<string> Lanes(RunState state) => LaneFacts.FanOuts(plan).SelectMany(f => new LaneText(plan, ink, columns).Failures(f, state));

    private IEnumerable<string> More(RunState state)
    {
        var count = RunFacts.Failed(state, plan).Count();
        if (count > MostFailures)
            yield return $"\n{count - MostFailures} more failed; `{commandLine("status", run, "--output json")}` has all";
    }

    private IEnumerable<string> Failure(PlanNode node, StepState step)
    {
        var attempt = step.Attempt > 1 ? $", attempt {step.Attempt}" : "";
        yield return "";
        yield return $"{ink.Bold("step")}  {ink.Bad(node.Path.Value)}  {ink.Faint($"({StepWords.Verb(node.Step)}{StepWords.On(step)}{attempt}, {TerminalText.Line(node.Step.Span.ToString())})")}";
        if (step.Failure is { } failure)
        {
            foreach (var line in new FailureText(ink, columns).Lines(failure))
                yield return line;
        }

        if (step.Stdout != OutputExcerpt.Empty || step.Stderr != OutputExcerpt.Empty)
            yield return $"{ink.Bold("see")}   {commandLine("logs", run, ShellWord.Of(node.Path.Value))}";
    }

    private string Wait(PlanNode node, StepState step) => $"{ink.Warn(node.Path.Value)} {StepWords.Of(step.Wait!)}";

    /// <summary>What to type, each line ready to be copied.</summary>
    public IEnumerable<string> Next(RunState state)
    {
        var lines = Commands(state).ToList();
        if (lines.Count == 0)
            yield break;
        yield return "";
        var width = lines.Max(static l => l.Aim.Length);
        foreach (var (aim, command) in lines)
            yield return $"{ink.Bold(aim.PadRight(width))}   {command}";
    }

    private IEnumerable<(string Aim, string Command)> Commands(RunState state)
    {
        var resume = commandLine("resume", run, null);
        switch (state.Status)
        {
            case RunStatus.Failed when state.Section == RunSection.Undo:
                yield return ("to go on with the undo", commandLine("undo", run, null));
                break;
            case RunStatus.Failed:
                yield return ("to go on", resume);
                if (RunFacts.ToUndo(state, plan).Any())
                    yield return ("to take it back", commandLine("undo", run, null));
                break;
            case RunStatus.Waiting:
                foreach (var line in Answers(state))
                    yield return line;
                break;
            case RunStatus.Paused or RunStatus.Interrupted:
                yield return ("to go on", resume);
                break;
            case RunStatus.Running:
                yield return ("to go on", resume);
                break;
            case RunStatus.Aborted when RunFacts.ToUndo(state, plan).Any():
                yield return ("to take it back", commandLine("undo", run, null));
                break;
        }
    }

    private IEnumerable<(string Aim, string Command)> Answers(RunState state)
    {
        var approvals = RunFacts.Waiting(state, plan, WaitKind.Approval).ToList();
        foreach (var (node, _) in approvals)
            yield return ("to approve", commandLine("approve", run, approvals.Count > 1 ? $"--step {ShellWord.Of(node.Path.Value)}" : null));
        var doubts = RunFacts.Waiting(state, plan, WaitKind.Doubt).ToList();
        foreach (var (node, _) in doubts)
        {
            yield return ("if it was done", commandLine("resume", run, $"--resolve {ShellWord.Of($"{node.Path}=done")}"));
            yield return ("to run it again", commandLine("resume", run, $"--resolve {ShellWord.Of($"{node.Path}=retry")}"));
        }

        if (doubts.Count == 0)
            yield return (approvals.Count > 0 ? "then, to go on" : "to go on", commandLine("resume", run, null));
    }

    private static string Duration(RunState state) =>
        state.Created is { } created ? Elapsed.Of(state.UpdatedAt - created.At) : "0s";
}
