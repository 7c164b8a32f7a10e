using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>A run that another store wrote, as it comes into this one.</summary>
public sealed record RunImport
{
    /// <summary>Which.</summary>
    public required RunId Run { get; init; }

    /// <summary>All its events in order, from the first, whose hashes the caller has checked.</summary>
    public required ImmutableArray<StoredEvent> Events { get; init; }

    /// <summary>What was asked of it.</summary>
    public required ImmutableArray<NumberedRequest> Requests { get; init; }

    /// <summary>The highest generation of a lease that its events know: the next one here is higher.</summary>
    public required long Generation { get; init; }

    /// <summary>Appended when the run lives here from now on; null: this is a copy, which cannot be driven.</summary>
    public RunEvent.RunArrived? Arrival { get; init; }

    /// <summary>The lock that the run holds with its arrival; null: none.</summary>
    public string? Lock { get; init; }

    /// <summary>How many of the events a store does not have yet. Pure.</summary>
    /// <param name="has">How many events of the run it has; 0 when it does not know the run.</param>
    /// <param name="hashAt">The hash of one of them.</param>
    /// <param name="isAway">Whether the run does not live there.</param>
    /// <exception cref="ImportRefusedException">The two do not fit together.</exception>
    public ImmutableArray<StoredEvent> Missing(long has, Func<long, byte[]> hashAt, bool isAway)
    {
        ArgumentNullException.ThrowIfNull(hashAt);
        var common = Math.Min(has, Events.Length);
        if (common > 0 && !hashAt(common).AsSpan().SequenceEqual(Events[(int)common - 1].Hash))
            throw new ImportRefusedException($"run {Run} went another way in this store than in the file", "import it into another store with --store; `runbook status` shows which of the two is the right one");
        if (has > Events.Length)
            throw new ImportRefusedException($"run {Run} is further on in this store ({has} events) than in the file ({Events.Length})", "nothing is to be imported");
        if (!isAway && has > 0 && has < Events.Length && Arrival is null)
            throw new ImportRefusedException($"run {Run} lives in this store, and the file is a copy that is further on", "move the run here from where it was driven: `runbook export --move` there");
        return Events[(int)has..];
    }
}

/// <summary>A run does not come into this store; nothing was changed.</summary>
public sealed class ImportRefusedException(string message, string hint) : StoreException(message, hint);

/// <summary>The run does not live in this store: it moved to another one, or is only a copy here.</summary>
public sealed class RunAwayException(RunId run) : StoreException(
    $"run {run} does not live in this store: it moved to another one, or this is a copy of it",
    "go on with it where it lives; one that moved and was imported nowhere comes back with `runbook import FILE`");
