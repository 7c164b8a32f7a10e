using RunbookEngine.Cli.Live;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Reporting;

/// <summary>Chooses how a run is shown.</summary>
internal static class Reporters
{
    /// <summary>Events for a machine, a live view on a terminal, lines in a pipe.</summary>
    public static IRunReporter For(CliSession session, RunId run, Plan plan)
    {
        var (console, settings) = (session.Console, session.Settings);
        if (settings.Json)
            return new JsonReporter(console.Out, console.Error, run);
        var summary = new RunSummary(run, plan, settings.Ink, session.Columns, session.CommandLine);
        if (console.IsOutputTerminal && console.Environment("TERM") is not ("dumb" or null or ""))
            return new LiveReporter(session, run, plan, new(run, plan, settings.Ink, brief: true), summary);
        return new PlainReporter(console.Out, new(run, plan, settings.Ink, brief: false), summary, console.Clock);
    }
}
