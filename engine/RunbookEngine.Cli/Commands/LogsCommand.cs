using System.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Following;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook logs</c>: what the commands of a run wrote, in full where it was kept; with <c>--follow</c> the run as it goes on.</summary>
internal static class LogsCommand
{
    public static Command Build(CliSession session)
    {
        var run = RunArgument.Run(session, "the newest");
        var step = new Argument<string?>("STEP") { Description = "Only this step, or the steps inside it.", Arity = ArgumentArity.ZeroOrOne };
        step.CompletionSources.SuggestSteps(session, run);
        var named = new Option<string?>("--step") { Description = "As STEP, for the newest run or before RUN.", HelpName = "STEP" };
        named.CompletionSources.SuggestSteps(session, run);
        var follow = new Option<bool>("--follow", "-f") { Description = "Print the run from its beginning as it goes on, until nobody drives it; the exit code is that of the run." };
        var command = new Command("logs", "Show what the commands of a run wrote.") { run, step, named, follow };
        command.SetAction((parsed, _) => RunAsync(session, parsed.GetValue(run), StepOf(parsed.GetValue(step), parsed.GetValue(named)), parsed.GetValue(follow)));
        return command;
    }

    private static string? StepOf(string? argument, string? option) => argument is null || option is null || argument == option
        ? argument ?? option
        : throw new UsageException($"two steps were named, `{argument}` and `{option}`", "name one; a group or a lane names all steps inside it");

    private static async Task<int> RunAsync(CliSession session, string? named, string? step, bool follow)
    {
        var run = await RunLookup.FindAsync(session, named, static _ => true, "yet");
        if (follow)
            return await FollowAsync(session, await RecordedRun.ReadAsync(session, run), step);
        var state = await RunLookup.ReadAsync(session.Store, run);
        if (step is not null && !state.Steps.Keys.Any(p => StepOutput.IsIn(p, step)))
            throw Unknown(session, run, step);
        var outputs = StepOutput.Of(state, step).ToList();
        if (session.Settings.Json)
            PrintJson(session, run, outputs);
        else
            PrintText(session, outputs);
        return ExitCodes.Succeeded;
    }

    private static async Task<int> FollowAsync(CliSession session, RecordedRun run, string? step)
    {
        if (step is not null && run.Plan.Find(new(step)) is null)
            throw Unknown(session, run.Run, step);
        using var end = new CancellationTokenSource();
        using var interruption = session.Console.OnInterrupt(end.Cancel);
        return await new LogFollower(session, new(session, run, RunState.Empty), step).FollowAsync(end.Token);
    }

    private static UsageException Unknown(CliSession session, RunId run, string step) =>
        new($"nothing is known of a step `{step}` in run {run}", $"`{session.CommandLine("status", run)}` shows the steps");

    private static void PrintText(CliSession session, List<StepOutput> outputs)
    {
        var (ink, output) = (session.Settings.Ink, session.Console.Out);
        foreach (var one in outputs)
        {
            output.WriteLine(ink.Bold(one.Title));
            foreach (var line in one.Lines(session))
                output.WriteLine(line);
        }

        if (outputs.Count == 0)
            output.WriteLine("nothing was written; the output of a step is recorded when it ends, and `--follow` shows it as it comes");
    }

    private static void PrintJson(CliSession session, RunId run, List<StepOutput> outputs) =>
        JsonDocuments.Print(session.Console.Out, "logs/v1", writer =>
        {
            writer.WriteString("run", run.Value);
            writer.WriteObjects("outputs", outputs, o =>
            {
                writer.WriteString("step", o.Step.Value);
                writer.WriteNumber("attempt", o.State.Attempt);
                writer.WriteString("stream", o.Name);
                writer.WriteString("head", o.Excerpt.Head);
                writer.WriteString("tail", o.Excerpt.Tail);
                writer.WriteNumber("cut_bytes", o.Excerpt.CutBytes);
                if (o.File(session) is { } file)
                    writer.WriteString("file", file);
            });
        });
}
