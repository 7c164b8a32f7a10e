namespace RunbookEngine.Execution;

/// <summary>How a person said yes to a run before it began.</summary>
public enum ConfirmationKind
{
    /// <summary>They saw the plan on a terminal and typed it.</summary>
    Typed,

    /// <summary>By the option <c>--yes</c>; nobody was asked.</summary>
    YesOption,

    /// <summary>By giving a saved plan that still held; nobody was asked.</summary>
    SavedPlan,
}

/// <summary>A person's yes to a run before it began.</summary>
/// <param name="By">Who.</param>
/// <param name="How">In which way.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Plan">SHA-256 of the saved plan that the run is bound to; null: there is none.</param>
public sealed record RunConfirmation(string By, ConfirmationKind How, DateTimeOffset At, string? Plan = null);
