using System.CommandLine;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook approve</c>: yes or no to a step that waits for it.</summary>
internal static class ApproveCommand
{
    public static Command Build(CliSession session)
    {
        var run = RunArgument.Run(session, "the newest that waits for an approval");
        var step = new Option<string?>("--step") { Description = "Which step, when several wait.", HelpName = "STEP" };
        step.CompletionSources.SuggestSteps(session, run);
        var reject = new Option<bool>("--reject") { Description = "Say no: the step fails." };
        var note = new Option<string?>("--note") { Description = "A word for the journal.", HelpName = "TEXT" };
        var command = new Command("approve", "Say yes, or no, to a step that waits for it.") { run, step, reject, note };
        command.SetAction((parsed, _) => RunAsync(session, parsed.GetValue(run), parsed.GetValue(step), parsed.GetValue(reject), parsed.GetValue(note)));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string? named, string? step, bool reject, string? note)
    {
        var (run, waiting) = await FindAsync(session, named);
        await Requests.RequireHereAsync(session, run);
        var chosen = Choose(session, run, waiting, step);
        Requests.Print(session, await Requests.AnswerAsync(session, run, chosen.Path, chosen.Message, !reject, note));
        return ExitCodes.Succeeded;
    }

    /// <summary>A run that waits while other steps are at work is still running, so each candidate is read whole.</summary>
    private static async Task<(RunId Run, List<(StepPath Path, string Message)> Waiting)> FindAsync(CliSession session, string? named)
    {
        if (named is not null)
        {
            var run = await RunLookup.FindAsync(session, named, static _ => true, "");
            return (run, Waiting(await RunLookup.ReadAsync(session.Store, run)));
        }

        foreach (var header in await session.ExistingStore.ListAsync(1000, CancellationToken.None))
        {
            if (RunState.Fold(header.Events).IsOver)
                continue;
            var waiting = Waiting(await RunLookup.ReadAsync(session.Store, header.Run));
            if (waiting.Count > 0)
                return (header.Run, waiting);
        }

        throw new UsageException("no run waits for an approval", "`runbook list` shows the runs");
    }

    private static List<(StepPath Path, string Message)> Waiting(RunState state) =>
        [.. state.Steps
            .Where(static s => s.Value is { Status: StepStatus.Waiting, Wait.Kind: WaitKind.Approval })
            .OrderBy(static s => s.Key)
            .Select(static s => (s.Key, s.Value.Wait!.Message))];

    private static (StepPath Path, string Message) Choose(CliSession session, RunId run, List<(StepPath Path, string Message)> waiting, string? named)
    {
        if (waiting.Count == 0)
            throw new UsageException($"no step of run {run} waits for an approval", $"`{session.CommandLine("status", run)}` shows where it stands");
        if (named is null)
            return waiting is [var only] ? only : throw new UsageException($"{waiting.Count} steps of run {run} wait for an approval", $"name one with --step: {Names(waiting)}");
        var index = waiting.FindIndex(w => w.Path.Value == named);
        return index >= 0 ? waiting[index] : throw new UsageException($"`{named}` does not wait for an approval in run {run}", $"these do: {Names(waiting)}");
    }

    private static string Names(List<(StepPath Path, string Message)> waiting) => string.Join(", ", waiting.Select(static w => w.Path.Value));
}
