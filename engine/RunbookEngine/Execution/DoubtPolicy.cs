using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>What becomes of a step whose command cannot be attached to. Pure.</summary>
public static class DoubtPolicy
{
    /// <summary>
    /// A probe that finds the aim reached settles it. Else the author's <c>interrupted</c> decides; without one a step that only looks, or that has looked
    /// and found something to do, runs again, and any other asks.
    /// </summary>
    public static DoubtDecision Decide(Step step, bool hasSideEffect, ProbeResult probe)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (probe is ProbeResult.Satisfied)
            return DoubtDecision.Done;
        if (!hasSideEffect)
            return DoubtDecision.RunAgain;
        var canLook = probe is ProbeResult.Needed;
        return step.Interrupted switch
        {
            InterruptedPolicy.Retry => DoubtDecision.RunAgain,
            InterruptedPolicy.Ask => DoubtDecision.Ask,
            _ => canLook ? DoubtDecision.RunAgain : DoubtDecision.Ask,
        };
    }
}

/// <summary>The ways out of a doubt.</summary>
public enum DoubtDecision
{
    /// <summary>Its aim is reached: it counts as done.</summary>
    Done,

    /// <summary>A new attempt.</summary>
    RunAgain,

    /// <summary>A person decides.</summary>
    Ask,
}
