namespace RunbookEngine.Cli.CommandLine;

/// <summary>Where the journal is. Pure.</summary>
internal static class StoreLocation
{
    /// <summary>What was named, else <c>$RUNBOOK_STORE</c>, else <c>runbook/runs.db</c> where the XDG rules keep state.</summary>
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
        if (console.Environment("HOME") is { Length: > 0 } home)
            return Path.Combine(home, ".local", "state", "runbook", "runs.db");
        return console.FullPath(Path.Combine("runbook-state", "runs.db"));
    }
}
