using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>
/// Performs the verbs of one tool. Handlers hold no state between calls. They are called again with the same attempt after a crash:
/// then the same calls of <see cref="ICommands.ExecuteAsync"/> in the same order attach to the commands that were started before.
/// </summary>
public interface IStepHandler
{
    /// <summary>What the tool understands.</summary>
    ToolDefinition Definition { get; }

    /// <summary>
    /// Looks, and changes nothing. Called before <see cref="RunAsync"/>, by <c>plan</c>, and when a resume is in doubt.
    /// <see cref="ProbeResult.Needed"/> carries the diff for <c>plan</c>.
    /// </summary>
    Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation);

    /// <summary>
    /// Acts. Expected failures are outcomes; an exception is a bug and fails the step with code <c>engine-error</c>.
    /// Cancelling means: leave running commands alone and throw.
    /// </summary>
    Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation);
}
