namespace RunbookEngine.Cli.CommandLine;

/// <summary>Whom results are printed for.</summary>
internal enum OutputFormat
{
    /// <summary>People.</summary>
    Text,

    /// <summary>Machines.</summary>
    Json,

    /// <summary>People who look at a job of GitHub Actions: groups, annotations, a summary.</summary>
    GitHub,
}
