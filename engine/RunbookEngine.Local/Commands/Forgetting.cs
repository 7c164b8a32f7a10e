using RunbookEngine.Local.Files;
using RunbookEngine.Local.Processes;

namespace RunbookEngine.Local.Commands;

/// <summary>Whether what is kept of a command may go.</summary>
internal static class Forgetting
{
    /// <summary>Whether the command has ended, or never will run. A free name with something left of its start is used up for that.</summary>
    public static bool IsOver(CommandFiles files, LocalMachine machine) =>
        files.ReadClaim() switch
        {
            Claim.Free => files.Any && files.TryVoid(),
            Claim.Unwritten => Facts.Of(files.ClaimPath, followLinks: false, out _) is { } claim && !ProcessTable.AnyHolds(claim),
            Claim.Taken { Status: null } taken when taken.BootId == machine.BootId => !MayRun(files, taken.Supervisor),
            _ => true,
        };

    private static bool MayRun(CommandFiles files, int supervisor) =>
        Facts.Of(files.ClaimPath, followLinks: false, out _) is not { } claim
        || ProcessTable.Holds(supervisor, claim)
        || ProcessTable.MembersOf(supervisor).Count > 0;
}
