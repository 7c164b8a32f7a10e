using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>Writes what happens to steps into the journal. Decides only what follows from the outcome itself.</summary>
internal sealed class StepLedger(EngineServices services, RunJournal journal, Plan plan, StepScope scopes, SecretMask mask, FanOutBook fanOuts)
{
    /// <summary>Why a node is not to be run at all; null when it is.</summary>
    public (SkipReason Reason, StepPath? Cause)? ReasonToSkip(PlanNode node)
    {
        foreach (var before in node.DependsOn)
        {
            if (plan.Find(before) is { } needed && GroupVerdict.Blocks(needed, journal.State[before]))
                return (SkipReason.NeedFailed, journal.State[before].SkipCause ?? before);
        }

        if (journal.State.AbortRequested && node.Section is (RunSection.Main or RunSection.OnFailure))
            return (SkipReason.Aborted, null);

        if (fanOuts.TrippedAround(node) is { } tripped)
            return (SkipReason.MaxFailures, tripped);

        // What an included runbook does at its end is only for when it began.
        return node.Section is RunSection.OnFailure or RunSection.Finally && node.Frame.Include is { } include && journal.State[include].Attempt == 0
            ? (SkipReason.Condition, include)
            : null;
    }

    /// <summary>Whether the step's condition holds; or why that cannot be told.</summary>
    public (bool Holds, StepFailure? Failure) Condition(PlanNode node)
    {
        if (node.Step.If is not { } condition)
            return (true, null);
        var evaluation = scopes.Evaluate(new Argument.Expression(condition), node.Frame, journal.State);
        return evaluation switch
        {
            { Succeeded: false } => (false, StepFailures.Expression(mask.Apply(evaluation.Error!))),
            { Value: Value.Flag flag } => (flag.On, null),
            _ => (false, StepFailures.Expression($"{condition.Span}: `if` should be true or false, not `{mask.Apply(evaluation.Value!)}`")),
        };
    }

    /// <summary>The intent.</summary>
    /// <param name="node">The step.</param>
    /// <param name="target">Where it acts; null for groups, and for steps that fail before that is known.</param>
    /// <param name="bootId">Of the target.</param>
    /// <param name="claims">Where its commands are claimed.</param>
    /// <param name="found">What looking wants to be remembered.</param>
    public void Start(PlanNode node, string? target = null, string? bootId = null, ClaimsPlace? claims = null, Value.Map? found = null) => journal.Record(new RunEvent.StepStarted
    {
        At = journal.Now,
        Step = node.Path,
        Attempt = journal.State[node.Path].Attempt + 1,
        BootId = bootId,
        Claims = claims,
        Target = target == services.Local.Target ? null : target,
        Found = found ?? new([]),
    });

    /// <summary>
    /// Skips the node and all that is in it. An attempt inside that was given up because its host was lost, and is not taken up now, stays as it was.
    /// </summary>
    public void Skip(PlanNode node, SkipReason reason, StepPath? cause)
    {
        var state = journal.State[node.Path];
        if (state.Status == StepStatus.Running)
            Finish(node, StepResult.Failed, new([]), StepFailures.NotTakenUp(), ActResult.Of(new StepOutcome.InDoubt("")) with { IsUnsettled = true });
        else if (!state.IsOver)
            journal.Record(new RunEvent.StepSkipped { At = journal.Now, Step = node.Path, Reason = reason, Cause = cause });
        foreach (var child in node.Children)
            Skip(plan[child], reason, cause ?? node.Path);
    }

    /// <summary>Ends a group as what is in it says.</summary>
    public void FinishGroup(PlanNode group)
    {
        var children = group.Children.Select(c => plan[c]).ToArray();
        if (FailureInside(group, children) is { } inside)
        {
            Finish(group, StepResult.Failed, LaneOutputs(group), inside);
            return;
        }

        var result = GroupVerdict.AnyChanged(children, journal.State) ? StepResult.Succeeded : StepResult.Unchanged;
        var (outputs, failure) = group.Step is IncludeStep include ? OutputsOf(include, group.InnerFrame!) : (LaneOutputs(group), null);
        Finish(group, failure is null ? result : StepResult.Failed, outputs, failure);
    }

