using System.Text.Json;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>
/// Follows the events of one run as a store gives them, and finds the first that does not follow from those before it: changed, removed, put in, or moved. What was cut from the end
/// leaves a shorter run that holds together, so only somebody who noted the head can tell. Pure.
/// </summary>
public sealed class ChainCheck(RunId run)
{
    /// <summary>How many events follow from one another so far.</summary>
    public long Version { get; private set; }

    /// <summary>The hash of the last of them.</summary>
    public byte[] Head { get; private set; } = JournalChain.Start(run);

    /// <summary>Takes the next event.</summary>
    /// <returns>Null when it follows; else what is wrong, and the check stays where it was.</returns>
    public string? Take(StoredEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        if (e.Version != Version + 1)
            return $"event {Version + 1} is missing: event {e.Version} comes after event {Version}";
        if (!JournalChain.Next(Head, e.Body).AsSpan().SequenceEqual(e.Hash))
            return $"event {e.Version} does not follow from the one before it: it was changed or moved, or one was put in or taken out before it";
        if (Unlike(e) is { } difference)
            return difference;
        Version++;
        Head = e.Hash;
        return null;
    }

    /// <summary>The hash covers what the event says; what it is listed under must say the same.</summary>
    private static string? Unlike(StoredEvent stored)
    {
        try
        {
            var e = EventJson.Deserialize(stored.Body);
            return stored.Step == (e as RunEvent.OfStep)?.Step.Value && stored.AtMilliseconds == e.At.ToUnixTimeMilliseconds()
                ? null
                : $"event {stored.Version} is listed under another step or time than its own";
        }
        catch (JsonException e)
        {
            return $"event {stored.Version} cannot be read: {e.Message}";
        }
    }
}
