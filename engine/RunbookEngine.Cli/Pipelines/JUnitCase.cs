namespace RunbookEngine.Cli.Pipelines;

/// <summary>A test case, as CI systems know it.</summary>
/// <param name="Kind">What kind of thing it is: its class is named for it.</param>
/// <param name="Name">Its own name.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Problem">What is wrong, in a sentence; null when nothing is.</param>
/// <param name="Lines">What to read about the problem.</param>
internal sealed record JUnitCase(string Kind, string Name, TimeSpan Took, string? Problem, IReadOnlyList<string> Lines)
{
    /// <summary>The code of the problem; null: the kind.</summary>
    public string? Code { get; init; }

    /// <summary>Why it was not tried; null when it was.</summary>
    public string? Skipped { get; init; }
}
