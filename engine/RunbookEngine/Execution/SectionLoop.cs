using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>
/// The one loop: chooses ready steps, records, acts, records. It alone touches the journal; steps run in their own tasks and report through a channel. What
/// came in since the last turn and what starts in this one share a commit.
/// </summary>
internal sealed class SectionLoop(
    EngineServices services, RunJournal journal, Plan plan, StepLedger ledger, StepRunner runner, FanOutBook fanOuts, WindowGuard window, bool staysForApprovals)
{
    private readonly StepCrew _crew = new(services, journal, runner);
    private readonly RequestDesk _desk = new(services, journal);
    private readonly List<KeptCommand> _finished = [];
    private readonly Dictionary<StepPath, PlanNode> _waiting = [];
    private readonly HashSet<StepPath> _lookedAgain = [];
    private readonly PriorityQueue<PlanNode, DateTimeOffset> _retries = new();
    private readonly GroupLimits _limits = new(plan);
    private Frontier _frontier = null!;

    private bool IsAborting => journal.State.AbortRequested && journal.State.Section is (RunSection.Main or RunSection.OnFailure);

    private int Parallelism => journal.State.Created!.Parallelism;

    /// <summary>Runs nodes of one section until all are over.</summary>
    /// <returns>Null when they are; else why the run stops here.</returns>
    public async Task<StopReason?> RunAsync(IReadOnlyCollection<PlanNode> nodes, CancellationToken detach)
    {
        _frontier = new(nodes, journal.State);
        _waiting.Clear();
        _retries.Clear();
        _limits.Reset(nodes, journal.State);
        fanOuts.Reset(nodes, journal.State);
        window.Reset();
        while (true)
        {
            await TakeRequestsAsync(detach);
            Advance(detach);
            if (_frontier.IsEmpty)
                return null;
            await CommitAsync();
            _crew.Launch(detach);
            if (detach.IsCancellationRequested)
                return await LetGoAsync();
            if (_crew.Busy == 0 && ReasonToStop() is { } reason)
                return reason;
            await _crew.WaitAsync(UntilNews(), detach);
        }
    }

    private async Task CommitAsync()
    {
        await journal.CommitAsync();
        await journal.KeepLeaseAsync();
        foreach (var (target, name) in _finished)
            _ = ForgetAsync(target, name);
        _finished.Clear();

        // Nobody waits for it, and whatever it throws stays in its task.
        static async Task ForgetAsync(ITransport target, CommandName name) => await target.ForgetAsync(name);
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
        if (IsAborting || journal.State.PauseRequested)
            _crew.LetGoOfHarmless();
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
        while (_crew.Take() is { } report)
            TakeIn(report);

        if ((journal.State.PauseRequested && !IsAborting) || detach.IsCancellationRequested)
            return;
        while (_retries.TryPeek(out var due, out var notBefore) && notBefore <= journal.Now)
        {
            _retries.Dequeue();
            _frontier.Return(due);
        }

        while (_crew.Busy < Parallelism && _frontier.Take() is { } node)
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
            case StepStatus.Waiting when state.Wait?.Kind == WaitKind.Doubt && _lookedAgain.Add(node.Path):
                // What could not be known may be known now: the host is the right one again, or its folder is back.
                GoOn(node);
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

        if (window.Holds(node, journal) || !_limits.TryEnter(node))
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

        var look = runner.LookAsync(step, journal.State[node.Path], _crew.BeginHarmless(node, detach));
        if (look.IsCompletedSuccessfully)
        {
            _crew.EndHarmless(node);
            TakeIn(node, step.Target, look.Result);
            return;
        }

        _crew.Await(step, look);
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

        _crew.LineUp(step, isResumed: journal.State[node.Path].Answer is null);
    }

    private void TakeIn(StepReport report)
    {
        switch (report)
        {
            case StepReport.Looked looked:
                TakeIn(looked.Node, looked.Target, looked.Result);
                break;
            case StepReport.LetGo { Node: var node } when IsAborting && journal.State[node.Path].Status == StepStatus.Running:
                ledger.Fail(node, StepFailures.Aborted());
                Close(node);
                break;
            case StepReport.LetGo { Node: var node } when IsAborting:
                SkipNode(node, SkipReason.Aborted, null);
                break;
            case StepReport.Acted acted:
                ledger.Record(acted.Node, acted.Result);
                _finished.AddRange(acted.Result.Commands);
                Settle(acted.Node);
                break;
        }
    }

    private void TakeIn(PlanNode node, ITransport target, LookResult look)
    {
        ledger.Start(node, target.Target, look.BootId, look.Claims, (look as LookResult.Act)?.Found);
        switch (look)
        {
            case LookResult.Act act:
                _crew.LineUp(act.Step, isResumed: false);
                break;
            case LookResult.Satisfied satisfied:
                ledger.FindUnchanged(node, satisfied.Outputs);
                Settle(node);
                break;
            case LookResult.Failed failed:
                ledger.Record(node, ActResult.Of(new StepOutcome.Failed(failed.Failure)));
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
        ledger.Start(node);
        ledger.Fail(node, failure);
        Close(node);
    }

    private void OpenGroup(PlanNode node)
    {
        ledger.Start(node);
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
        fanOuts.Close(node, journal.State);
        if (_limits.Leave(node) is { } held)
            _frontier.Return(held);
        if (_frontier.Close(node) is { } group && journal.State[group.Path].Status == StepStatus.Running)
            FinishGroup(group);
    }

    private StopReason? ReasonToStop()
    {
        if (journal.State.PauseRequested)
            return StopReason.Paused;
        if (_retries.Count > 0)
            return null;
        if (window.IsHolding)
            return StopReason.Window;
        if (_waiting.Count == 0)
            throw new InvalidOperationException("No step can start, and none is running: the plan has a gap.");
        var onlyApprovals = _waiting.Keys.All(p => journal.State[p].Wait?.Kind == WaitKind.Approval);
        return staysForApprovals && onlyApprovals ? null : StopReason.Waiting;
    }

    /// <summary>How long until a retry is due, or it is time to look for requests.</summary>
    private TimeSpan UntilNews()
    {
        var next = _retries.TryPeek(out _, out var due) && due < _desk.NextLook ? due : _desk.NextLook;
        return next > journal.Now ? next - journal.Now : TimeSpan.Zero;
    }

    /// <summary>Lets go of all running steps and records those that ended meanwhile.</summary>
    private async Task<StopReason?> LetGoAsync()
    {
        var patience = journal.Now + TimeSpan.FromSeconds(10);
        while (_crew.Busy > 0 && journal.Now < patience)
        {
            await _crew.WaitAsync(patience - journal.Now, CancellationToken.None);
            while (_crew.Take() is { } report)
            {
                if (report is StepReport.Acted)
                    TakeIn(report);
            }
        }

        if (_crew.Busy > 0)
            services.Log.Write(LogLevel.Warning, journal.Run, null, $"{_crew.Busy} steps did not let go in time");
        return _frontier.IsEmpty ? null : StopReason.Interrupted;
    }
}
