using System.Diagnostics;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Telemetry;

/// <summary>
/// The spans of what this process drives of a run, made of its events and their times: the run, in it its steps (groups and lanes among them), and in each step its attempts. Nothing is
/// told but what the events hold, where secrets are masked, and of that neither commands nor what they wrote.
/// </summary>
internal sealed class RunSpans(ActivitySource source, RunId run, Plan plan, ActivityContext parent) : IDisposable
{
    private readonly Dictionary<StepPath, Activity> _steps = [];
    private readonly Dictionary<StepPath, Activity> _attempts = [];
    private string _engineHost = "";
    private Activity? _root;

    /// <summary>Takes in what happened.</summary>
    /// <param name="e">An event.</param>
    /// <param name="before">The state before it.</param>
    /// <param name="state">The state after it.</param>
    public void Take(RunEvent e, RunState before, RunState state)
    {
        switch (e)
        {
            case RunEvent.RunCreated created:
                Begin("RUN", e.At, created.By, state);
                break;
            case RunEvent.RunResumed resumed:
                Begin(resumed.Undo ? "UNDO" : "RESUME", e.At, resumed.By, state);
                TakeUp(e.At, state);
                break;
            case RunEvent.SectionStarted section:
                Mark(_root, e.At, "section", ("runbook.section", StepWords.Of(section.Section)));
                break;
            case RunEvent.RequestTaken request:
                Mark(_root, e.At, "request", ("runbook.request", SpanWords.Of(request.Kind)));
                break;
            case RunEvent.RunStopped stopped:
                LetGo(e.At, SpanWords.Of(stopped.Reason));
                End(e.At, state);
                break;
            case RunEvent.RunFinished:
                LetGo(e.At, "finished");
                End(e.At, state);
                break;
            case RunEvent.OfStep step:
                Take(step, before[step.Step], state);
                break;
        }
    }

    /// <summary>Ends what is open when the engine failed.</summary>
    public void GiveUp(DateTimeOffset at)
    {
        LetGo(at, "engine");
        if (_root is not { } root)
            return;
        root.SetTag(SpanWords.RunResult, "error");
        Close(root, at, "engine", "the engine stopped before the run did");
        _root = null;
    }

    public void Dispose() => source.Dispose();

    private void Take(RunEvent.OfStep e, StepState before, RunState state)
    {
        if (plan.Find(e.Step) is not { } node)
            return;
        switch (e)
        {
            case RunEvent.StepStarted started:
                Open(node, e.At, started.Target);
                if (!node.IsGroup)
                    OpenAttempt(node, e.At, started.Attempt, started.Target);
                break;
            case RunEvent.StepFinished finished:
                Open(node, e.At, before.Target);
                if (finished.Resolution is { } resolution)
                    Mark(_attempts.GetValueOrDefault(e.Step), e.At, "taken up", (SpanWords.Message, resolution));
                CloseAttempt(e.Step, e.At, finished.Result, finished.Failure, finished.Outputs);
                CloseStep(e.Step, e.At, SpanWords.Of(finished.Result), finished.Failure);
                break;
            case RunEvent.StepRetryScheduled retry:
                CloseAttempt(e.Step, e.At, retry.Good ? StepResult.Succeeded : StepResult.Failed, retry.Good ? null : retry.Failure, null);
                Mark(_steps.GetValueOrDefault(e.Step), e.At, retry.Good ? "good" : "retry", ("runbook.not_before", retry.NotBefore.ToString("O")));
                break;
            case RunEvent.StepWaiting waiting:
                Mark(_steps.GetValueOrDefault(e.Step), e.At, "waiting", ("runbook.wait.reason", SpanWords.Of(waiting.Wait.Kind)), (SpanWords.Message, TerminalText.Line(waiting.Wait.Message.Trim())));
                break;
            case RunEvent.StepAnswered answered:
                Mark(_steps.GetValueOrDefault(e.Step), e.At, answered.Answer.Approved ? "approved" : "rejected");
                break;
            case RunEvent.StepResolved resolved:
                Mark(_steps.GetValueOrDefault(e.Step), e.At, resolved.Done ? "said to be done" : "said to be run again");
                if (resolved.Done)
                    CloseStep(e.Step, e.At, SpanWords.Of(StepResult.Succeeded), null);
                break;
            case RunEvent.StepSkipped skipped:
                Skip(node, skipped);
                break;
        }
    }

