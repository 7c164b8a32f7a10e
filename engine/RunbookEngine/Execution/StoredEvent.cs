namespace RunbookEngine.Execution;

/// <summary>An event as a store keeps it.</summary>
/// <param name="Version">Its place among the events of its run, from 1.</param>
/// <param name="Hash">Of it and all before it; see <see cref="JournalChain"/>.</param>
/// <param name="Body">Its JSON in UTF-8, byte for byte.</param>
public sealed record StoredEvent(long Version, byte[] Hash, byte[] Body)
{
    /// <summary>The step that the store lists it under; null for an event about the run as a whole.</summary>
    public string? Step { get; init; }

    /// <summary>The time that the store lists it under, in milliseconds since 1970.</summary>
    public long AtMilliseconds { get; init; }

    /// <summary>The next event of a run.</summary>
    /// <param name="version">Its place.</param>
    /// <param name="before">The hash of the event before it, or <see cref="JournalChain.Start"/>.</param>
    /// <param name="e">The event.</param>
    public static StoredEvent Next(long version, ReadOnlySpan<byte> before, RunEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        var body = EventJson.Serialize(e);
        return new(version, JournalChain.Next(before, body), body) { Step = (e as RunEvent.OfStep)?.Step.Value, AtMilliseconds = e.At.ToUnixTimeMilliseconds() };
    }
}
