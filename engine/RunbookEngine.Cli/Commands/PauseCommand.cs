using System.CommandLine;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Execution;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook pause</c>: start no more steps, let the running ones end, stop resumable.</summary>
internal static class PauseCommand
{
    public static Command Build(CliSession session)
    {
        var run = RunArgument.Run(session, "the newest that is running");
        var note = new Option<string?>("--note") { Description = "A word for the journal.", HelpName = "TEXT" };
        var command = new Command("pause", "Let the running steps of a run end, and start no more.") { run, note };
        command.SetAction((parsed, _) => RunAsync(session, parsed.GetValue(run), parsed.GetValue(note)));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string? named, string? note)
    {
        var run = await RunLookup.FindAsync(session, named, static s => s.Status == RunStatus.Running, "that is running");
        await Requests.RequireHereAsync(session, run);
        Requests.Print(session, await Requests.PauseAsync(session, run, note));
        return ExitCodes.Succeeded;
    }
}
