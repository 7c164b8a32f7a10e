using RunbookEngine.Cluster;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>
/// Starts and resumes runs. Each call drives one run until it is over or stops, and returns its state. Cancelling detaches: running commands go on, the run
/// is <see cref="RunStatus.Interrupted"/> and can be resumed.
/// </summary>
public sealed class RunEngine(EngineServices services)
{
    /// <summary>Creates a run and drives it.</summary>
    /// <exception cref="LockHeldException">Another run holds the lock; nothing was created.</exception>
    /// <exception cref="StoreException">The store failed; what was committed stands.</exception>
    /// <exception cref="ArgumentException">The lock's name cannot be evaluated.</exception>
    /// <exception cref="PlanException">The window cannot be evaluated, or is none.</exception>
    /// <exception cref="WindowClosedException">The runbook's window is closed; nothing was created.</exception>
    /// <exception cref="ClusterHeldException">Another run holds the lock of the cluster; nothing was created.</exception>
    /// <exception cref="ClusterUnreachableException">The runbook works on a cluster that does not answer; nothing was created.</exception>
    /// <exception cref="ClusterException">The API server refused to be asked; nothing was created.</exception>
    public async Task<RunState> StartAsync(StartRequest request, CancellationToken detach)
    {
        ArgumentNullException.ThrowIfNull(request);
        var run = request.Run;
        var created = Created(request, run);
        var window = WindowOf(run, request.Plan, request.Inputs, request.Until, RunState.Empty.Apply(created));
        var grip = new ClusterGrip(services);
        created = created with { ClosesAt = window.ClosesAt };
        if (await grip.TakeAsync(run, request.Plan, detach) is { } cluster)
            created = created with { Cluster = cluster, ClusterName = services.Cluster.Name };
        var lease = await CreateAsync(created, run);
        var journal = new RunJournal(services, lease, RunState.Empty.Apply(created));
        journal.Announce(created);
        services.Log.Write(LogLevel.Information, run, null, $"started {created.Name}");
        return await DriveAsync(journal, new(services, journal, request.Plan, request.Inputs, request.BaseDirectory, window, request.StaysForApprovals), grip, detach);
    }

