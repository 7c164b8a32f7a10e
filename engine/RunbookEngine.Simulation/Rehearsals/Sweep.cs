using System.Collections.Concurrent;

namespace RunbookEngine.Simulation.Rehearsals;

/// <summary>
/// Many independent rehearsals, several at a time, each on one thread and in a world and a time of its own. They begin in their order, and nothing of their results depends on how many are at work together.
/// </summary>
public sealed record Sweep
{
    /// <summary>How many are at work together. Default: one for each core.</summary>
    public int AtOnce { get; init; } = Environment.ProcessorCount;

    /// <summary>Is told after each how many are done, how many there are, and how many of the done ones ended as they must not; from one thread at a time.</summary>
    public Action<int, int, int> Progress { get; init; } = static (_, _, _) => { };

    /// <summary>No further one is begun after it; those that were begun come to their ends.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Does them all.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">Does the one of a number, from 0.</param>
    /// <param name="isWrong">Whether it ended as it must not.</param>
    /// <returns>What came of those that were done, in their order.</returns>
    internal List<T> Run<T>(int count, Func<int, T> one, Func<T, bool> isWrong)
        where T : class
    {
        var ends = new T?[count];
        var gate = new Lock();
        var (done, wrong) = (0, 0);
        // One number at a time: in pieces, what is known after an early end would have gaps, and the last piece would be waited for by idle cores.
        var numbers = Partitioner.Create(Enumerable.Range(0, count), EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(numbers, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, (number, loop) =>
        {
            if (Stop.IsCancellationRequested)
            {
                loop.Stop();
                return;
            }

            var end = ends[number] = one(number);
            lock (gate)
                Progress(++done, count, wrong += isWrong(end) ? 1 : 0);
        });
        return [.. ends.OfType<T>()];
    }
}