    private StepFailure? FailureInside(PlanNode group, PlanNode[] children)
    {
        if (group.FanOut is not null)
            return LaneVerdict.FailureOf(group, plan, journal.State);
        var blocking = children.Where(c => GroupVerdict.Blocks(c, journal.State[c.Path])).ToArray();
        if (blocking.Length == 0)
            return null;
        var cause = blocking.FirstOrDefault(b => !IsStopped(journal.State[b.Path]));
        return cause is null ? StepFailures.LaneStopped() : StepFailures.Inside(journal.State[cause.Path].SkipCause ?? cause.Path);
    }

    /// <summary>Whether it did not go on because too many lanes failed elsewhere.</summary>
    private static bool IsStopped(StepState state) => state.Skip == SkipReason.MaxFailures || state.Failure?.Code == GroupVerdict.Stopped;

    private Value.Map LaneOutputs(PlanNode group) => group.FanOut is null ? new([]) : LaneVerdict.Outputs(group, plan, journal.State);

    public void Fail(PlanNode node, StepFailure failure) => Finish(node, StepResult.Failed, new([]), failure);

    /// <summary>Looking showed that there is nothing to do.</summary>
    public void FindUnchanged(PlanNode node, Value.Map outputs)
    {
        if (node.Gate is { } gate)
            Judge(node, gate, ActResult.Of(new StepOutcome.Unchanged(outputs)));
        else
            FinishWell(node, StepResult.Unchanged, outputs, null);
    }

    /// <summary>Records how a step's work ended.</summary>
    public void Record(PlanNode node, ActResult result)
    {
        switch (result.Outcome)
        {
            case StepOutcome.Failed lost when result.IsUnsettled:
                Finish(node, StepResult.Failed, new([]), lost.Failure, result);
                break;
            case StepOutcome.Succeeded or StepOutcome.Unchanged or StepOutcome.Failed when node.Gate is { } gate:
                Judge(node, gate, result);
                break;
            case StepOutcome.Succeeded succeeded:
                FinishWell(node, StepResult.Succeeded, succeeded.Outputs, result);
                break;
            case StepOutcome.Unchanged unchanged:
                FinishWell(node, StepResult.Unchanged, unchanged.Outputs, result);
                break;
            case StepOutcome.Failed when result.NeverBegan:
                // The engine that died could not even start it, on a full disk say, and gave its name up; under a new one nothing is doubled.
                Retry(node, StepFailures.Interrupted("its command had not begun when the engine went away"), journal.Now);
                break;
            case StepOutcome.Failed failed:
                FailOrRetry(node, failed, result);
                break;
            case StepOutcome.Waiting waiting:
                journal.Record(new RunEvent.StepWaiting { At = journal.Now, Step = node.Path, Wait = waiting.Wait });
                break;
            case StepOutcome.InDoubt doubt:
                Resolve(node, doubt, result.Probe!);
                break;
        }
    }

    private void Judge(PlanNode node, Gate gate, ActResult result)
    {
        var (timeout, delay) = (TimeOf(gate.Timeout, node) ?? Gate.DefaultTimeout, TimeOf(gate.Delay, node) ?? GateVerdict.DefaultDelay);
        var failed = result.Outcome as StepOutcome.Failed;
        var (answer, failure) = GateVerdict.Decide(gate.Consecutive, timeout, journal.State[node.Path], failed?.Failure, journal.Now);
        switch (answer)
        {
            case GateAnswer.Open:
                FinishWell(node, StepResult.Unchanged, OutputsOf(result.Outcome), result);
                break;
            case GateAnswer.Again:
                Retry(node, failure!, journal.Now + delay, isGood: failed is null);
                break;
            default:
                Finish(node, StepResult.Failed, failed?.Outputs ?? new([]), failure, result);
                break;
        }
    }

    private static Value.Map OutputsOf(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Succeeded succeeded => succeeded.Outputs,
        StepOutcome.Unchanged unchanged => unchanged.Outputs,
        _ => new([]),
    };

    /// <summary>A duration that its author wrote; null when there is none, or it cannot be had.</summary>
    private TimeSpan? TimeOf(Argument? argument, PlanNode node) =>
        argument is not null && scopes.Evaluate(argument, node.Frame, journal.State) is { Succeeded: true } value && Durations.TryParse(value.Value.ToString(), out var time)
            ? time
            : null;

