using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>The store failed. The run stops at once; what was committed stands.</summary>
public class StoreException : Exception
{
    /// <summary>With what happened and what to do.</summary>
    public StoreException(string message, string? hint = null, Exception? inner = null)
        : base(message, inner) => Hint = hint;

    /// <summary>What to do next, or null.</summary>
    public string? Hint { get; }
}

/// <summary>Somebody drives the run already.</summary>
public sealed class LeaseHeldException(RunId run, LeaseHolder holder)
    : StoreException($"run {run} is driven by process {holder.ProcessId} on {holder.Host} ({holder.User})", "wait for it, or stop it there")
{
    /// <summary>Who.</summary>
    public LeaseHolder Holder { get; } = holder;
}

/// <summary>This engine lost the run to another one, and must stop.</summary>
public sealed class LeaseLostException(RunId run)
    : StoreException($"another engine took over run {run}", $"`runbook status {run}` shows who drives it");

/// <summary>Another run holds the lock.</summary>
public sealed class LockHeldException(string lockName, RunId holder)
    : StoreException($"run {holder} holds the lock `{lockName}`", $"wait for it, or end it: `runbook status {holder}`, `runbook resume {holder}`, `runbook abort {holder}`")
{
    /// <summary>The lock.</summary>
    public string LockName { get; } = lockName;

    /// <summary>The run that has it.</summary>
    public RunId Holder { get; } = holder;
}

/// <summary>There is no such run in this store.</summary>
public sealed class RunNotFoundException(RunId run) : StoreException($"there is no run {run} in this store", "`runbook list` shows the runs")
{
    /// <summary>The name that was asked for.</summary>
    public RunId Run { get; } = run;
}
