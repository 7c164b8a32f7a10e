using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.SavedPlans;

/// <summary>Holds a run to the plan that was approved.</summary>
internal static class PlanBinding
{
    /// <summary>Compares the texts, before inputs are bound to them.</summary>
    /// <exception cref="UsageException">The runbook has changed; the difference is told.</exception>
    public static void RequireText(SavedPlan then, Runbook runbook) => Require(PlanMoves.OfText(then, runbook), "the runbook has changed since the plan was saved");

    /// <summary>Compares what was given, before anything is asked.</summary>
    /// <exception cref="UsageException">It is otherwise; each difference is told.</exception>
    public static void RequireGiven(SavedPlan then, SavedPlan now) => Require(PlanMoves.OfGiven(then, now), "what the plan was made of has changed");

    /// <summary>Compares what the targets say.</summary>
    /// <exception cref="UsageException">It is otherwise; each difference is told.</exception>
    public static void RequireAnswers(SavedPlan then, SavedPlan now) => Require(PlanMoves.OfAnswers(then, now), "the world has moved since the plan was saved");

    private static void Require(IEnumerable<string> differences, string what)
    {
        var lines = differences.ToImmutableArray();
        if (!lines.IsEmpty)
            throw new UsageException($"{what}; nothing was started", "save a new plan with `runbook plan FILE --out PLAN`, and have that one approved") { Details = lines };
    }
}
