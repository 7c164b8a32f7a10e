using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>Reads what other processes ask of this run, and turns it into events.</summary>
internal sealed class RequestDesk
{
    private readonly EngineServices _services;
    private readonly RunJournal _journal;

    /// <summary>A run that begins has no requests; one that is resumed may have.</summary>
    public RequestDesk(EngineServices services, RunJournal journal)
    {
        _services = services;
        _journal = journal;
        NextLook = journal.State.Resumes > 0 || journal.State.Version > 1 ? journal.Now : journal.Now + _services.RequestInterval;
    }

    /// <summary>When to look next.</summary>
    public DateTimeOffset NextLook { get; private set; }

    /// <summary>Looks, when it is time.</summary>
    /// <returns>The waiting steps that were answered.</returns>
    public async ValueTask<IReadOnlyList<StepPath>> TakeAsync(CancellationToken cancellation)
    {
        if (_journal.Now < NextLook || cancellation.IsCancellationRequested)
            return [];
        NextLook = _journal.Now + _services.RequestInterval;
        var answered = new List<StepPath>();
        foreach (var (number, request) in await _services.Store.ReadRequestsAsync(_journal.Run, _journal.State.LastRequest, CancellationToken.None))
        {
            _journal.Record(new RunEvent.RequestTaken { At = _journal.Now, Number = number, Kind = request.Kind, By = request.By });
            if (request.Kind is RequestKind.Approve or RequestKind.Reject && FirstWaiting(request.Step) is { } path)
            {
                Answer(path, request);
                answered.Add(path);
            }
        }

        return answered;
    }

    private StepPath? FirstWaiting(StepPath? wanted)
    {
        var waiting = _journal.State.Steps.Where(s => s.Value.Wait?.Kind == WaitKind.Approval && s.Value.Status == StepStatus.Waiting);
        foreach (var (path, _) in waiting.OrderBy(static s => s.Key))
        {
            if (wanted is null || wanted == path)
                return path;
        }

        return null;
    }

    private void Answer(StepPath path, RunRequest request) => _journal.Record(new RunEvent.StepAnswered
    {
        At = _journal.Now, Step = path, Answer = new(request.Kind == RequestKind.Approve, request.By, request.Note),
    });
}