    /// <summary>Steps that are not run have no span: a mark where they stand, for the outermost.</summary>
    private void Skip(PlanNode node, RunEvent.StepSkipped e)
    {
        if (_steps.ContainsKey(e.Step))
            CloseStep(e.Step, e.At, "skipped", null);
        else if (node.Parent is null || _steps.ContainsKey(node.Parent.Value))
            Mark(Around(node), e.At, "skipped", (SpanWords.Step, e.Step.Value), ("runbook.skip.reason", SpanWords.Of(e.Reason)));
    }

    private void Begin(string action, DateTimeOffset at, LeaseHolder by, RunState state)
    {
        _engineHost = by.Host;
        Func<Activity?> make = () => Start($"{action} {plan.Runbook.Name}", ActivityKind.Server, parent, at);
        _root = parent == default ? TraceIds.Root(run, make) : make();
        Tag(_root, (SpanWords.Runbook, plan.Runbook.Name), (SpanWords.Action, action), (SpanWords.Resumes, state.Resumes));
        Tag(_root, (SpanWords.Host, by.Host), ("process.pid", by.ProcessId), ("k8s.cluster.uid", state.Created?.Cluster), ("k8s.cluster.name", state.Created?.ClusterName));
    }

    /// <summary>What was begun before and is not over goes on in a span of its own, within what this process drives. An undo goes on with nothing but an undo.</summary>
    private void TakeUp(DateTimeOffset at, RunState state)
    {
        foreach (var node in plan.Nodes.Where(n => (n.Section == RunSection.Undo) == state.IsUndoRequested && state[n.Path].Status is StepStatus.Running or StepStatus.Retrying or StepStatus.Waiting))
        {
            var step = state[node.Path];
            Open(node, at, step.Target);
            if (!node.IsGroup && step.Status == StepStatus.Running)
                OpenAttempt(node, at, step.Attempt, step.Target);
            Mark(_attempts.GetValueOrDefault(node.Path) ?? _steps.GetValueOrDefault(node.Path), at, "resumed", ("runbook.started_at", step.StartedAt?.ToString("O")));
        }
    }

    private void Open(PlanNode node, DateTimeOffset at, string? target)
    {
        if (_steps.ContainsKey(node.Path) || Around(node) is not { } around || Start(SpanWords.Last(node.Path), ActivityKind.Internal, around.Context, at) is not { } span)
            return;
        _steps[node.Path] = span;
        Tag(span, (SpanWords.Task, node.Path.Value), (SpanWords.TaskRun, node.Path.Value), (SpanWords.Verb, node.IsLane ? "lane" : StepWords.Verb(node.Step)), (SpanWords.Host, HostOf(node, target)));
        if (node.Section != RunSection.Main)
            Tag(span, (SpanWords.Section, StepWords.Of(node.Section)));
        if (node.IsLane)
            Tag(span, (SpanWords.Batch, node.Lane!.Batch + 1), ("k8s.node.name", node.Frame.Target?["labels"] is null ? null : node.Lane.Target));
    }

    private void OpenAttempt(PlanNode node, DateTimeOffset at, int attempt, string? target)
    {
        var verb = StepWords.Verb(node.Step);
        if (_steps.GetValueOrDefault(node.Path) is not { } step || Start(verb, ActivityKind.Internal, step.Context, at) is not { } span)
            return;
        _attempts[node.Path] = span;
        Tag(span, (SpanWords.Task, node.Path.Value), (SpanWords.TaskRun, $"{node.Path}#{attempt}"), (SpanWords.Attempt, attempt), (SpanWords.Verb, verb), (SpanWords.Host, HostOf(node, target)));
    }

