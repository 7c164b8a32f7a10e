using RunbookEngine.Cluster;
using RunbookEngine.Execution;

namespace RunbookEngine.Cli;

/// <summary>What a process says to the one that started it. Scripts rely on these numbers.</summary>
internal static class ExitCodes
{
    /// <summary>All is done.</summary>
    public const int Succeeded = 0;

    /// <summary>A step failed, or somebody aborted the run.</summary>
    public const int Failed = 1;

    /// <summary>The runbook, its inputs or the command line are wrong; nothing was started.</summary>
    public const int Usage = 2;

    /// <summary>An approval or a resume is needed, or the window is closed.</summary>
    public const int Waiting = 3;

    /// <summary>Another run holds the lock, or another engine or another store this run.</summary>
    public const int Held = 4;

    /// <summary>The engine or its store failed.</summary>
    public const int EngineFailed = 5;

    /// <summary>Interrupted; the run can be resumed.</summary>
    public const int Interrupted = 130;

    /// <summary>For a run that an engine stopped driving.</summary>
    public static int Of(RunStatus status) => status switch
    {
        RunStatus.Succeeded or RunStatus.Undone => Succeeded,
        RunStatus.Failed or RunStatus.Aborted => Failed,
        RunStatus.Waiting or RunStatus.Paused => Waiting,
        RunStatus.Interrupted => Interrupted,
        // An engine that lets go of a run always says how; this one did not.
        _ => EngineFailed,
    };

    /// <summary>For what kept a command from being carried out.</summary>
    public static int Of(Exception failure) => failure switch
    {
        UsageException or RunNotFoundException or ImportRefusedException or ClusterUnreachableException or ClusterException or WrongClusterException => Usage,
        LockHeldException or LeaseHeldException or RunAwayException or ClusterHeldException => Held,
        WindowClosedException => Waiting,
        OperationCanceledException => Interrupted,
        _ => EngineFailed,
    };
}
