namespace RunbookEngine.Model;

/// <summary>How sections show in the paths of steps.</summary>
public static class RunSections
{
    /// <summary>Under which the steps of <c>on-failure</c> stand.</summary>
    public static StepPath OnFailure { get; } = new("~on-failure");

    /// <summary>Under which the steps of <c>finally</c> stand.</summary>
    public static StepPath Finally { get; } = new("~finally");

    /// <summary>Whether the step belongs to a section that runs anew at the end of every round.</summary>
    public static bool IsClosing(StepPath path) =>
        path.Value.StartsWith("~on-failure/", StringComparison.Ordinal) || path.Value.StartsWith("~finally/", StringComparison.Ordinal);
}
