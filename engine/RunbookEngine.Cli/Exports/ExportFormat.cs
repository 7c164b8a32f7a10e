using RunbookEngine.Execution;

namespace RunbookEngine.Cli.Exports;

/// <summary>What writing and reading an exported run agree on.</summary>
internal static class ExportFormat
{
    /// <summary>Of the file; its lines and fields are only ever added to.</summary>
    public const string Version = "run-export/v1";

    /// <summary>The files with long outputs that an event names.</summary>
    public static IEnumerable<string> OutputsOf(RunEvent e) =>
        e is RunEvent.StepFinished finished ? new[] { finished.Stdout.File, finished.Stderr.File }.OfType<string>() : [];
}
