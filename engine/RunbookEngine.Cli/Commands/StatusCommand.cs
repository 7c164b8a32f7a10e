using System.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Execution;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook status</c>: one screen on where a run stands and what to type next.</summary>
internal static class StatusCommand
{
    public static Command Build(CliSession session)
    {
        var run = RunArgument.Run(session, "the newest");
        var command = new Command("status", "Show where a run stands and what to do next.") { run };
        command.SetAction((parsed, _) => RunAsync(session, parsed.GetValue(run)));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string? named)
    {
        var run = await RunLookup.FindAsync(session, named, static _ => true, "yet");
        var recorded = await RecordedRun.ReadAsync(session, run);
        var driver = await Requests.DriverAsync(session, run);
        var away = await session.Store.IsAwayAsync(run, CancellationToken.None);
        if (session.Settings.Json)
        {
            JsonDocuments.Print(session.Console.Out, "status/v1", writer => StatusDocument.Write(writer, recorded, driver, away));
            return ExitCodes.Succeeded;
        }

        var text = new StatusText(recorded, driver, away, session);
        foreach (var line in text.Lines())
            session.Console.Out.WriteLine(line);
        return ExitCodes.Succeeded;
    }
}
