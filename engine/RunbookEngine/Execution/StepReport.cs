using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>What a step's own task tells the loop.</summary>
internal abstract record StepReport(PlanNode Node)
{
    /// <summary>It has looked; nothing was changed.</summary>
    public sealed record Looked(PlanNode Node, ITransport Target, LookResult Result) : StepReport(Node);

    /// <summary>The engine lets go of it; its command, if any, goes on.</summary>
    public sealed record LetGo(PlanNode Node) : StepReport(Node);

    /// <summary>It has acted.</summary>
    public sealed record Acted(PlanNode Node, ActResult Result) : StepReport(Node);
}

/// <summary>What looking led to.</summary>
/// <param name="BootId">Of the target as it was looked at; null when it could not be asked.</param>
/// <param name="Claims">Where its commands will be claimed; null when it could not be asked.</param>
internal abstract record LookResult(string? BootId, ClaimsPlace? Claims)
{
    /// <summary>There is something to do.</summary>
    public sealed record Act(PreparedStep Step, string? BootId, ClaimsPlace? Claims) : LookResult(BootId, Claims)
    {
        /// <summary>What the look wants to be remembered; masked.</summary>
        public Value.Map Found { get; init; } = new([]);
    }

    /// <summary>There is nothing to do.</summary>
    public sealed record Satisfied(Value.Map Outputs, string? BootId, ClaimsPlace? Claims) : LookResult(BootId, Claims);

    /// <summary>It cannot even be tried.</summary>
    public sealed record Failed(StepFailure Failure) : LookResult((string?)null, null);
}

/// <summary>What acting led to.</summary>
/// <param name="Outcome">As the handler says; masked.</param>
/// <param name="Stdout">Of its commands.</param>
/// <param name="Stderr">Of its commands.</param>
/// <param name="Commands">Their names, and where they lie.</param>
internal sealed record ActResult(StepOutcome Outcome, OutputExcerpt Stdout, OutputExcerpt Stderr, IReadOnlyList<KeptCommand> Commands)
{
    /// <summary>How a step in flight was resolved; null for others.</summary>
    public string? Resolution { get; init; }

    /// <summary>In doubt, what looking showed.</summary>
    public ProbeResult? Probe { get; init; }

    /// <summary>The step was in flight, and it is certain that no command of this attempt has run or ever will.</summary>
    public bool NeverBegan { get; init; }

    /// <summary>The host was lost, and what was begun there may go on: the attempt is not over.</summary>
    public bool IsUnsettled { get; init; }

    /// <summary>An outcome without commands.</summary>
    public static ActResult Of(StepOutcome outcome) => new(outcome, OutputExcerpt.Empty, OutputExcerpt.Empty, []);
}

/// <summary>A command of which something is kept on its target.</summary>
internal readonly record struct KeptCommand(ITransport Target, CommandName Name);

/// <summary>A step with everything evaluated.</summary>
internal sealed record PreparedStep(PlanNode Node, ActionStep Step, IStepHandler Handler, Arguments Arguments, TimeSpan? Timeout, ITransport Target);
