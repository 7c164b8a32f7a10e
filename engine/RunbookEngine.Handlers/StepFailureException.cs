using RunbookEngine.Execution;

namespace RunbookEngine.Handlers;

/// <summary>An expected failure met deep inside a handler. <see cref="ExpectedFailures"/> makes it the step's outcome.</summary>
internal class StepFailureException(StepFailure failure) : Exception(failure.Message)
{
    /// <summary>What the step fails with.</summary>
    public StepFailure Failure { get; } = failure;
}
