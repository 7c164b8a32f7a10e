namespace RunbookEngine.Cli.CommandLine;

/// <summary>Whom results are printed for.</summary>
internal enum OutputFormat
{
    /// <summary>People.</summary>
    Text,

    /// <summary>Machines.</summary>
    Json,

    /// <summary>Code hosts and editors that read SARIF.</summary>
    Sarif,

    /// <summary>People who look at a job of GitHub Actions: groups, annotations, a summary.</summary>
    GitHub,
}

/// <summary>The words for whom results are printed for.</summary>
internal static class OutputFormats
{
    /// <summary>In the order of <see cref="OutputFormat"/>.</summary>
    public static readonly string[] Names = ["text", "json", "sarif", "github"];

    private static readonly string[] s_checks = ["validate", "lint"];

    /// <summary>The form of a word; text when there is none, or one that the command line refuses anyway.</summary>
    public static OutputFormat Of(string? name) => (OutputFormat)Math.Max(0, Array.IndexOf(Names, name));

    /// <summary>Whether a command can print so.</summary>
    /// <exception cref="UsageException">It cannot.</exception>
    public static void Require(OutputFormat format, string command)
    {
        if (format == OutputFormat.Sarif && !s_checks.Contains(command))
            throw new UsageException($"`--output sarif` goes with `validate` and `lint`, and not with `{command}`", "`--output json` is taken everywhere");
    }
}
