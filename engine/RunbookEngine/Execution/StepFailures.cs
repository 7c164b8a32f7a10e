using RunbookEngine.Cluster;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>The failures that the engine itself tells of. Their codes are stable.</summary>
internal static class StepFailures
{
    public static StepFailure Expression(string error) =>
        new("expression", error, Retryable: false, "`runbook validate` finds most such mistakes; mend the runbook and resume with `--accept-changes`");

    public static StepFailure Argument(string error) => new("argument", error, Retryable: false, "mend the runbook and resume with `--accept-changes`");

    public static StepFailure Timeout(TimeSpan timeout) => new(
        "timeout", $"did not end within {Durations.Format(timeout)}; its processes were ended", Retryable: true, "look at its output for what it waited for, or give it a longer `timeout`");

    public static StepFailure Engine(Exception e) => new(
        "engine-error", $"the handler failed: {e.GetType().Name}: {e.Message}", Retryable: false, "this is a fault of the engine; its log has more");

    public static StepFailure Files(Exception e) => new("file-access", e.Message, Retryable: true, "look at the path, its permissions and the free space");

    public static StepFailure Lost(TargetLostException lost, bool isUnsettled) => new(
        lost.Code, lost.Message, Retryable: !isUnsettled,
        isUnsettled ? $"{lost.Hint}; a resume goes on with what was begun there, and starts nothing twice" : lost.Hint);

    /// <summary>It only waited, and changed nothing.</summary>
    public static StepFailure Aborted() => new("aborted", "it was given up because the run is to end", Retryable: false);

    public static StepFailure NotTakenUp() => new(
        "host-unreachable", "its host was lost while it ran, and the run did not come back to it", Retryable: false, "`runbook resume` goes on with what was begun there");

    public static StepFailure UnknownHost(string host) => new(
        "host-unknown", $"the inventory has no host `{host}`", Retryable: false, "`runbook inventory` lists those that it has; add it, or mend `on`");

    /// <summary>Some lanes failed, though not too many: what comes after them runs.</summary>
    public static StepFailure LanesFailed(string failed, int max) => new(
        GroupVerdict.Tolerated, $"{failed} failed; `max-failures` allows {max}", Retryable: false, "`runbook resume` tries the lanes that failed again, and only those");

    /// <summary>Too many lanes failed.</summary>
    public static StepFailure TooManyLanes(string failed, int max, int stopped) => new(
        "max-failures", $"stopped: {failed} failed, and `max-failures` allows {max}{(stopped > 0 ? $"; {stopped} more stopped or did not start" : "")}", Retryable: false,
        "mend what made them fail; `runbook resume` goes on with these lanes and the rest");

    /// <summary>What the API of the cluster did not answer, or refused; null for other exceptions.</summary>
    public static StepFailure? Cluster(Exception exception) => exception switch
    {
        ClusterUnreachableException lost => new("cluster-unreachable", lost.Message, Retryable: true, lost.Hint),
        ClusterException { Status: 401 or 403 } refused =>
            new("cluster-forbidden", refused.Message, Retryable: false, "give the user of the kubeconfig this right, or name another one with `--kubeconfig FILE` and `--context NAME`"),
        ClusterException refused => new("cluster-refused", refused.Message, Retryable: refused.Status is 409 or 429 or >= 500, "read what the server says; `kubectl` with the same kubeconfig gets the same answer"),
        _ => null,
    };

    /// <summary>A lane that was stopped though nothing in it failed.</summary>
    public static StepFailure LaneStopped() => new(GroupVerdict.Stopped, "stopped between two steps, because too many lanes failed", Retryable: false);

    public static StepFailure GateAgain(int good, int wanted) => new("gate", $"good {good} of {wanted} times in a row", Retryable: true);

    public static StepFailure GateClosed(TimeSpan timeout, StepFailure last) => last with
    {
        Message = $"did not become good within {Durations.Format(timeout)}; last: {last.Message}",
        Retryable = false,
    };

    public static StepFailure Interrupted(string reason) => new("interrupted", reason, Retryable: true);

    public static StepFailure Inside(StepPath step) => new("step-failed", $"step {step} failed", Retryable: false);

    public static StepFailure Output(string error) => new(
        "output-expression", $"the step did its work, but {error}", Retryable: false, "mend `outputs` of the step and resume with `--accept-changes`; the step will run again");
}
