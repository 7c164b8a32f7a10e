using System.Threading.Channels;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>
/// The one loop: chooses ready steps, records, acts, records. It alone touches the journal; steps run in their own tasks and report through a channel. What
/// came in since the last turn and what starts in this one share a commit.
/// </summary>
internal sealed class SectionLoop(
    EngineServices services, RunJournal journal, Plan plan, StepLedger ledger, StepRunner runner, bool staysForApprovals)
{
    private readonly Channel<StepReport> _reports = Channel.CreateUnbounded<StepReport>(new() { SingleReader = true });
    private readonly RequestDesk _desk = new(services, journal);
    private readonly List<(PreparedStep Step, bool IsResumed)> _launches = [];
    private readonly List<CommandName> _finished = [];
    private readonly Dictionary<StepPath, PlanNode> _waiting = [];
    private readonly PriorityQueue<PlanNode, DateTimeOffset> _retries = new();
    private readonly GroupLimits _limits = new(plan);
    private Frontier _frontier = null!;
    private string? _bootId;
    private int _busy;

    private bool IsAborting => journal.State.AbortRequested && journal.State.Section is (RunSection.Main or RunSection.OnFailure);

    private int Parallelism => journal.State.Created!.Parallelism;

    /// <summary>Runs nodes of one section until all are over.</summary>
    /// <returns>Null when they are; else why the run stops here.</returns>
    public async Task<StopReason?> RunAsync(IReadOnlyCollection<PlanNode> nodes, CancellationToken detach)
    {
        _bootId ??= await services.Local.GetBootIdAsync(detach);
        _frontier = new(nodes, journal.State);
        _waiting.Clear();
        _retries.Clear();
        _limits.Reset(nodes, journal.State);
        while (true)
        {
            await TakeRequestsAsync(detach);
            Advance(detach);
            if (_frontier.IsEmpty)
                return null;
            await CommitAsync();
            Launch(detach);
            if (detach.IsCancellationRequested)
                return await LetGoAsync();
            if (_busy == 0 && ReasonToStop() is { } reason)
                return reason;
            await NewsAsync(detach);
        }
    }

    private async Task CommitAsync()
    {
        await journal.CommitAsync();
        await journal.KeepLeaseAsync();
        foreach (var name in _finished)
            _ = Task.Run(() => services.Local.ForgetAsync(name));
        _finished.Clear();
    }

    private async Task TakeRequestsAsync(CancellationToken detach)
    {
        foreach (var answered in await _desk.TakeAsync(detach))
        {
            // One that the frontier still holds goes on from there.
            if (_waiting.Remove(answered, out var node))
                GoOn(node);
        }

        if (IsAborting)
            Abort();
    }

    /// <summary>What only waits is given up; what runs comes to its end.</summary>
    private void Abort()
    {
        while (_retries.TryDequeue(out var node, out _))
            SkipNode(node, SkipReason.Aborted, null);
        foreach (var node in _waiting.Values.ToArray())
            SkipNode(node, SkipReason.Aborted, null);
        _waiting.Clear();
    }

    /// <summary>Takes in what was reported, then starts what can be started.</summary>
    private void Advance(CancellationToken detach)
    {
        while (_reports.Reader.TryRead(out var report))
        {
            _busy--;
            TakeIn(report);
        }

        if ((journal.State.PauseRequested && !IsAborting) || detach.IsCancellationRequested)
            return;
        while (_retries.TryPeek(out var due, out var notBefore) && notBefore <= journal.Now)
        {
            _retries.Dequeue();
            _frontier.Return(due);
        }

        while (_busy < Parallelism && _frontier.Take() is { } node)
            Consider(node, detach);
    }

    private void Consider(PlanNode node, CancellationToken detach)
    {
        var state = journal.State[node.Path];
        switch (state.Status)
        {
            case StepStatus.Waiting or StepStatus.Retrying when IsAborting:
                SkipNode(node, SkipReason.Aborted, null);
                break;
            case StepStatus.Waiting:
                _waiting.Add(node.Path, node);
                break;
            case StepStatus.Retrying when state.NotBefore > journal.Now:
                _retries.Enqueue(node, state.NotBefore.Value);
                break;
            case StepStatus.Retrying:
                Look(node, detach);
                break;
            case StepStatus.Running when node.IsGroup:
                if (_frontier.IsComplete(node))
                    FinishGroup(node);
                break;
            case StepStatus.Running:
                GoOn(node);
                break;
            default:
                Begin(node, detach);
                break;
        }
    }

    private void Begin(PlanNode node, CancellationToken detach)
    {
        if (ledger.ReasonToSkip(node) is { } skip)
        {
            SkipNode(node, skip.Reason, skip.Cause);
            return;
        }

        if (!_limits.TryEnter(node))
            return;
        var (holds, failure) = ledger.Condition(node);
        if (failure is not null)
            FailAtOnce(node, failure);
        else if (!holds)
            SkipNode(node, SkipReason.Condition, null);
        else if (node.IsGroup)
            OpenGroup(node);
        else
            Look(node, detach);
    }

    private void Look(PlanNode node, CancellationToken detach)
    {
        var (step, failure) = runner.Prepare(node, journal.State);
        if (step is null)
        {
            FailAtOnce(node, failure!);
            return;
        }

        var look = runner.LookAsync(step, journal.State[node.Path], detach);
        if (look.IsCompletedSuccessfully)
        {
            TakeIn(node, look.Result);
            return;
        }

        _busy++;
        _ = ReportAsync(node, async () => new StepReport.Looked(node, await look));
    }

    /// <summary>
    /// A step that was in flight, or that a person has answered: it has looked already, so it goes straight on, and its command is started or attached to.
    /// </summary>
    private void GoOn(PlanNode node)
    {
        var (step, failure) = runner.Prepare(node, journal.State);
        if (step is null)
        {
            ledger.Fail(node, failure!);
            Close(node);
            return;
        }

        _busy++;
        _launches.Add((step, journal.State[node.Path].Answer is null));
    }

    private void TakeIn(StepReport report)
    {
        switch (report)
        {
            case StepReport.Looked looked:
                TakeIn(looked.Node, looked.Result);
                break;
            case StepReport.Acted acted:
                ledger.Record(acted.Node, acted.Result);
                _finished.AddRange(acted.Result.Commands);
                Settle(acted.Node);
                break;
        }
    }

    private void TakeIn(PlanNode node, LookResult look)
    {
        switch (look)
        {
            case LookResult.Act act:
                ledger.Start(node, _bootId);
                _busy++;
                _launches.Add((act.Step, false));
                break;
            case LookResult.Satisfied satisfied:
                ledger.Start(node, _bootId);
                ledger.FindUnchanged(node, satisfied.Outputs);
                Close(node);
                break;
            case LookResult.Failed failed:
                ledger.Start(node, _bootId);
                ledger.Record(node, new(new StepOutcome.Failed(failed.Failure), OutputExcerpt.Empty, OutputExcerpt.Empty, []));
                Settle(node);
                break;
        }
    }

    private void Settle(PlanNode node)
    {
        var state = journal.State[node.Path];
        if (state.IsOver)
            Close(node);
        else if (state.Status == StepStatus.Waiting)
            _waiting.Add(node.Path, node);
        else if (state.Status == StepStatus.Retrying)
            _retries.Enqueue(node, state.NotBefore ?? journal.Now);
    }

    private void FailAtOnce(PlanNode node, StepFailure failure)
    {
        ledger.Start(node, _bootId);
        ledger.Fail(node, failure);
        Close(node);
    }

    private void OpenGroup(PlanNode node)
    {
        ledger.Start(node, _bootId);
        _frontier.Open(node);
        if (_frontier.IsComplete(node))
            FinishGroup(node);
    }

    private void FinishGroup(PlanNode node)
    {
        ledger.FinishGroup(node);
        Close(node);
    }

    private void SkipNode(PlanNode node, SkipReason reason, StepPath? cause)
    {
        ledger.Skip(node, reason, cause);
        CloseInside(node);
        Close(node);
    }

    /// <summary>What is in a skipped group is over with it.</summary>
    private void CloseInside(PlanNode node)
    {
        foreach (var child in node.Children)
        {
            CloseInside(plan[child]);
            _frontier.Close(plan[child]);
        }
    }

    private void Close(PlanNode node)
    {
        if (_limits.Leave(node) is { } held)
            _frontier.Return(held);
        if (_frontier.Close(node) is { } group && journal.State[group.Path].Status == StepStatus.Running)
            FinishGroup(group);
    }

    private void Launch(CancellationToken detach)
    {
        foreach (var (step, isResumed) in _launches)
        {
            var state = journal.State[step.Node.Path];
            _ = ReportAsync(step.Node, async () => new StepReport.Acted(step.Node, await runner.ActAsync(step, state, isResumed, detach)));
        }

        _launches.Clear();
    }

    private async Task ReportAsync(PlanNode node, Func<Task<StepReport>> work)
    {
        StepReport report;
        try
        {
            report = await work();
        }
        catch (OperationCanceledException)
        {
            report = new StepReport.LetGo(node);
        }
        catch (Exception e)
        {
            services.Log.Write(LogLevel.Error, journal.Run, node.Path, "the engine failed in a step", e);
            report = new StepReport.Acted(node, new(new StepOutcome.Failed(StepFailures.Engine(e)), OutputExcerpt.Empty, OutputExcerpt.Empty, []));
        }

        _reports.Writer.TryWrite(report);
    }

    private StopReason? ReasonToStop()
    {
        if (journal.State.PauseRequested)
            return StopReason.Paused;
        if (_retries.Count > 0)
            return null;
        if (_waiting.Count == 0)
            throw new InvalidOperationException("No step can start, and none is running: the plan has a gap.");
        var onlyApprovals = _waiting.Keys.All(p => journal.State[p].Wait?.Kind == WaitKind.Approval);
        return staysForApprovals && onlyApprovals ? null : StopReason.Waiting;
    }

    /// <summary>Waits until a step reports, a retry is due, or it is time to look for requests.</summary>
    private async Task NewsAsync(CancellationToken detach)
    {
        var now = journal.Now;
        var until = _retries.TryPeek(out _, out var due) && due < _desk.NextLook ? due : _desk.NextLook;
        if (until <= now)
            return;
        using var alarm = new CancellationTokenSource(until - now, services.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(alarm.Token, detach);
        try
        {
            await _reports.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // The loop looks for itself what it was.
        }
    }

    /// <summary>Lets go of all running steps and records those that ended meanwhile.</summary>
    private async Task<StopReason?> LetGoAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), services.Clock);
        try
        {
            while (_busy > 0 && await _reports.Reader.WaitToReadAsync(patience.Token))
            {
                _reports.Reader.TryRead(out var report);
                _busy--;
                if (report is StepReport.Acted)
                    TakeIn(report);
            }
        }
        catch (OperationCanceledException)
        {
            services.Log.Write(LogLevel.Warning, journal.Run, null, $"{_busy} steps did not let go in time");
        }

        _launches.Clear();
        return _frontier.IsEmpty ? null : StopReason.Interrupted;
    }
}
