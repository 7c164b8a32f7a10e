using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>What one try of a gate means. Pure.</summary>
internal static class GateVerdict
{
    /// <summary>The time between two tries when the author does not say.</summary>
    public static readonly TimeSpan DefaultDelay = TimeSpan.FromSeconds(10);

    /// <summary>Decides after a try.</summary>
    /// <param name="consecutive">How often in a row it must be good.</param>
    /// <param name="timeout">How long it is tried.</param>
    /// <param name="state">Of the gate's step before this try was recorded.</param>
    /// <param name="failure">Of this try; null when it was good.</param>
    /// <param name="now">The end of this try.</param>
    public static GateDecision Decide(int consecutive, TimeSpan timeout, StepState state, StepFailure? failure, DateTimeOffset now)
    {
        var good = failure is null ? state.Streak + 1 : 0;
        if (good >= consecutive)
            return new(GateAnswer.Open, null);
        if (failure is null)
            return new(GateAnswer.Again, StepFailures.GateAgain(good, consecutive));
        return now - (state.BeganAt ?? now) < timeout ? new(GateAnswer.Again, failure) : new(GateAnswer.Closed, StepFailures.GateClosed(timeout, failure));
    }
}

/// <summary>What becomes of a gate.</summary>
internal enum GateAnswer
{
    /// <summary>It was good often enough.</summary>
    Open,

    /// <summary>It is tried again.</summary>
    Again,

    /// <summary>Its time is over.</summary>
    Closed,
}

/// <summary>A gate's fate, and what is to be said of it.</summary>
internal readonly record struct GateDecision(GateAnswer Answer, StepFailure? Failure);
