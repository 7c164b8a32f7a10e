using RunbookEngine.Execution;
using RunbookEngine.Local.Files;
using RunbookEngine.Local.Processes;

namespace RunbookEngine.Local.Commands;

/// <summary>Waits for the end of a claimed command and says what is known of it.</summary>
internal static class Ending
{
    /// <summary>How often a session that lost its supervisor is looked at. Rare, and each look reads all of <c>/proc</c>.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Of a child of this process; it is collected at its end.</summary>
    public static async Task<CommandExit> OfChildAsync(CommandFiles files, int child, int descriptor, Surroundings around)
    {
        await CollectAsync(child, descriptor, around.Readiness).ConfigureAwait(false);
        return await TellAsync(files, around).ConfigureAwait(false);
    }

    /// <summary>Of a command that somebody else started, or this process under another hand.</summary>
    public static async Task<CommandExit> OfAttachedAsync(CommandFiles files, Claim.Taken claim, Surroundings around)
    {
        if (Tell(files, claim, around) is { } known)
            return known;
        var descriptor = Native.OpenProcess(claim.Supervisor);
        if (descriptor >= 0)
        {
            if (IsAnother(files, claim.Supervisor))
            {
                _ = Native.Close(descriptor);
                return TellNow(files, around);
            }

            await WaitAsync(descriptor, around.Readiness).ConfigureAwait(false);
        }

        return await TellAsync(files, around).ConfigureAwait(false);
    }

    /// <summary>Waits for the end of a child and collects it.</summary>
    public static async Task CollectAsync(int child, int descriptor, Readiness readiness)
    {
        if (descriptor >= 0)
            await WaitAsync(descriptor, readiness).ConfigureAwait(false);
        Collect(child);
    }

    private static unsafe void Collect(int child)
    {
        int status;
        while (Native.Reap(child, &status, 0) < 0 && Native.LastError == Native.Interrupted)
        {
        }
    }

    /// <summary>Waits until a descriptor is readable or hangs up, and closes it.</summary>
    public static async Task WaitAsync(int descriptor, Readiness readiness)
    {
        try
        {
            await readiness.WhenReadable(descriptor).ConfigureAwait(false);
        }
        finally
        {
            _ = Native.Close(descriptor);
        }
    }

    /// <summary>
    /// Whether the number belongs to another process by now. A supervisor holds its claim open until it is on its way out, so the order of the two
    /// looks matters.
    /// </summary>
    private static bool IsAnother(CommandFiles files, int process) =>
        Facts.Of(files.ClaimPath, followLinks: false, out _) is { } claim
        && !ProcessTable.Holds(process, claim)
        && ProcessStat.Of(process) is { IsAlive: true, IsExiting: false };

    /// <summary>What is known once the supervisor has ended; a command that lost its supervisor is waited for first.</summary>
    private static async Task<CommandExit> TellAsync(CommandFiles files, Surroundings around)
    {
        while (files.ReadClaim() is Claim.Taken claim && Tell(files, claim, around) is null && ProcessTable.MembersOf(claim.Supervisor).Count > 0)
            await Task.Delay(Look, around.Clock).ConfigureAwait(false);
        return TellNow(files, around);
    }

    private static CommandExit TellNow(CommandFiles files, Surroundings around) =>
        files.ReadClaim() is not Claim.Taken claim
            ? new CommandExit.Lost("its files are gone from the machine")
            : Tell(files, claim, around) ?? new CommandExit.Lost("its supervisor was killed, so how it ended was not written down");

    private static CommandExit? Tell(CommandFiles files, Claim.Taken claim, Surroundings around)
    {
        if (claim.Status is not { } status)
            return claim.BootId == around.Machine.BootId ? null : new CommandExit.Lost("the machine was restarted while it ran");
        var ended = files.EndedAt ?? around.Clock.GetUtcNow();
        var started = files.StartedAt ?? ended;
        return new CommandExit.Exited(status, started < ended ? started : ended, ended);
    }
}
