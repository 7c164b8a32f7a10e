using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Runs;

/// <summary>Finds the run that is meant: by its name, the beginning of it, or, when nothing is said, the newest that fits.</summary>
internal static class RunLookup
{
    /// <summary>How many runs are looked through for a beginning.</summary>
    private const int Reach = 10_000;

    /// <summary>The run.</summary>
    /// <param name="session">Where.</param>
    /// <param name="named">What was said, or null.</param>
    /// <param name="fits">Which runs are meant when nothing is said.</param>
    /// <param name="wanted">Those runs in words, such as <c>that can be resumed</c>.</param>
    /// <exception cref="UsageException">None, or more than one.</exception>
    public static async Task<RunId> FindAsync(CliSession session, string? named, Func<RunState, bool> fits, string wanted)
    {
        var store = session.ExistingStore;
        if (named is not null)
            return await ByNameAsync(store, named);
        foreach (var header in await store.ListAsync(Reach, CancellationToken.None))
        {
            if (fits(RunState.Fold(header.Events)))
                return header.Run;
        }

        throw new UsageException($"there is no run {wanted}", "`runbook list` shows the runs");
    }

    /// <summary>The whole state of a run.</summary>
    public static async Task<RunState> ReadAsync(IRunStore store, RunId run)
    {
        var state = RunState.Empty;
        await foreach (var e in store.ReadAsync(run, 0, CancellationToken.None))
            state = state.Apply(e);
        return state;
    }

    private static async Task<bool> ExistsAsync(IRunStore store, RunId run)
    {
        try
        {
            await foreach (var _ in store.ReadAsync(run, 0, CancellationToken.None))
                return true;
        }
        catch (RunNotFoundException)
        {
        }

        return false;
    }

    private static async Task<RunId> ByNameAsync(IRunStore store, string named)
    {
        if (named.StartsWith('-'))
            throw new UsageException($"there is no option `{named}` here", "`--help` lists the options of a command");
        if (!RunId.IsValid(named))
            throw new UsageException($"`{named}` is not the name of a run", "`runbook list` shows the runs; the beginning of a name is enough");
        if (await ExistsAsync(store, new(named)))
            return new(named);
        var runs = (await store.ListAsync(Reach, CancellationToken.None)).Select(static h => h.Run).ToList();
        var matches = runs.Where(r => r.Value.StartsWith(named, StringComparison.Ordinal)).ToList();
        return matches switch
        {
            [var only] => only,
            [] => throw new UsageException($"there is no run `{named}`", "`runbook list` shows the runs"),
            _ => throw new UsageException($"`{named}` fits {matches.Count} runs", $"say more of the name: {string.Join(", ", matches.Take(5))}"),
        };
    }
}
