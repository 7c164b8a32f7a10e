namespace RunbookEngine.Execution;

/// <summary>When this engine may work, as it was worked out once at the start or resume.</summary>
/// <param name="OpensAt">Set when nothing may start before; null: open now.</param>
/// <param name="ClosesAt">After it nothing starts; null: never.</param>
/// <param name="Margin">Beside the time of the slowest lane; null: a quarter of that.</param>
public sealed record RunWindow(DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt, TimeSpan? Margin)
{
    /// <summary>No bounds.</summary>
    public static RunWindow Always { get; } = new(null, null, null);
}

/// <summary>The window is closed: nothing was started, and nothing was changed.</summary>
/// <param name="message">Since or until when.</param>
/// <param name="opensAt">When it opens; null: it will not open again.</param>
public sealed class WindowClosedException(string message, DateTimeOffset? opensAt) : Exception(message)
{
    /// <summary>When it opens; null: it will not open again.</summary>
    public DateTimeOffset? OpensAt { get; } = opensAt;
}
