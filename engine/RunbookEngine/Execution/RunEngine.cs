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
    public Task<RunState> StartAsync(StartRequest request, CancellationToken detach)
    {
        _ = services;
        throw new NotImplementedException();
    }

    /// <summary>Goes on with a run, or undoes it.</summary>
    /// <exception cref="LeaseHeldException">Somebody drives it.</exception>
    /// <exception cref="LockHeldException">Another run holds the lock.</exception>
    /// <exception cref="StoreException">The store failed; what was committed stands.</exception>
    public Task<RunState> ResumeAsync(ResumeRequest request, CancellationToken detach)
    {
        _ = services;
        throw new NotImplementedException();
    }
}
