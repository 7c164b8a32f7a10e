using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>How a handler's work ended.</summary>
public abstract record StepOutcome
{
    private StepOutcome()
    {
    }

    /// <summary>Done, and something was changed.</summary>
    /// <param name="Outputs">Fields of <c>steps.ID</c>, by the names of the verb's definition.</param>
    public sealed record Succeeded(Value.Map Outputs) : StepOutcome;

    /// <summary>What the step asks for was already so, or looking is all it does.</summary>
    /// <param name="Outputs">As in <see cref="Succeeded"/>.</param>
    public sealed record Unchanged(Value.Map Outputs) : StepOutcome;

    /// <summary>Not done.</summary>
    /// <param name="Failure">Why.</param>
    /// <param name="Outputs">What is known all the same.</param>
    public sealed record Failed(StepFailure Failure, Value.Map? Outputs = null) : StepOutcome;

    /// <summary>A person's word is needed; asked again with <see cref="StepContext.Answer"/> set once it is there.</summary>
    /// <param name="Wait">What is waited for.</param>
    public sealed record Waiting(WaitReason Wait) : StepOutcome;

    /// <summary>
    /// A command was in flight when its host went away, and nothing tells how far it came. Only the executor resolves this.
    /// </summary>
    /// <param name="Reason">One sentence.</param>
    public sealed record InDoubt(string Reason) : StepOutcome;
}

/// <summary>What a waiting step waits for.</summary>
/// <param name="Kind">An approval, a pause, or the resolution of a doubt.</param>
/// <param name="Message">For the person who is asked.</param>
public sealed record WaitReason(WaitKind Kind, string Message);

/// <summary>The kinds of waiting.</summary>
public enum WaitKind
{
    /// <summary>Yes or no, by <c>runbook approve</c>.</summary>
    Approval,

    /// <summary>Goes on with <c>runbook resume</c>.</summary>
    Pause,

    /// <summary>A step that was in flight; resolved by <c>runbook resume --resolve STEP=done|retry</c>.</summary>
    Doubt,
}
