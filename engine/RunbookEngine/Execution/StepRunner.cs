using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>Prepares a step, lets its handler look, and lets it act. Knows nothing of other steps and writes no journal.</summary>
internal sealed class StepRunner(EngineServices services, RunId run, StepScope scopes, SecretMask mask, string baseDirectory)
{
    private readonly StepDiagnosis _diagnosis = new(services, run, mask);

    /// <summary>Evaluates what the author wrote.</summary>
    /// <returns>The step, or why there is none.</returns>
    public (PreparedStep? Step, StepFailure? Failure) Prepare(PlanNode node, RunState state)
    {
        var step = (ActionStep)node.Step;
        var needed = new NeededNames();
        needed.Read(step.Arguments);
        if (step.Timeout is not null)
            needed.Read(step.Timeout);
        var scope = scopes.Build(node.Frame, needed, state);
        if (!scope.Succeeded)
            return (null, StepFailures.Expression(mask.Apply(scope.Error)));
        var arguments = ArgumentEvaluator.Evaluate(services.Expressions, step.Arguments, (Value.Map)scope.Value);
        if (!arguments.Succeeded)
            return (null, StepFailures.Expression(mask.Apply(arguments.Error)));
        var coerced = ArgumentChecker.Coerce(step.Verb, (Value.Map)arguments.Value, out var error);
        if (error is not null)
            return (null, StepFailures.Argument(mask.Apply(error)));
        var (timeout, failure) = TimeoutOf(step, (Value.Map)scope.Value);
        if (failure is not null)
            return (null, failure);
        var (target, unknown) = TargetOf(node, state);
        return target is null ? (null, unknown) : (new(node, step, services.Handlers[step.Tool], new(coerced), timeout, target), null);
    }

    /// <summary>Lets the handler look. Completes at once when it cannot.</summary>
    public async Task<LookResult> LookAsync(PreparedStep step, StepState state, CancellationToken detach)
    {
        using var timeout = Deadline(step.Timeout, detach);
        using var commands = Commands(step, Facts(step, state with { StartedAt = services.Clock.GetUtcNow() }, isResumed: false), detach);
        try
        {
            // A restart after this shows, whenever it comes.
            var boot = await step.Target.GetBootIdAsync(timeout.Token);
            var claims = await step.Target.GetClaimsAsync(run, timeout.Token);
            return await step.Handler.ProbeAsync(Context(step, state with { BootId = null }, commands), timeout.Token) switch
            {
                ProbeResult.Satisfied satisfied => new LookResult.Satisfied(mask.Apply(satisfied.Outputs), boot, claims),
                ProbeResult.Needed needed => new LookResult.Act(step, boot, claims) { Found = mask.Apply(needed.Found) },
                _ => new LookResult.Act(step, boot, claims),
            };
        }
        catch (Exception e) when (!detach.IsCancellationRequested)
        {
            return new LookResult.Failed(FailureOf(e, step));
        }
    }

    /// <summary>Lets the handler look for a plan: what would change is told, and nothing is remembered.</summary>
    public async Task<(ProbeResult Result, StepFailure? Failure)> ForeseeAsync(PreparedStep step, StepState state, CancellationToken cancellation)
    {
        using var timeout = Deadline(step.Timeout, cancellation);
        using var commands = Commands(step, Facts(step, state with { StartedAt = services.Clock.GetUtcNow() }, isResumed: false), cancellation);
        try
        {
            var result = await step.Handler.ProbeAsync(Context(step, state with { BootId = null }, commands), timeout.Token);
            return (result is ProbeResult.Needed needed ? new ProbeResult.Needed(Shown(step, mask.Apply(needed.Change))) : result, null);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            return (ProbeResult.Unknown, FailureOf(e, step));
        }
    }