    /// <summary>Goes on with a run, or undoes it.</summary>
    /// <exception cref="LeaseHeldException">Somebody drives it.</exception>
    /// <exception cref="RunAwayException">It does not live in this store.</exception>
    /// <exception cref="LockHeldException">Another run holds the lock.</exception>
    /// <exception cref="StoreException">The store failed; what was committed stands.</exception>
    /// <exception cref="PlanException">The window cannot be evaluated, or is none.</exception>
    /// <exception cref="WindowClosedException">The runbook's window is closed; nothing was changed.</exception>
    /// <exception cref="ClusterHeldException">Another run holds the lock of the cluster; nothing was changed.</exception>
    /// <exception cref="WrongClusterException">The run began on another cluster; nothing was changed.</exception>
    public async Task<RunState> ResumeAsync(ResumeRequest request, CancellationToken detach)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await services.Store.IsAwayAsync(request.Run, CancellationToken.None))
            throw new RunAwayException(request.Run);
        var before = await ReadOnAsync(request.Run, request.Known ?? RunState.Empty);
        var window = request.Undo || request.Ends ? RunWindow.Always : WindowOf(request.Run, request.Plan, WithSecrets(before.Created!.Inputs, request), request.Until, before);
        var grip = new ClusterGrip(services);
        await grip.TakeAgainAsync(request, before.Created!, detach);
        var lease = await services.Store.AcquireAsync(request.Run, services.Self, before.Created!.Lock, services.IsDead, CancellationToken.None);
        var state = lease.Version == before.Version ? before : await ReadOnAsync(request.Run, before);
        var journal = new RunJournal(services, lease, state);
        if (state.Status == RunStatus.Failed && await IsAbortedAsync(journal))
            return await EndAsync(journal);
        var inputs = WithSecrets(state.Created!.Inputs, request);
        var driver = new RunDriver(grip.Services, journal, request.Plan, inputs, state.Created.BaseDirectory, window, request.StaysForApprovals);
        services.Log.Write(LogLevel.Information, request.Run, null, $"resumed, generation {lease.Generation}");
        driver.TakeUp(request, lease.Generation, window.ClosesAt, grip.Note);
        return await DriveAsync(journal, driver, grip, detach);
    }

    private static async Task<RunState> DriveAsync(RunJournal journal, RunDriver driver, ClusterGrip grip, CancellationToken detach)
    {
        await grip.DriveAsync(journal, driver, detach);
        return journal.State;
    }

    private async Task<Lease> CreateAsync(RunEvent.RunCreated created, RunId run)
    {
        try
        {
            return await services.Store.CreateAsync(run, created, services.Self, created.Lock, CancellationToken.None);
        }
        catch (StoreException) when (created.Cluster is not null)
        {
            await services.Hold.GiveBackAsync(run, CancellationToken.None);
            throw;
        }
    }

    /// <summary>A failed run has closed already: an abort only gives up the hope of a resume.</summary>
    private async Task<bool> IsAbortedAsync(RunJournal journal)
    {
        var requests = await services.Store.ReadRequestsAsync(journal.Run, journal.State.LastRequest, CancellationToken.None);
        if (requests.FirstOrDefault(static r => r.Request.Kind == RequestKind.Abort) is not { } abort)
            return false;
        journal.Record(new RunEvent.RequestTaken { At = journal.Now, Number = abort.Number, Kind = RequestKind.Abort, By = abort.Request.By });
        return true;
    }

    private static async Task<RunState> EndAsync(RunJournal journal)
    {
        journal.Record(new RunEvent.RunFinished { At = journal.Now, Result = RunResult.Aborted, Outputs = new([]) });
        await journal.CommitLastAsync();
        return journal.State;
    }

    /// <summary>The state with what came since. Events are never changed, so what was read once stays true.</summary>
    private async Task<RunState> ReadOnAsync(RunId run, RunState state)
    {
        await foreach (var e in services.Store.ReadAsync(run, state.Version, CancellationToken.None))
            state = state.Apply(e);
        return state;
    }

    private RunEvent.RunCreated Created(StartRequest request, RunId run)
    {
        var runbook = request.Plan.Runbook;
        var secrets = request.Inputs.Entries.Where(static i => i.Value is Value.Secret).Select(static i => i.Key);
        var created = new RunEvent.RunCreated
        {
            At = services.Clock.GetUtcNow(),
            Name = runbook.Name,
            Hash = runbook.Hash,
            Sources = runbook.Sources,
            BaseDirectory = request.BaseDirectory,
            Inputs = new([.. request.Inputs.Entries.Where(static i => i.Value is not Value.Secret)]),
            SecretInputs = [.. secrets],
            SecretMarks = services.KnowsSecretsAgain ? SecretMarks.Of(request.Inputs) : new([]),
            Environment = request.Environment,
            Lock = null,
            EngineVersion = services.EngineVersion,
            By = services.Self,
            Parallelism = request.Parallelism,
            Targets = request.Plan.Targets,
            InventoryFile = request.InventoryFile,
            Confirmed = request.Confirmed,
        };
        return runbook.Lock is null ? created : created with { Lock = LockName(request, run, created) };
    }

    private RunWindow WindowOf(RunId run, Plan plan, Value.Map inputs, string? until, RunState state) =>
        new WindowReader(new(services.Expressions, run, inputs), services.Clock).Read(plan, until, state);

    private string LockName(StartRequest request, RunId run, RunEvent.RunCreated created)
    {
        var scopes = new StepScope(services.Expressions, run, request.Inputs);
        var name = scopes.Evaluate(new Argument.Expression(request.Plan.Runbook.Lock!), request.Plan.TopFrame, RunState.Empty.Apply(created));
        return name.Succeeded ? name.Value.ToString() : throw new ArgumentException($"`lock` cannot be evaluated: {name.Error}", nameof(request));
    }

    private static Value.Map WithSecrets(Value.Map inputs, ResumeRequest request) =>
        new([.. inputs.Entries, .. request.Secrets.Select(static s => new KeyValuePair<string, Value>(s.Key, s.Value))]);
}
