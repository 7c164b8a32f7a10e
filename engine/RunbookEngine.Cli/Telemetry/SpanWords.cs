using RunbookEngine.Cli.Reporting;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Telemetry;

/// <summary>
/// The words of telemetry: those of OpenTelemetry's conventions where there are any, and <c>runbook.…</c> for the rest. Pure.
/// </summary>
internal static class SpanWords
{
    public const string Runbook = "cicd.pipeline.name";
    public const string Run = "cicd.pipeline.run.id";
    public const string Action = "cicd.pipeline.action.name";
    public const string RunResult = "cicd.pipeline.result";
    public const string Task = "cicd.pipeline.task.name";
    public const string TaskRun = "cicd.pipeline.task.run.id";
    public const string TaskResult = "cicd.pipeline.task.run.result";
    public const string Error = "error.type";
    public const string Host = "host.name";
    public const string ExitCode = "process.exit.code";
    public const string Verb = "runbook.step.verb";
    public const string Section = "runbook.section";
    public const string Batch = "runbook.lane.batch";
    public const string Attempt = "runbook.attempt";
    public const string Outcome = "runbook.step.outcome";
    public const string Status = "runbook.run.status";
    public const string Resumes = "runbook.run.resumes";
    public const string Step = "runbook.step";
    public const string Message = "runbook.message";

    /// <summary>How a run stands, by the convention; where it has no word, by ours.</summary>
    public static string Of(RunStatus status) => status switch
    {
        RunStatus.Succeeded or RunStatus.Undone => "success",
        RunStatus.Failed => "failure",
        RunStatus.Aborted => "cancellation",
        _ => StepWords.Of(status),
    };

    /// <summary>How a step ended, by the convention.</summary>
    public static string Of(StepFailure? failure) => failure?.Code switch
    {
        null => "success",
        "timeout" => "timeout",
        GroupVerdict.Stopped => "cancellation",
        _ => "failure",
    };

    /// <summary>The outcome in our own word, as the run's status shows it.</summary>
    public static string Of(StepResult result) => result.ToString().ToLowerInvariant();

    /// <summary>A reason to stop or to skip.</summary>
    public static string Of(Enum reason) => reason.ToString().ToLowerInvariant();

    /// <summary>What a path ends with: the name that its author gave it.</summary>
    public static string Last(StepPath path) => path.Value[(path.Value.LastIndexOf('/') + 1)..];
}
