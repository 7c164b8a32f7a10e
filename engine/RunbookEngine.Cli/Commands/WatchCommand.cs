using System.CommandLine;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Cli.Watching;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook watch</c>: a run on the whole screen, whoever drives it.</summary>
internal static class WatchCommand
{
    public static Command Build(CliSession session)
    {
        var run = RunArgument.Run(session, "the newest");
        var command = new Command("watch", "Show a run on the whole screen as it goes on, with keys to pause, approve and abort.") { run };
        command.SetAction((parsed, _) => RunAsync(session, parsed.GetValue(run)));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string? named)
    {
        var console = session.Console;
        if (session.Settings.Json || !console.IsOutputTerminal || !console.IsInputTerminal || console.Environment("TERM") is "dumb" or null or "")
        {
            throw new UsageException(
                session.Settings.Json ? "`watch` draws on a terminal and has nothing for a machine" : "`watch` draws on a terminal, and this is none",
                "`runbook logs --follow` prints a run line by line as it goes on, also with `--output json`; `runbook status` tells once where it stands");
        }

        var run = await RunLookup.FindAsync(session, named, static _ => true, "yet");
        return await new Watcher(session, await RecordedRun.ReadAsync(session, run)).RunAsync();
    }
}
