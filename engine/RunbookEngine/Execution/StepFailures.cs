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

    public static StepFailure Interrupted(string reason) => new("interrupted", reason, Retryable: true);

    public static StepFailure Inside(StepPath step) => new("step-failed", $"step {step} failed", Retryable: false);

    public static StepFailure Output(string error) => new(
        "output-expression", $"the step did its work, but {error}", Retryable: false, "mend `outputs` of the step and resume with `--accept-changes`; the step will run again");
}
