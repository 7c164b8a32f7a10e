using System.CommandLine;
using RunbookEngine.Cli.CommandLine;
using RunbookEngine.Cli.Inputs;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Execution;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook abort</c>: ends a run for good; its <c>finally</c> still runs.</summary>
internal static class AbortCommand
{
    public static Command Build(CliSession session)
    {
        var run = RunArgument.Run(session, "the newest that is not over");
        var note = new Option<string?>("--note") { Description = "A word for the journal.", HelpName = "TEXT" };
        var inputs = new InputOptions();
        var adopt = StoreOptions.Adopt();
        var hosts = new HostOptions();
        var command = new Command("abort", "End a run for good: start no more steps, run `finally`.") { run, note, inputs.File, adopt, hosts.AcceptNewHostKeys };
        command.SetAction((parsed, _) => RunAsync(session, parsed.GetValue(run), parsed.GetValue(note), new([], parsed.GetValue(inputs.File) ?? []), parsed.GetValue(adopt), new(null, parsed.GetValue(hosts.AcceptNewHostKeys))));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string? named, string? note, GivenInputs given, bool adopts, GivenHosts hosts)
    {
        var run = await RunLookup.FindAsync(session, named, CanBeAborted, "that can be aborted");
        await Requests.RequireHereAsync(session, run);
        var recorded = await RecordedRun.ReadAsync(session, run);
        if (!CanBeAborted(recorded.State))
            throw new UsageException($"run {run} has {Reporting.StepWords.Of(recorded.State.Status)} and is over", $"`{session.CommandLine("status", run)}` shows it");
        if (await Requests.AbortAsync(session, run, note) is { } asked)
        {
            Requests.Print(session, asked);
            return ExitCodes.Succeeded;
        }

        Requests.RequireOwnStore(session, adopts);
        // Nobody is there to take the request, so this process does: it ends the run and runs `finally`.
        var secrets = recorded.Secrets(session, given);
        await Requests.PostAsync(session, run, RequestKind.Abort, null, note);
        var state = await recorded.GoOnAsync(session, secrets, hosts, ends: true);
        return state.Status == RunStatus.Aborted ? ExitCodes.Succeeded : ExitCodes.Of(state.Status);
    }

    /// <summary>A failed run is not over for good: it can be resumed, and it may hold a lock.</summary>
    private static bool CanBeAborted(RunState state) => state.Moved is null && (!state.IsOver || state.Status == RunStatus.Failed);
}
