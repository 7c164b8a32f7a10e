using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Kubectl.Nodes;
using RunbookEngine.Handlers.Kubectl.Resources;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Draining;

/// <summary>
/// Empties a node: reads its pods anew each round, asks those whose turn it is to go, and tells what it waits for. Keeps nothing that a later call needs.
/// </summary>
internal sealed class DrainLoop
{
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromSeconds(1);

    /// <summary>kubectl's own pause after a refusal.</summary>
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromSeconds(5);

    /// <summary>How long a server may be away when the drain itself has no timeout.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(10);

    /// <summary>How many evictions are asked for at a time.</summary>
    private const int AtOnce = 8;

    private readonly StepContext _context;
    private readonly DrainSettings _settings;
    private readonly DrainBook _book;
    private readonly Evictor _evictor;
    private readonly BudgetLook _budgets;
    private readonly Lock _lock = new();

    public DrainLoop(StepContext context, DrainSettings settings, string? version, long podsBefore)
    {
        (_context, _settings) = (context, settings);
        _book = new(podsBefore, AfterRefusal);
        _evictor = new(context.Cluster, settings.DisableEviction ? null : version, settings.GraceSeconds);
        _budgets = new(context.Cluster, version ?? "v1", new(context.Cluster, new(context.Cluster)));
    }

    private DateTimeOffset Now => _context.Clock.GetUtcNow();

    /// <summary>Goes on until the node is empty.</summary>
    public async Task<StepOutcome> RunAsync(NodeState node, CancellationToken cancellation)
    {
        var began = Now;
        var (heard, isBegun) = (began, false);
        while (true)
        {
            try
            {
                var plan = await PodList.PlanAsync(_context, _settings, cancellation);
                if (plan.Refusals is { Length: > 0 } refusals)
                    return new StepOutcome.Failed(KubectlFailures.DrainRefused(node.Name, refusals, isBegun));
                await AskAsync(plan, cancellation);
                isBegun = true;
                if (Verdict(node, plan, began) is { } outcome)
                    return outcome;
                heard = Now;
                _context.Progress(_book.Standing(plan, Now));
            }
            catch (ClusterUnreachableException lost) when (Now - heard < (_settings.Timeout is null ? LongestSilence : TimeSpan.MaxValue) && !IsOver(began))
            {
                _context.Progress($"{lost.Message}; the drain goes on when it is back");
            }

            await Task.Delay(BetweenRounds, _context.Clock, cancellation);
        }
    }

    private StepOutcome? Verdict(NodeState node, DrainPlan plan, DateTimeOffset began)
    {
        if (_book.Failed is { Length: > 0 } failed)
            return new StepOutcome.Failed(KubectlFailures.EvictionFailed(node.Name, failed, "mend what is named above, then resume; what was evicted stays so, and the node stays cordoned"));
        if (!plan.Pending.Any())
            return new StepOutcome.Succeeded(Outputs(node, plan));
        return IsOver(began) ? TimeIsOver(KubectlFailures.DrainTimeout(node.Name, _settings.Timeout!.Value, _book.Standing(plan, Now), _book.Reasons(plan, Now))) : null;
    }

    private StepOutcome TimeIsOver(StepFailure failure) => _settings.PausesAtTimeout
        ? new StepOutcome.Waiting(new(WaitKind.Pause, $"{failure.Message}; {failure.Hint}"))
        : new StepOutcome.Failed(failure);

    private bool IsOver(DateTimeOffset began) => _settings.Timeout is { } timeout && Now - began >= timeout;

    private Value.Map Outputs(NodeState node, DrainPlan plan) => DrainOutputs.Of(node, _context.Run, _book.Count([]).Gone, plan.Left, _book.Refused);

    private async Task AskAsync(DrainPlan plan, CancellationToken cancellation)
    {
        var due = plan.Turn(_settings.Order).Where(p => plan.ToEvict.Contains(p) && _book.IsDue(p, _settings.GraceSeconds is not null, Now)).ToArray();
        _book.Count([.. plan.Pending]);
        var queue = new Queue<PodFacts>(due);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(AtOnce, due.Length)).Select(_ => AskInTurnAsync(queue, ended)));
    }

    /// <summary>One of those who ask at the same time. It stays where it was called, on no thread of its own; a failure of one ends them all.</summary>
    private async Task AskInTurnAsync(Queue<PodFacts> queue, CancellationTokenSource ended)
    {
        try
        {
            while (Next(queue) is { } pod)
            {
                ended.Token.ThrowIfCancellationRequested();
                await AskAsync(pod, ended.Token);
            }
        }
        catch
        {
            ended.Cancel();
            throw;
        }
    }

    private PodFacts? Next(Queue<PodFacts> queue)
    {
        lock (_lock)
            return queue.TryDequeue(out var pod) ? pod : null;
    }

    private async Task AskAsync(PodFacts pod, CancellationToken cancellation)
    {
        var (answer, raw) = await _evictor.AskAsync(pod, cancellation);
        var reason = answer switch
        {
            EvictionAnswer.Budget => (await _budgets.ReasonAsync(pod, cancellation)).Words,
            EvictionAnswer.Failed => await FailureAsync(pod, raw, cancellation),
            EvictionAnswer.Later => "the server is busy",
            EvictionAnswer.WithItsNamespace => $"its namespace {pod.Space} is being deleted",
            _ => "",
        };
        lock (_lock)
            Note(pod, answer, reason);
    }

    private void Note(PodFacts pod, EvictionAnswer answer, string reason)
    {
        if (answer is EvictionAnswer.Granted or EvictionAnswer.Gone || answer == EvictionAnswer.WithItsNamespace && pod.IsTerminating)
            _book.Go(pod);
        else if (answer == EvictionAnswer.Failed)
            _book.Fail(pod, reason);
        else
            _book.Refuse(pod, reason, answer == EvictionAnswer.Budget, Now);
    }

    /// <summary>Two budgets over one pod are the usual cause, and the server's own words do not name them.</summary>
    private async Task<string> FailureAsync(PodFacts pod, ClusterAnswer raw, CancellationToken cancellation)
    {
        var budgets = raw.Status == 500 ? await _budgets.OfAsync(pod, cancellation) : [];
        return budgets.Length > 1
            ? $"{budgets.Length} disruption budgets watch over it ({string.Join(", ", budgets.Select(static b => b.FullName))}), and the server evicts no such pod: change the selectors so that one is left"
            : new ClusterException(raw).Message;
    }
}
