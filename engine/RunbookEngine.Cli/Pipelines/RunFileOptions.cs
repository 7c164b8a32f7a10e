using System.CommandLine;

namespace RunbookEngine.Cli.Pipelines;

/// <summary>The files that a command line asks for, in full.</summary>
/// <param name="JUnit">Test results; null: none.</param>
/// <param name="Metrics">For Prometheus; null: none.</param>
internal sealed record GivenFiles(string? JUnit, string? Metrics)
{
    /// <summary>None.</summary>
    public static GivenFiles None { get; } = new(null, null);
}

/// <summary>The options of commands that drive runs for other systems to read of.</summary>
internal sealed class RunFileOptions
{
    public Option<string?> JUnit { get; } = new("--junit") { Description = "Also write the run as JUnit XML, for a CI system.", HelpName = "FILE" };

    public Option<string?> Metrics { get; } = new("--metrics-file") { Description = "Keep a file with the run's status for Prometheus, such as one of node_exporter's textfile collector.", HelpName = "FILE" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(JUnit);
        command.Add(Metrics);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="UsageException">A file cannot be written, which is better known before a run starts.</exception>
    public GivenFiles Read(ParseResult parsed, CliSession session) => new(File(parsed.GetValue(JUnit), session), File(parsed.GetValue(Metrics), session));

    private static string? File(string? named, CliSession session)
    {
        if (named is not { Length: > 0 })
            return null;
        var file = session.Console.FullPath(named);
        if (Directory.Exists(file) || !Directory.Exists(Path.GetDirectoryName(file)))
            throw new UsageException($"{named} cannot be written: {(Directory.Exists(file) ? "it is a folder" : "its folder does not exist")}; nothing was started", "name a file in a folder that exists and that you may write to");
        return file;
    }
}
