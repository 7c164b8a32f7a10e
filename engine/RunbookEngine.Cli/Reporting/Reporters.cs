using RunbookEngine.Cli.CommandLine;
using RunbookEngine.Cli.Live;
using RunbookEngine.Cli.Pipelines;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Reporting;

/// <summary>Chooses how a run is shown.</summary>
internal static class Reporters
{
    /// <summary>Events for a machine, groups and annotations in a job of GitHub, a live view on a terminal, lines in a pipe.</summary>
    public static IRunReporter For(CliSession session, RunId run, Plan plan, string folder)
    {
        var (console, settings) = (session.Console, session.Settings);
        if (settings.Json)
            return new JsonReporter(console.Out, console.Error, run);
        var summary = new RunSummary(run, plan, settings.Ink, session.Columns, session.CommandLine);
        if (settings.Output == OutputFormat.GitHub && session.Workflow is { } workflow)
            return GitHub(session, workflow, run, plan, summary, new(session, plan.Runbook.Sources[0].File, folder));
        if (console.IsOutputTerminal && console.Environment("TERM") is not ("dumb" or null or ""))
            return new LiveReporter(session, run, plan, new(run, plan, settings.Ink, brief: true), summary);
        return new PlainReporter(console.Out, new(run, plan, settings.Ink, brief: false), summary, console.Clock);
    }

    private static GitHubReporter GitHub(CliSession session, WorkflowWriter output, RunId run, Plan plan, RunSummary summary, WorkflowPlaces places) => new(
        output,
        plan,
        new(run, plan, session.Settings.Ink, brief: false),
        new(plan, places.Of),
        summary,
        new(run, plan, new(run, plan, new(false), int.MaxValue, session.CommandLine), session.CommandLine, places.Of),
        new(session),
        session.Console.Clock);
}
