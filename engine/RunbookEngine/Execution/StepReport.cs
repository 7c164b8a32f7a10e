using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>What a step's own task tells the loop.</summary>
internal abstract record StepReport(PlanNode Node)
{
    /// <summary>It has looked; nothing was changed.</summary>
    public sealed record Looked(PlanNode Node, LookResult Result) : StepReport(Node);

    /// <summary>The engine lets go of it; its command, if any, goes on.</summary>
    public sealed record LetGo(PlanNode Node) : StepReport(Node);

    /// <summary>It has acted.</summary>
    public sealed record Acted(PlanNode Node, ActResult Result) : StepReport(Node);
}

/// <summary>What looking led to.</summary>
internal abstract record LookResult
{
    /// <summary>There is something to do.</summary>
    public sealed record Act(PreparedStep Step) : LookResult;

    /// <summary>There is nothing to do.</summary>
    public sealed record Satisfied(Value.Map Outputs) : LookResult;

    /// <summary>It cannot even be tried.</summary>
    public sealed record Failed(StepFailure Failure) : LookResult;
}

/// <summary>What acting led to.</summary>
/// <param name="Outcome">As the handler says; masked.</param>
/// <param name="Stdout">Of its commands.</param>
/// <param name="Stderr">Of its commands.</param>
/// <param name="Commands">Their names.</param>
/// <param name="Resolution">How a step in flight was resolved; null for others.</param>
/// <param name="Probe">In doubt, what looking showed.</param>
/// <param name="NeverBegan">The step was in flight, and it is certain that no command of this attempt has run or ever will.</param>
internal sealed record ActResult(
    StepOutcome Outcome, OutputExcerpt Stdout, OutputExcerpt Stderr, IReadOnlyList<CommandName> Commands, string? Resolution = null, ProbeResult? Probe = null,
    bool NeverBegan = false);

/// <summary>A step with everything evaluated.</summary>
internal sealed record PreparedStep(PlanNode Node, ActionStep Step, IStepHandler Handler, Arguments Arguments, TimeSpan? Timeout);
