namespace RunbookEngine.Tests.Lab.Faults;

/// <summary>What became of one run that a fault struck.</summary>
internal sealed record FaultOutcome
{
    public required string Fault { get; init; }

    public required string Kind { get; init; }

    /// <summary>Whether the step was at work when the fault struck, as the journal had it at that moment.</summary>
    public required bool WasAtWork { get; init; }

    /// <summary>How often a person had to say <c>resume</c>; a killed engine needs one at least.</summary>
    public required int Resumes { get; init; }

    /// <summary>How often the engine could not know and asked.</summary>
    public required int Questions { get; init; }

    /// <summary>The codes of the failures that were told before it was resumed.</summary>
    public required string[] Failures { get; init; }

    /// <summary>The attempts of the step that the journal has: each was asked for by a rule or a person.</summary>
    public required int Attempts { get; init; }

    /// <summary>What the node shows of the step.</summary>
    public required Effects Effects { get; init; }

    /// <summary>How often the steps before and after left their line.</summary>
    public required (int Before, int After) Neighbours { get; init; }

    /// <summary>How long from the fault's end until all was done.</summary>
    public required TimeSpan Recovery { get; init; }

    /// <summary>The run says that it succeeded and something is missing.</summary>
    public bool IsLost => Effects.Done == 0 || Neighbours.Before == 0 || Neighbours.After == 0;

    /// <summary>Something ran once more than the journal's attempts account for, or its effect came twice.</summary>
    public bool IsDoubled => Effects.Done > 1 || Effects.Begun > Attempts || Neighbours.Before > 1 || Neighbours.After > 1;

    /// <summary>Went through, or on at a plain <c>resume</c>, without a question and without a failure.</summary>
    public bool IsClean => Questions == 0 && Failures.Length == 0 && !IsLost && !IsDoubled;
}
