using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers;

/// <summary>
/// Stands around every handler and turns what is expected to go wrong (a setting without sense, a file that cannot be read) into the step's
/// outcome, so that handlers need not. All else passes: it is a bug, or the end of the engine.
/// </summary>
internal sealed class ExpectedFailures(IStepHandler inner) : IStepHandler
{
    public ToolDefinition Definition => inner.Definition;

    /// <summary>A look that fails tells nothing; the run that follows fails with the reason.</summary>
    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        try
        {
            return await inner.ProbeAsync(context, cancellation);
        }
        catch (Exception exception) when (FailureOf(exception) is not null)
        {
            return ProbeResult.Unknown;
        }
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        try
        {
            return await inner.RunAsync(context, cancellation);
        }
        catch (Exception exception) when (FailureOf(exception) is { } failure)
        {
            return new StepOutcome.Failed(failure);
        }
    }

    private static StepFailure? FailureOf(Exception exception) => exception switch
    {
        StepFailureException expected => expected.Failure,
        FileNotFoundException or DirectoryNotFoundException =>
            new StepFailure("not-found", exception.Message, Retryable: false, "check the path; a relative one starts at the runbook's folder"),
        UnauthorizedAccessException =>
            new StepFailure("permission-denied", exception.Message, Retryable: false, "run as a user who may do this, or change the mode or owner of the path"),
        IOException =>
            new StepFailure("io-error", exception.Message, Retryable: true, "look at free space and mount state with `df` and `mount`, then resume"),
        _ => null,
    };
}
