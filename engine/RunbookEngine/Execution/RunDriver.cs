using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>Takes a run through its sections: <c>steps</c>, <c>on-failure</c>, <c>finally</c>; or its undo.</summary>
internal sealed class RunDriver
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly EngineServices _services;
    private readonly RunJournal _journal;
    private readonly Plan _plan;
    private readonly SectionLoop _loop;
    private readonly StepScope _scopes;
    private readonly SecretMask _mask;
    private readonly WindowGuard _window;

    public RunDriver(EngineServices services, RunJournal journal, Plan plan, Value.Map inputs, string baseDirectory, RunWindow window, bool staysForApprovals)
    {
        _mask = new(inputs.Entries.Select(static i => i.Value).OfType<Value.Secret>());
        services = services with { Log = new MaskingLog(services.Log, _mask) };
        _services = services;
        _journal = journal;
        _plan = plan;
        _scopes = new(services.Expressions, journal.Run, inputs);
        // A run that works on no cluster has no business asking one what became of its hosts.
        var looking = ClusterUse.By(plan) ? services : services with { Diagnosis = IFailureDiagnosis.None };
        var runner = new StepRunner(looking, journal.Run, _scopes, _mask, baseDirectory);
        var fanOuts = new FanOutBook(plan);
        _window = new(window, plan, fanOuts);
        _loop = new(services, journal, plan, new(services, journal, plan, _scopes, _mask, fanOuts), runner, fanOuts, _window, staysForApprovals);
    }

    /// <summary>Records what a resume brings, before anything is done.</summary>
    public void TakeUp(ResumeRequest request, long generation, DateTimeOffset? closesAt, string? note)
    {
        var waiting = _journal.State.Steps.Where(static s => s.Value.Status == StepStatus.Waiting).ToArray();
        _journal.Record(new RunEvent.RunResumed
        {
            At = _journal.Now, Generation = generation, EngineVersion = _services.EngineVersion, By = _services.Self, Undo = request.Undo,
            ClosesAt = closesAt, Note = note,
            SecretMarks = SecretMarks.Changed(_journal.State.SecretMarks, request.Secrets).Any() ? SecretMarks.Of(new([.. request.Secrets.Select(static s => new KeyValuePair<string, Value>(s.Key, s.Value))])) : new([]),
        });
        if (request.AcceptsChanges)
            _journal.Record(new RunEvent.RunbookChanged { At = _journal.Now, Hash = _plan.Runbook.Hash, Sources = _plan.Runbook.Sources });
        foreach (var (path, step) in waiting)
            Answer(path, step, request);
    }

    public async Task DriveAsync(CancellationToken detach)
    {
        var ended = _journal.State.Section == RunSection.Undo || _journal.State.IsUndoRequested
            ? await UndoAsync(detach)
            : await GoOnAsync(detach);
        if (ended)
            await ForgetAsync();
    }

    /// <summary>Clears up where the run has been. What cannot be reached keeps some files, which harm nothing.</summary>
    private async Task ForgetAsync()
    {
        var steps = _journal.State.Steps.Values;
        // What an unsettled step has begun is what a resume goes on with; without it the resume would begin it a second time. It may lie in a home that other hosts share, so nothing of the run goes.
        if (steps.Any(static s => s.IsUnsettled))
            return;
        var left = steps.Select(static s => s.Target).Append(null).Distinct().Select(h => h is null ? _services.Local : _services.Hosts.Find(h));
        var clearing = Task.WhenAll(left.OfType<ITransport>().Select(h => h.ForgetRunAsync(_journal.Run)));
        await Task.WhenAny(clearing, Task.Delay(s_patience, _services.Clock));
    }

    private void Answer(StepPath path, StepState step, ResumeRequest request)
    {
        if (step.Wait?.Kind == WaitKind.Pause)
            _journal.Record(new RunEvent.StepAnswered { At = _journal.Now, Step = path, Answer = new(true, _services.Self.User, null) });
        if (step.Wait?.Kind == WaitKind.Doubt && request.Resolutions.TryGetValue(path, out var done))
            _journal.Record(new RunEvent.StepResolved { At = _journal.Now, Step = path, Done = done, By = _services.Self.User });
    }

    private async Task<bool> GoOnAsync(CancellationToken detach)
    {
        while (true)
        {
            var section = _journal.State.Section;
            if (await _loop.RunAsync([.. _plan.Of(section)], detach) is { } reason)
                return await StopAsync(reason);
            if (section == RunSection.Finally)
                return await FinishAsync(Result());
            var failed = section == RunSection.Main && !_journal.State.AbortRequested && AnyFailed(RunSection.Main);
            _journal.Record(new RunEvent.SectionStarted { At = _journal.Now, Section = failed ? RunSection.OnFailure : RunSection.Finally });
        }
    }

    /// <summary>The last step first; a step whose undo failed stops it, since what came before builds on it.</summary>
    private async Task<bool> UndoAsync(CancellationToken detach)
    {
        if (_journal.State.Section != RunSection.Undo)
            _journal.Record(new RunEvent.SectionStarted { At = _journal.Now, Section = RunSection.Undo });
        foreach (var nodes in UndoOrder.Of(_plan, _journal.State))
        {
            if (await _loop.RunAsync(nodes, detach) is { } reason)
                return await StopAsync(reason);
            if (GroupVerdict.FirstBlocking(nodes, _journal.State) is not null)
                return await FinishAsync(RunResult.Failed);
        }

        return await FinishAsync(RunResult.Undone);
    }

    private async Task<bool> StopAsync(StopReason reason)
    {
        _journal.Record(new RunEvent.RunStopped { At = _journal.Now, Reason = reason, Note = reason == StopReason.Window ? _window.Note : null });
        await _journal.CommitLastAsync();
        return false;
    }

    private async Task<bool> FinishAsync(RunResult result)
    {
        var outputs = result == RunResult.Succeeded ? Outputs() : new([]);
        _journal.Record(new RunEvent.RunFinished { At = _journal.Now, Result = result, Outputs = outputs });
        await _journal.CommitLastAsync();
        return true;
    }

    private RunResult Result()
    {
        if (_journal.State.AbortRequested)
            return RunResult.Aborted;
        return AnyFailed(RunSection.Main) || AnyFailed(RunSection.Finally) ? RunResult.Failed : RunResult.Succeeded;
    }

    private bool AnyFailed(RunSection section) =>
        GroupVerdict.AnyTolerated(_plan.Of(section), _journal.State)
        || GroupVerdict.FirstBlocking(_plan.Of(section).Where(static n => n.Parent is null), _journal.State) is not null;

    /// <summary>The work is done by now, so an output that cannot be evaluated is left out and told in the log.</summary>
    private Value.Map Outputs()
    {
        var values = new List<KeyValuePair<string, Value>>();
        foreach (var (name, argument) in _plan.Runbook.Outputs)
        {
            var value = _scopes.Evaluate(argument, _plan.TopFrame, _journal.State);
            if (value.Succeeded)
                values.Add(new(name, _mask.Apply(value.Value)));
            else
                _services.Log.Write(LogLevel.Warning, _journal.Run, null, $"the output `{name}` has no value: {_mask.Apply(value.Error)}");
        }

        return new([.. values]);
    }
}
