using System.Collections.Immutable;
using System.CommandLine;
using RunbookEngine.Cli.Changes;
using RunbookEngine.Cli.CommandLine;
using RunbookEngine.Cli.Inputs;
using RunbookEngine.Cli.Pipelines;
using RunbookEngine.Cli.Questions;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook resume</c>: goes on with a run that stopped, failed or was cut off.</summary>
internal static class ResumeCommand
{
    public static Command Build(CliSession session)
    {
        var run = RunArgument.Run(session, "the newest that can be resumed");
        var inputs = new InputOptions();
        var accept = new Option<bool>("--accept-changes") { Description = "Go on with the runbook as it is now, though it has changed since." };
        var resolve = new Option<string[]>("--resolve") { Description = "A word on a step in doubt; may be said again.", HelpName = "STEP=done|retry" };
        var adopt = StoreOptions.Adopt();
        var hosts = new HostOptions();
        var files = new RunFileOptions();
        var command = new Command("resume", "Go on with a run that stopped, failed or was cut off.") { run, inputs.File, accept, resolve, adopt, hosts.Until, hosts.AcceptNewHostKeys };
        files.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            session.Files = files.Read(parsed, session);
            return RunAsync(
                session, parsed.GetValue(run), new([], parsed.GetValue(inputs.File) ?? []), parsed.GetValue(accept), parsed.GetValue(resolve) ?? [], parsed.GetValue(adopt), hosts.Read(parsed));
        });
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string? named, GivenInputs given, bool accept, string[] resolutions, bool adopts, GivenHosts hosts)
    {
        var words = Resolutions.Parse(resolutions);
        var run = await RunLookup.FindAsync(session, named, CanBeResumed, "that can be resumed");
        await Requests.RequireHereAsync(session, run);
        var recorded = await RecordedRun.ReadAsync(session, run);
        if (!CanBeResumed(recorded.State))
            throw new UsageException($"run {run} is {StepWords.Of(recorded.State.Status)} and over", "`runbook run FILE` starts a new one");
        if (await Requests.DriverAsync(session, run) is { } driver)
            throw new LeaseHeldException(run, driver);
        Requests.RequireOwnStore(session, adopts);
        recorded = await RunbookChange.CheckAsync(session, recorded, accept);
        recorded = recorded with { Resolutions = Resolutions.Complete(session, recorded, words) };
        Found(session, recorded);
        var secrets = recorded.Secrets(session, given);
        var state = await recorded.GoOnAsync(session, secrets, hosts);
        while (AskAgain(session, recorded with { State = state, AcceptsChanges = false }) is { } answered)
        {
            recorded = answered;
            state = await recorded.GoOnAsync(session, secrets, hosts);
        }

        return ExitCodes.Of(state.Status);
    }

    /// <summary>Over a terminal a doubt that the resume brought to light is asked about at once.</summary>
    private static RecordedRun? AskAgain(CliSession session, RecordedRun recorded)
    {
        if (recorded.State.Status != RunStatus.Waiting || !session.CanAsk)
            return null;
        if (!RunFacts.Waiting(recorded.State, recorded.Plan, WaitKind.Doubt).Any())
            return null;
        var words = Resolutions.Complete(session, recorded, ImmutableDictionary<StepPath, bool>.Empty);
        return words.IsEmpty ? null : recorded with { Resolutions = words };
    }

    private static bool CanBeResumed(RunState state) => state.Moved is null && (!state.IsOver || state.Status == RunStatus.Failed);

    private static void Found(CliSession session, RecordedRun recorded)
    {
        var inFlight = RunFacts.InFlight(recorded.State, recorded.Plan).ToList();
        if (session.Settings.Json || inFlight.Count == 0)
            return;
        session.Console.Out.WriteLine(inFlight.Count == 1 ? "a step was in flight:" : $"{inFlight.Count} steps were in flight:");
        foreach (var (node, state) in inFlight)
            session.Console.Out.WriteLine($"  {session.Settings.Ink.Busy(node.Path.Value)}, attempt {state.Attempt}, since {Elapsed.Moment(state.StartedAt!.Value)}");
    }
}
