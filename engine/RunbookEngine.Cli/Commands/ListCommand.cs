using System.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook list</c>: the newest runs.</summary>
internal static class ListCommand
{
    public static Command Build(CliSession session)
    {
        var limit = new Option<int>("--limit") { Description = "How many, newest first. Default: 20.", DefaultValueFactory = static _ => 20, HelpName = "N" };
        var command = new Command("list", "List the runs, newest first.") { limit };
        command.SetAction((parsed, _) => RunAsync(session, parsed.GetValue(limit)));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, int limit)
    {
        if (limit < 1)
            throw new UsageException($"--limit is {limit}", "name a number from 1");
        var runs = session.HasStore ? await session.Store.ListAsync(limit, CancellationToken.None) : [];
        var states = runs.Select(static h => (h.Run, State: RunState.Fold(h.Events))).Where(static r => r.State.Created is not null).ToList();
        HashSet<Model.RunId> cutOff = [];
        foreach (var (run, state) in states.Where(static r => r.State is { Status: RunStatus.Running, Moved: null }))
        {
            if (await Requests.DriverAsync(session, run) is null)
                cutOff.Add(run);
        }

        if (session.Settings.Json)
            PrintJson(session, states);
        else if (states.Count == 0)
            session.Console.Out.WriteLine($"no runs in {session.Settings.Store} yet; `runbook run FILE` starts one");
        else
            PrintTable(session, states, cutOff);
        return ExitCodes.Succeeded;
    }

    private static void PrintTable(CliSession session, List<(Model.RunId Run, RunState State)> runs, HashSet<Model.RunId> cutOff)
    {
        var now = session.Console.Clock.GetUtcNow();
        var rows = runs.Select(r => new[]
        {
            r.Run.Value, r.State.Moved is not null ? "moved" : cutOff.Contains(r.Run) ? "cut off" : StepWords.Of(r.State.Status), Elapsed.Moment(r.State.Created!.At), Duration(r.State, now), r.State.Created.By.User, r.State.Created.Name,
        }).Prepend(["RUN", "STATUS", "STARTED", "TOOK", "BY", "RUNBOOK"]).ToList();
        var ink = session.Settings.Ink;
        string Paint(int row, int column, string cell) => (row, column) switch
        {
            (0, _) => ink.Bold(cell),
            (_, 1) when cutOff.Contains(runs[row - 1].Run) => ink.Bad(cell),
            (_, 1) => StepWords.Paint(ink, runs[row - 1].State.Status, cell),
            _ => cell,
        };
        foreach (var line in Columns.Of(rows, session.Columns, Paint))
            session.Console.Out.WriteLine(line);
    }

    private static string Duration(RunState state, DateTimeOffset now) =>
        Elapsed.Of((state.Status == RunStatus.Running ? now : state.UpdatedAt) - state.Created!.At);

    private static void PrintJson(CliSession session, List<(Model.RunId Run, RunState State)> runs) =>
        JsonDocuments.Print(session.Console.Out, "runs/v1", writer => writer.WriteObjects("runs", runs, r =>
        {
            writer.WriteString("run", r.Run.Value);
            writer.WriteString("name", r.State.Created!.Name);
            writer.WriteString("status", JsonDocuments.Word(r.State.Status));
            writer.WriteString("started_at", r.State.Created.At);
            writer.WriteString("updated_at", r.State.UpdatedAt);
            writer.WriteString("by", r.State.Created.By.User);
            writer.WriteNumber("resumes", r.State.Resumes);
        }));
}
