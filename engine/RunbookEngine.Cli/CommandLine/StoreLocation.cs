namespace RunbookEngine.Cli.CommandLine;

/// <summary>Where the journal is. Pure.</summary>
internal static class StoreLocation
{
    /// <summary>What was named, else <c>$RUNBOOK_STORE</c>, else <c>runbook/runs.db</c> where the XDG rules keep state; without HOME in the home that the account has. Empty: there is none.</summary>
    public static string Find(string? named, CliConsole console)
    {
        var chosen = named ?? console.Environment("RUNBOOK_STORE");
        return chosen is { Length: > 0 } ? console.FullPath(chosen) : Default(console);
    }

    private static string Default(CliConsole console)
    {
        // The XDG rules: a relative path there is not valid and is passed over.
        var state = console.Environment("XDG_STATE_HOME");
        if (state is { Length: > 0 } && Path.IsPathRooted(state))
            return Path.Combine(state, "runbook", "runs.db");
        var home = console.Environment("HOME") is { Length: > 0 } named ? named : console.AccountHome();
        // Never a folder that happens to be here: another folder would be another store.
        return Path.IsPathFullyQualified(home)
            ? Path.Combine(home, ".local", "state", "runbook", "runs.db")
            : "";
    }

    /// <summary>What is said where it is nowhere.</summary>
    public static UsageException Nowhere() =>
        new("there is no home folder to keep the journal in: HOME is not set, and the account has none", "set RUNBOOK_STORE or HOME, or name a file with --store");
}
