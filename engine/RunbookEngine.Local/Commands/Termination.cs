using RunbookEngine.Local.Processes;

namespace RunbookEngine.Local.Commands;

/// <summary>
/// Ends what runs in a session, except its supervisor, which is to write down how the command ended. A process that left for a session of its own is
/// not reached.
/// </summary>
internal static class Termination
{
    private const int Term = 15;
    private const int Kill = 9;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);

    /// <summary>TERM, and after the grace KILL, until the command has ended and its session is empty.</summary>
    public static async Task EndAsync(int session, Task exit, TimeSpan grace, TimeProvider clock, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        HashSet<int> asked = [];
        while (true)
        {
            var members = ProcessTable.MembersOf(session);
            if (exit.IsCompleted && members.Count == 0)
                return;
            var patient = clock.GetElapsedTime(began) < grace;
            foreach (var member in members.Where(m => !patient || asked.Add(m)))
                ProcessTable.Signal(member, session, patient ? Term : Kill);
            await PauseAsync(exit, clock, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task PauseAsync(Task exit, TimeProvider clock, CancellationToken cancellation)
    {
        var pause = Task.Delay(Look, clock, cancellation);
        await (exit.IsCompleted ? pause : Task.WhenAny(exit, pause)).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }
}
