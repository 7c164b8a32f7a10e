using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>Whether a failed attempt is followed by another. Pure.</summary>
public static class RetryPolicy
{
    /// <summary>
    /// How long to wait before the next attempt; null: the step has failed. Codes that the author lists are tried again whatever the handler says.
    /// </summary>
    /// <param name="retry">What the author allows.</param>
    /// <param name="failedBefore">Failed attempts in this round, this one not counted.</param>
    /// <param name="failure">Of this attempt.</param>
    public static TimeSpan? Next(Retry retry, int failedBefore, StepFailure failure)
    {
        ArgumentNullException.ThrowIfNull(retry);
        ArgumentNullException.ThrowIfNull(failure);
        if (failedBefore + 1 >= retry.Attempts)
            return null;
        var mayHelp = retry.On.IsDefaultOrEmpty ? failure.Retryable : retry.On.Contains(failure.Code);
        return mayHelp ? retry.DelayAfter(failedBefore + 1) : null;
    }
}
