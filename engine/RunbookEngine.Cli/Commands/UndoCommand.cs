using System.CommandLine;
using RunbookEngine.Cli.CommandLine;
using RunbookEngine.Cli.Inputs;
using RunbookEngine.Cli.Pipelines;
using RunbookEngine.Cli.Planning;
using RunbookEngine.Cli.Questions;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook undo</c>: takes back what a run did, last first.</summary>
internal static class UndoCommand
{
    public static Command Build(CliSession session)
    {
        var run = RunArgument.Run(session, "the newest that is not undone");
        var inputs = new InputOptions();
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask before it starts." };
        var adopt = StoreOptions.Adopt();
        var hosts = new HostOptions();
        var files = new RunFileOptions();
        var command = new Command("undo", "Take back what a run did: the `undo` of its steps, last first.") { run, inputs.File, yes, adopt, hosts.AcceptNewHostKeys };
        files.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            session.Files = files.Read(parsed, session);
            return RunAsync(session, parsed.GetValue(run), new([], parsed.GetValue(inputs.File) ?? []), parsed.GetValue(yes), parsed.GetValue(adopt), new(null, parsed.GetValue(hosts.AcceptNewHostKeys)));
        });
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string? named, GivenInputs given, bool yes, bool adopts, GivenHosts hosts)
    {
        var run = await RunLookup.FindAsync(session, named, static s => s.Status != RunStatus.Undone && s.Moved is null, "that can be undone");
        await Requests.RequireHereAsync(session, run);
        var recorded = await RecordedRun.ReadAsync(session, run);
        if (recorded.State.Status == RunStatus.Undone)
            throw new UsageException($"run {run} is undone already", $"`{session.CommandLine("status", run)}` shows what was done");
        var steps = RunFacts.ToUndo(recorded.State, recorded.Plan).ToList();
        if (steps.Count == 0 && recorded.State.Section != RunSection.Undo)
            throw new UsageException($"nothing of run {run} can be taken back: no step that changed something has an `undo`", "a step gets one by `undo:` with the steps that take it back");
        Requests.RequireOwnStore(session, adopts);
        Show(session, run, steps);
        if (!yes && !session.CanAsk)
            throw new UsageException("nobody can be asked here, so nothing was started", "`--yes` starts without a question");
        if (!yes && !Question.Confirm(session.Console, "Take it back?"))
            throw new UsageException("nothing was started", "`--yes` starts without a question");
        var state = await recorded.GoOnAsync(session, recorded.Secrets(session, given), hosts, undo: true);
        return ExitCodes.Of(state.Status);
    }

    private static void Show(CliSession session, RunId run, List<(PlanNode Node, StepState State)> steps)
    {
        if (session.Settings.Json)
            return;
        var output = session.Console.Questions;
        output.WriteLine($"taking back what run {run} did, in this order:");
        foreach (var (node, _) in steps)
        {
            output.WriteLine($"  {session.Settings.Ink.Bold(node.Path.Value)}, by:");
            foreach (var step in node.Step.Undo)
                output.WriteLine($"    {TerminalText.Fit(TerminalText.Line(OneLane.Written(step)), 100)}{(step.Name is { } name ? $"  {session.Settings.Ink.Faint(TerminalText.Line(name))}" : "")}");
        }
    }
}