    private void CloseAttempt(StepPath path, DateTimeOffset at, StepResult result, StepFailure? failure, Value.Map? outputs)
    {
        if (!_attempts.Remove(path, out var span))
            return;
        var status = outputs?["exit_status"] is Value.Integer { Number: var number } ? (object?)number : null;
        Tag(span, (SpanWords.TaskResult, SpanWords.Of(failure)), (SpanWords.Outcome, SpanWords.Of(result)), (SpanWords.ExitCode, status));
        Close(span, at, failure?.Code, failure?.Message);
    }

    private void CloseStep(StepPath path, DateTimeOffset at, string outcome, StepFailure? failure)
    {
        if (_attempts.Remove(path, out var attempt))
            Close(attempt, at, null, null);
        if (!_steps.Remove(path, out var span))
            return;
        Tag(span, (SpanWords.TaskResult, outcome == "skipped" ? "skip" : SpanWords.Of(failure)), (SpanWords.Outcome, outcome));
        Close(span, at, failure?.Code, failure?.Message);
    }

    /// <summary>What is not over when this process stops ends with it here; commands may go on.</summary>
    private void LetGo(DateTimeOffset at, string reason)
    {
        foreach (var span in _attempts.Values.Concat(_steps.OrderByDescending(static s => s.Key.Value.Length).Select(static s => s.Value)))
        {
            Mark(span, at, "let go", ("runbook.stop.reason", reason));
            Close(span, at, null, null);
        }

        _attempts.Clear();
        _steps.Clear();
    }

    private void End(DateTimeOffset at, RunState state)
    {
        if (_root is not { } root)
            return;
        Tag(root, (SpanWords.RunResult, SpanWords.Of(state.Status)), (SpanWords.Status, StepWords.Of(state.Status)));
        var (node, failed) = RunFacts.Failed(state, plan).FirstOrDefault();
        if (state.Status == RunStatus.Failed)
            Close(root, at, failed?.Failure?.Code ?? "_OTHER", node is null ? "the run failed" : $"{node.Path} failed{StepWords.On(failed!)}: {failed!.Failure?.Message}");
        else
            Close(root, at, null, null);
        _root = null;
    }

    /// <summary>Null where it is not known: for groups outside of lanes, and for a step that failed before its host was found.</summary>
    private string? HostOf(PlanNode node, string? target) => node switch
    {
        _ when target is not null => target,
        { IsGroup: true } => node.Lane?.Target,
        { On: null or { Content: "local" } } => _engineHost,
        _ => null,
    };

    /// <summary>The innermost open span around a step.</summary>
    private Activity? Around(PlanNode node)
    {
        for (var path = node.Parent; path is { } outer; path = plan.Find(outer)?.Parent)
        {
            if (_steps.TryGetValue(outer, out var span))
                return span;
        }

        return _root;
    }

    /// <summary>Starts a span without becoming what requests of the engine, to a cluster say, belong to.</summary>
    private Activity? Start(string name, ActivityKind kind, ActivityContext within, DateTimeOffset at)
    {
        var current = Activity.Current;
        Activity.Current = null;
        try
        {
            return source.StartActivity(name, kind, within, [new(SpanWords.Run, run.Value)], links: null, at);
        }
        finally
        {
            Activity.Current = current;
        }
    }

    private static void Close(Activity span, DateTimeOffset at, string? error, string? message)
    {
        if (error is not null)
            span.SetTag(SpanWords.Error, error).SetStatus(ActivityStatusCode.Error, message is null ? null : TerminalText.Line(message));
        span.SetEndTime(at.UtcDateTime).Stop();
    }

    private static void Tag(Activity? span, params ReadOnlySpan<(string Name, object? Value)> tags)
    {
        foreach (var (name, value) in tags)
        {
            if (value is not null)
                span?.SetTag(name, value);
        }
    }

    private static void Mark(Activity? span, DateTimeOffset at, string name, params ReadOnlySpan<(string Name, object? Value)> tags)
    {
        var collection = new ActivityTagsCollection();
        foreach (var (tag, value) in tags)
        {
            if (value is not null)
                collection[tag] = value;
        }

        span?.AddEvent(new(name, at, collection));
    }
}