    /// <summary>Lets the handler act, or, when the step was in flight, go on.</summary>
    public async Task<ActResult> ActAsync(PreparedStep step, StepState state, bool isResumed, CancellationToken detach)
    {
        using var timeout = Deadline(isResumed ? Rest(step, state) : step.Timeout, detach);
        using var commands = Commands(step, Facts(step, state, isResumed), detach);
        try
        {
            var outcome = await OutcomeAsync(step, Context(step, state, commands), timeout.Token, detach);
            if (outcome is StepOutcome.Failed failed && RetryPolicy.Next(step.Node.Step.Retry, state.FailedAttempts, failed.Failure) is null)
                outcome = failed with { Failure = await _diagnosis.AddAsync(failed.Failure, step, Facts(step, state, isResumed), detach) };
            return new(outcome, commands.Stdout, commands.Stderr, commands.Kept)
            {
                Resolution = isResumed ? commands.Resolution : null,
                Probe = outcome is StepOutcome.InDoubt ? await ProbeAfterDoubtAsync(step, Context(step, state, commands), detach) : null,
                NeverBegan = isResumed && commands.NoneBegan,
            };
        }
        catch (TargetLostException lost) when (!detach.IsCancellationRequested)
        {
            // What was begun may go on, so nothing of it is forgotten.
            var unsettled = step.Step.Verb.HasSideEffect;
            return ActResult.Of(new StepOutcome.Failed(mask.Apply(StepFailures.Lost(lost, unsettled)))) with { IsUnsettled = unsettled };
        }
    }

    private async Task<StepOutcome> OutcomeAsync(PreparedStep step, StepContext context, CancellationToken cancellation, CancellationToken detach)
    {
        try
        {
            return Masked(await step.Handler.RunAsync(context, cancellation), step);
        }
        catch (Exception e) when (e is not TargetLostException && !detach.IsCancellationRequested)
        {
            return new StepOutcome.Failed(FailureOf(e, step));
        }
    }

    private async Task<ProbeResult> ProbeAfterDoubtAsync(PreparedStep step, StepContext context, CancellationToken detach)
    {
        try
        {
            return await step.Handler.ProbeAsync(context, detach);
        }
        catch (Exception e) when (e is not TargetLostException && !detach.IsCancellationRequested)
        {
            services.Log.Write(LogLevel.Warning, run, step.Node.Path, "looking failed", e);
            return ProbeResult.Unknown;
        }
    }

    private StepFailure FailureOf(Exception e, PreparedStep step)
    {
        if (e is StepTimeoutException or OperationCanceledException && step.Timeout is { } timeout)
            return StepFailures.Timeout(timeout);
        if (e is TargetLostException lost)
            return mask.Apply(StepFailures.Lost(lost, isUnsettled: false));
        if (StepFailures.Cluster(e) is { } cluster)
            return mask.Apply(cluster);
        services.Log.Write(LogLevel.Error, run, step.Node.Path, "the handler failed", e);
        return mask.Apply(e is IOException or UnauthorizedAccessException ? StepFailures.Files(e) : StepFailures.Engine(e));
    }

    private StepOutcome Masked(StepOutcome outcome, PreparedStep step) => outcome switch
    {
        StepOutcome.Succeeded succeeded => new StepOutcome.Succeeded(Outputs(succeeded.Outputs, step)),
        StepOutcome.Unchanged unchanged => new StepOutcome.Unchanged(Outputs(unchanged.Outputs, step)),
        StepOutcome.Failed failed => new StepOutcome.Failed(
            step.Step.Secret ? failed.Failure with { Details = [] } : mask.Apply(failed.Failure), failed.Outputs is null ? null : Outputs(failed.Outputs, step)),
        StepOutcome.Waiting waiting => new StepOutcome.Waiting(waiting.Wait with { Message = mask.Apply(waiting.Wait.Message) }),
        _ => outcome,
    };

    /// <summary>What a secret step puts out is kept nowhere.</summary>
    private Value.Map Outputs(Value.Map outputs, PreparedStep step) => step.Step.Secret ? new([]) : mask.Apply(outputs);

