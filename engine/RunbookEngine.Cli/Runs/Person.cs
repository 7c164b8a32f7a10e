namespace RunbookEngine.Cli.Runs;

/// <summary>Who gives a word.</summary>
internal static class Person
{
    /// <summary>The user, and whom they became root from: <c>alice</c>, <c>root (sudo by alice)</c>.</summary>
    public static string Of(CliConsole console)
    {
        var user = Environment.UserName;
        return console.Environment("SUDO_USER") is { Length: > 0 } before && before != user ? $"{user} (sudo by {before})" : user;
    }
}
