using RunbookEngine.Cluster;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>
/// What binds a run to its cluster while this engine drives it. A run that begins needs an answer of the cluster. One that goes on does not: it may be the one that has to bring the API server
/// back, such as an upgrade of the only control plane; then the lock is taken as soon as there is an answer, and nothing is asked of a cluster that turns out to be another.
/// </summary>
internal sealed class ClusterGrip
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(15);

    public ClusterGrip(EngineServices services) => Services = services;

    /// <summary>With the cluster as the run may use it.</summary>
    public EngineServices Services { get; private set; }

    /// <summary>What a person should know of how the run goes on; null: nothing.</summary>
    public string? Note { get; private set; }

    /// <summary>The identity of the cluster, its lock taken; null for a run that touches none.</summary>
    public async Task<string?> TakeAsync(RunId run, Plan plan, CancellationToken detach) =>
        ClusterUse.By(plan) ? await Services.Hold.TakeAsync(run, plan.Runbook.Lock is not null, detach) : null;

    /// <summary>Takes the lock for a run that goes on, or leaves that for later when the cluster does not answer.</summary>
    public async Task TakeAgainAsync(ResumeRequest request, RunEvent.RunCreated created, CancellationToken detach)
    {
        if (created.Cluster is not { } cluster || request.Ends)
            return;
        using var patience = new StepDeadline(s_patience, Services.Clock, detach);
        try
        {
            if (await Services.Hold.TakeAsync(request.Run, created.Lock is not null, patience.Token) == cluster)
                return;
        }
        catch (Exception e) when (IsSilence(e) || (e is OperationCanceledException && !detach.IsCancellationRequested))
        {
            Services = Services with { Cluster = new KnownCluster(Services.Cluster, cluster, request.Run) };
            Note = $"the cluster does not answer{(IsSilence(e) ? $" ({e.Message})" : "")}: the run goes on without its lock, which is taken once it does";
            Services.Log.Write(LogLevel.Warning, request.Run, null, Note, e);
            return;
        }

        await Services.Hold.GiveBackAsync(request.Run, CancellationToken.None);
        throw new WrongClusterException(request.Run, Services.Cluster.Name);
    }

    /// <summary>A server that is too busy or ill tells as little as one that is away.</summary>
    private static bool IsSilence(Exception e) => e is ClusterUnreachableException or ClusterException { Status: 429 or >= 500 };

    /// <summary>Drives, and meanwhile keeps what the run holds in its cluster; gives it back when the run is over.</summary>
    public async Task DriveAsync(RunJournal journal, RunDriver driver, CancellationToken detach)
    {
        if (journal.State.Created!.Cluster is null)
        {
            await driver.DriveAsync(detach);
            return;
        }

        using var over = new CancellationTokenSource();
        using var letGo = CancellationTokenSource.CreateLinkedTokenSource(detach);
        var keeping = KeepAsync(journal, letGo, over.Token);
        try
        {
            await driver.DriveAsync(letGo.Token);
        }
        finally
        {
            over.Cancel();
            await keeping;
        }

        if (journal.State.IsOver)
            await Services.Hold.GiveBackAsync(journal.Run, CancellationToken.None);
    }

    private async Task KeepAsync(RunJournal journal, CancellationTokenSource letGo, CancellationToken over)
    {
        if (Note is not null && !await IsTakenAsync(journal.Run, journal.State.Created!.Lock is not null, letGo, over))
            return;
        await Services.Hold.KeepAsync(journal.Run, over);
    }

    /// <summary>Waits until the cluster answers. When another run has its lock by then, this one stops: two at once is what the lock is against.</summary>
    private async Task<bool> IsTakenAsync(RunId run, bool wantsLock, CancellationTokenSource letGo, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await Services.Hold.TakeAsync(run, wantsLock, over);
                return true;
            }
            catch (ClusterHeldException held)
            {
                Services.Log.Write(LogLevel.Error, run, null, "the run lets go: while the cluster did not answer, its lock went to another", held);
                letGo.Cancel();
                return false;
            }
            catch (Exception e) when (e is ClusterUnreachableException or ClusterException or OperationCanceledException)
            {
                await Task.Delay(s_pause, Services.Clock, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }

        return false;
    }
}
