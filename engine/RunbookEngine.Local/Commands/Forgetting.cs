using RunbookEngine.Local.Files;
using RunbookEngine.Local.Processes;

namespace RunbookEngine.Local.Commands;

/// <summary>Removes what is kept of a command, unless it may still be running.</summary>
internal static class Forgetting
{
    public static void Forget(CommandFolder folder, LocalMachine machine)
    {
        try
        {
            if (IsOver(folder, machine))
                folder.Remove();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is left costs some room on the disk and harms nothing.
        }
    }

    public static void ForgetRun(string commands, string run, LocalMachine machine)
    {
        var path = $"{commands}/{run}";
        try
        {
            foreach (var folder in Directory.GetDirectories(path))
                Forget(new(commands, run, Path.GetFileName(folder)), machine);
            _ = Native.RemoveDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As above.
        }
    }

    private static bool IsOver(CommandFolder folder, LocalMachine machine) =>
        folder.ReadClaim() switch
        {
            Claim.Free => Facts.Of(folder.Path, followLinks: false, out _) is not null && folder.TryVoid(),
            Claim.Unwritten => Facts.Of(folder.ClaimPath, followLinks: false, out _) is { } claim && !ProcessTable.AnyHolds(claim),
            Claim.Taken { Status: null } taken when taken.BootId == machine.BootId => !MayRun(folder, taken.Supervisor),
            _ => true,
        };

    private static bool MayRun(CommandFolder folder, int supervisor) =>
        Facts.Of(folder.ClaimPath, followLinks: false, out _) is not { } claim
        || ProcessTable.Holds(supervisor, claim)
        || ProcessTable.MembersOf(supervisor).Count > 0;
}
