using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Reporting;

/// <summary>The lines for events of lanes, gates and the <c>for-each</c> around them.</summary>
/// <param name="plan">The plan.</param>
/// <param name="ink">Colours.</param>
/// <param name="brief">Whether of a lane's steps only what went wrong is told: the rest is seen in the live view.</param>
internal sealed class LaneEventText(Plan plan, Ink ink, bool brief)
{
    private const int WidestName = 32;
    private const int MostNames = 10;

    private readonly int _nameWidth = Math.Min(WidestName, plan.Nodes.Select(static n => TerminalText.Width(n.Path.Value)).DefaultIfEmpty(0).Max());
    private readonly HashSet<(StepPath, int)> _announced = [];

    /// <summary>A step's name, filled up so that what follows stands in a column.</summary>
    public string Name(StepPath path) => path.Value + new string(' ', Math.Max(0, _nameWidth - TerminalText.Width(path.Value)));

    public IEnumerable<string> Of(RunEvent.OfStep e, PlanNode node, RunState state) => node switch
    {
        { IsLane: true, Lane: { } lane } => Batch(e, lane).Concat(Named(e.Step, OfLane(e, state))),
        { Gate: { } gate } => Named(e.Step, OfGate(e, gate, state[e.Step])),
        { FanOut: { } fanOut } => Named(e.Step, OfForEach(e, fanOut, state)),
        _ => Named(e.Step, OfStep(e)),
    };

    private IEnumerable<string> Named(StepPath path, string? text)
    {
        if (text is not null)
            yield return $"{Name(path)}  {text}";
    }

    /// <summary>Told with the first lane of a batch that begins.</summary>
    private IEnumerable<string> Batch(RunEvent.OfStep e, Lane lane)
    {
        var batches = plan[lane.ForEach].FanOut!.Batches;
        if (e is not RunEvent.StepStarted || batches.Length < 2 || !_announced.Add((lane.ForEach, lane.Batch)))
            yield break;
        var names = batches[lane.Batch].Select(l => plan[l].Lane!.Target).ToList();
        var hosts = names.Count > MostNames ? $"{string.Join(", ", names.Take(MostNames - 1))} and {names.Count - MostNames + 1} more" : string.Join(", ", names);
        yield return $"{Name(lane.ForEach)}  {ink.Busy($"batch {lane.Batch + 1} of {batches.Length}")}: {hosts}";
    }

    private string? OfLane(RunEvent.OfStep e, RunState state) => e switch
    {
        RunEvent.StepFinished { Result: StepResult.Failed, Failure: { Code: GroupVerdict.Stopped } stopped } => ink.Warn(TerminalText.Line(stopped.Message)),
        RunEvent.StepFinished { Result: StepResult.Failed } => $"{ink.Bad("lane failed")}{StepWords.Took(state[e.Step])}",
        RunEvent.StepFinished when !LaneVerdict.DidAnything(e.Step, plan, state) => ink.Faint("lane skipped: no step had anything to do"),
        RunEvent.StepFinished => $"{ink.Good("lane done")}{StepWords.Took(state[e.Step])}: {Steps(LaneFacts.Of(e.Step, plan, state).Total)}",
        RunEvent.StepSkipped skipped when !brief => ink.Faint($"lane skipped: {StepWords.Of(skipped.Reason, skipped.Cause)}"),
        _ => null,
    };

    private string? OfGate(RunEvent.OfStep e, Gate gate, StepState step) => e switch
    {
        RunEvent.StepStarted { Attempt: 1 } when !brief => ink.Busy("gate"),
        RunEvent.StepRetryScheduled { Good: true } when !brief => $"good, {step.Streak} of {gate.Consecutive} times in a row",
        RunEvent.StepRetryScheduled retry when !brief => $"{ink.Warn("not good yet")}, again in {Elapsed.Of(retry.NotBefore - retry.At)}: {TerminalText.Line(retry.Failure.Message)}",
        RunEvent.StepFinished => $"{ink.Good("good")}{(gate.Consecutive > 1 ? $" {gate.Consecutive} times in a row" : "")}",
        RunEvent.StepSkipped skipped when !brief => ink.Faint($"skipped: {StepWords.Of(skipped.Reason, skipped.Cause)}"),
        _ => null,
    };

    private string? OfForEach(RunEvent.OfStep e, FanOut fanOut, RunState state) => e switch
    {
        RunEvent.StepStarted => ink.Busy($"{Lanes(fanOut.Lanes)} in {(fanOut.Batches.Length == 1 ? "1 batch" : $"{fanOut.Batches.Length} batches")}"),
        RunEvent.StepFinished { Result: StepResult.Failed, Failure: { } failure } =>
            $"{(failure.Code == "max-failures" ? ink.Bad(TerminalText.Line(failure.Message)) : ink.Warn(TerminalText.Line(failure.Message)))}",
        RunEvent.StepFinished => $"{ink.Good(fanOut.Lanes == 0 ? "nothing to do: there are no hosts" : $"{Lanes(fanOut.Lanes)} done")}{StepWords.Took(state[e.Step])}",
        RunEvent.StepSkipped skipped => ink.Faint($"skipped: {StepWords.Of(skipped.Reason, skipped.Cause)}"),
        _ => null,
    };

    /// <summary>What a person must see of a step in a lane, though the lane is told as a whole.</summary>
    private string? OfStep(RunEvent.OfStep e) => e switch
    {
        RunEvent.StepRetryScheduled retry => $"{ink.Warn("failed")}, again in {Elapsed.Of(retry.NotBefore - retry.At)}: {TerminalText.Line(retry.Failure.Message)}",
        RunEvent.StepWaiting waiting => ink.Warn(StepWords.Of(waiting.Wait)),
        RunEvent.StepAnswered answered => $"{(answered.Answer.Approved ? ink.Good("approved") : ink.Bad("rejected"))} by {TerminalText.Line(answered.Answer.By)}",
        RunEvent.StepResolved resolved => $"{(resolved.Done ? "is said to be done" : "is to run again")}, by {TerminalText.Line(resolved.By)}",
        _ => null,
    };

    private static string Lanes(int count) => count == 1 ? "1 lane" : $"{count} lanes";

    private static string Steps(int count) => count == 1 ? "1 step" : $"{count} steps";
}