    private TimeSpan? Rest(PreparedStep step, StepState state)
    {
        if (step.Timeout is not { } timeout || state.StartedAt is not { } started)
            return null;
        var left = started + timeout - services.Clock.GetUtcNow();
        return left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1);
    }

    private StepDeadline Deadline(TimeSpan? timeout, CancellationToken detach) => new(timeout, services.Clock, detach);

    private (TimeSpan? Timeout, StepFailure? Failure) TimeoutOf(ActionStep step, Value.Map scope)
    {
        if (step.Timeout is null)
            return (null, null);
        var evaluation = ArgumentEvaluator.Evaluate(services.Expressions, step.Timeout, scope);
        if (!evaluation.Succeeded)
            return (null, StepFailures.Expression(mask.Apply(evaluation.Error)));
        return Durations.TryParse(evaluation.Value.ToString(), out var timeout) && timeout > TimeSpan.Zero
            ? (timeout, null)
            : (null, StepFailures.Argument($"`timeout` should be a duration such as 15m, not `{mask.Apply(evaluation.Value.ToString())}`"));
    }

    /// <summary>The machine that the step works on; or why there is none.</summary>
    private (ITransport? Target, StepFailure? Failure) TargetOf(PlanNode node, RunState state)
    {
        if (node.On is not { } on || ((ActionStep)node.Step).Verb.Reach == VerbReach.Cluster)
            return (services.Local, null);
        var name = on.Kind == TemplateKind.Literal ? Evaluation.Of(new Value.Text(on.Content)) : scopes.Evaluate(new Argument.Expression(on), node.OnFrame ?? node.Frame, state);
        if (!name.Succeeded)
            return (null, StepFailures.Expression($"{on.Span}: {mask.Apply(name.Error)}"));
        var host = name.Value.ToString();
        if (host is "local")
            return (services.Local, null);
        return services.Hosts.Find(host) is { } transport ? (transport, null) : (null, StepFailures.UnknownHost(mask.Apply(host)));
    }

    private AttemptFacts Facts(PreparedStep step, StepState state, bool isResumed) => new(
        run, step.Node.Path, state.Attempt, isResumed, state.IsFromElsewhere, state.BootId, state.Claims, step.Timeout is { } timeout ? state.StartedAt + timeout : null, step.Step.Secret, mask, baseDirectory);

    private StepCommands Commands(PreparedStep step, AttemptFacts facts, CancellationToken detach) => new(services, step.Target, facts, line => Tell(step, observer => observer.OnProgress(step.Node.Path, Shown(step, line))), detach);

    private StepContext Context(PreparedStep step, StepState state, ICommands commands) => new()
    {
        Run = run,
        Path = step.Node.Path,
        Verb = step.Step.Verb,
        Arguments = step.Arguments,
        Attempt = state.Attempt,
        StartedAt = state.StartedAt ?? services.Clock.GetUtcNow(),
        Commands = commands,
        Files = step.Target.Files,
        Target = step.Target.Target,
        BootId = state.BootId,
        BaseDirectory = ReferenceEquals(step.Target, services.Local) ? baseDirectory : "",
        RunbookDirectory = baseDirectory,
        EngineRoot = services.EngineRoot,
        Cluster = services.Cluster,
        Found = state.Attempt > 0 ? state.Found : new([]),
        Answer = state.Answer,
        Clock = services.Clock,
        Progress = line => Tell(step, observer => observer.OnWord(step.Node.Path, Shown(step, mask.Apply(line)))),
    };

    private static string Shown(PreparedStep step, string line) => step.Step.Secret ? "***" : line;

    private void Tell(PreparedStep step, Action<IRunObserver> tell)
    {
        foreach (var observer in services.Observers)
        {
            try
            {
                tell(observer);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                services.Log.Write(LogLevel.Warning, run, step.Node.Path, "an observer failed", e);
            }
        }
    }
}