    private void FailOrRetry(PlanNode node, StepOutcome.Failed failed, ActResult result)
    {
        var state = journal.State[node.Path];
        if (RetryPolicy.Next(node.Step.Retry, state.FailedAttempts, failed.Failure) is not { } delay)
        {
            Finish(node, StepResult.Failed, failed.Outputs ?? new([]), failed.Failure, result);
            return;
        }

        Retry(node, failed.Failure, journal.Now + delay);
    }

    private void Resolve(PlanNode node, StepOutcome.InDoubt doubt, ProbeResult probe)
    {
        services.Log.Write(LogLevel.Warning, journal.Run, node.Path, $"in doubt: {doubt.Reason}");
        switch (DoubtPolicy.Decide(node.Step, ((ActionStep)node.Step).Verb.HasSideEffect, probe))
        {
            case DoubtDecision.Done:
                var outputs = ((ProbeResult.Satisfied)probe).Outputs;
                var seen = ActResult.Of(doubt) with { Resolution = $"{doubt.Reason}; looking shows that its aim is reached" };
                FinishWell(node, StepResult.Succeeded, mask.Apply(outputs), seen);
                break;
            case DoubtDecision.RunAgain:
                Retry(node, StepFailures.Interrupted(doubt.Reason), journal.Now);
                break;
            default:
                // A doubt that was looked at once more, and is still the same, has been asked about already.
                WaitReason wait = new(WaitKind.Doubt, doubt.Reason);
                if (journal.State[node.Path].Wait != wait)
                    journal.Record(new RunEvent.StepWaiting { At = journal.Now, Step = node.Path, Wait = wait });
                break;
        }
    }

    private void Retry(PlanNode node, StepFailure failure, DateTimeOffset notBefore, bool isGood = false) => journal.Record(new RunEvent.StepRetryScheduled
    {
        At = journal.Now, Step = node.Path, Attempt = journal.State[node.Path].Attempt, NotBefore = notBefore, Failure = failure, Good = isGood,
    });

    private void FinishWell(PlanNode node, StepResult result, Value.Map outputs, ActResult? act)
    {
        var (named, failure) = NamedOutputs(node, outputs);
        Finish(node, failure is null ? result : StepResult.Failed, named, failure, act);
    }

    private void Finish(PlanNode node, StepResult result, Value.Map outputs, StepFailure? failure, ActResult? act = null) => journal.Record(new RunEvent.StepFinished
    {
        At = journal.Now,
        Step = node.Path,
        Attempt = journal.State[node.Path].Attempt,
        Result = result,
        Outputs = outputs,
        Failure = failure,
        Stdout = act?.Stdout ?? OutputExcerpt.Empty,
        Stderr = act?.Stderr ?? OutputExcerpt.Empty,
        Resolution = act?.Resolution,
        Unsettled = act?.IsUnsettled ?? false,
    });

    private (Value.Map Outputs, StepFailure? Failure) NamedOutputs(PlanNode node, Value.Map result)
    {
        if (node.Step.Outputs.IsEmpty)
            return (result, null);
        var needed = new NeededNames();
        foreach (var (_, template) in node.Step.Outputs)
            needed.Read(template);
        var scope = scopes.Build(node.Frame, needed, journal.State);
        if (!scope.Succeeded)
            return (result, StepFailures.Output(mask.Apply(scope.Error)));
        var names = StepScope.With((Value.Map)scope.Value, "result", result);
        var outputs = new List<KeyValuePair<string, Value>>(result.Entries);
        foreach (var (name, template) in node.Step.Outputs)
        {
            var evaluation = services.Expressions.Evaluate(template, names);
            if (!evaluation.Succeeded)
                return (result, StepFailures.Output($"{template.Span}: {mask.Apply(evaluation.Error)}"));
            outputs.RemoveAll(o => o.Key == name);
            outputs.Add(new(name, mask.Apply(evaluation.Value)));
        }

        return (new([.. outputs]), null);
    }

    private (Value.Map Outputs, StepFailure? Failure) OutputsOf(IncludeStep include, PlanFrame frame)
    {
        var outputs = new List<KeyValuePair<string, Value>>();
        foreach (var (name, argument) in include.Runbook.Outputs)
        {
            var evaluation = scopes.Evaluate(argument, frame, journal.State);
            if (!evaluation.Succeeded)
                return (new([]), StepFailures.Output(mask.Apply(evaluation.Error)));
            outputs.Add(new(name, mask.Apply(evaluation.Value)));
        }

        return (new([.. outputs]), null);
    }
}
