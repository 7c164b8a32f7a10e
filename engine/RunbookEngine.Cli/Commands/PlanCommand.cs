using System.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Inputs;
using RunbookEngine.Cli.Planning;
using RunbookEngine.Cli.Text;
using RunbookEngine.Cluster;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook plan</c>: what a run would do, as far as it can be known before.</summary>
internal static class PlanCommand
{
    public static Command Build(CliSession session)
    {
        var file = new Argument<string>("FILE") { Description = "The runbook." };
        var inputs = new InputOptions();
        var command = new Command("plan", "Show what a run would do. Nothing is run or changed.") { file, inputs.Input, inputs.File };
        command.SetAction((parsed, _) => RunAsync(session, parsed.GetValue(file)!, inputs.Read(parsed)));
        return command;
    }

    /// <summary>The plan, with its lanes where the hosts are known; else why they are not.</summary>
    private static async Task<(Plan Plan, string? Missing)> PlanAsync(CliSession session, Runbook runbook, Value.Map inputs)
    {
        if (HostsNeeded.OfInventoryBy(runbook) && Inventories.Locate(session) is null)
            return (Planner.Plan(runbook), "not known: write an inventory.yaml here, or name one with `--inventory FILE`, to see which host does what");
        try
        {
            var nodes = await ClusterWiring.NodesAsync(session, runbook);
            return (Plans.Make(runbook, inputs, InputValues.Environment(session, runbook), Inventories.For(session, runbook), nodes), null);
        }
        catch (ClusterUnreachableException lost)
        {
            return (Planner.Plan(runbook), $"not known: {lost.Message}; {lost.Hint}");
        }
        catch (ClusterException refused)
        {
            return (Planner.Plan(runbook), $"not known: {refused.Message}{(refused.Hint is { } hint ? $"; {hint}" : "")}");
        }
    }

    /// <summary>The plan as lines.</summary>
    public static async Task<IReadOnlyList<string>> LinesAsync(CliSession session, Plan plan, Value.Map inputs, string folder)
    {
        var steps = await StepsAsync(session, plan, inputs, folder, everyLane: false);
        return [.. new PlanText(plan, steps, session.Settings.Ink, session.Columns).Lines(inputs, plan.Runbook.Lock?.Content)];
    }

    private static Task<IReadOnlyList<PlannedStep>> StepsAsync(CliSession session, Plan plan, Value.Map inputs, string folder, bool everyLane) =>
        Preview.OfAsync(session, plan, inputs, InputValues.Environment(session, plan.Runbook), folder, everyLane);

    private static async Task<int> RunAsync(CliSession session, string file, GivenInputs given)
    {
        var runbook = RunbookTexts.LoadFile(session, file).Require(session, file);
        var inputs = InputValues.Bind(session, runbook, given);
        var (plan, missing) = await PlanAsync(session, runbook, inputs);
        var folder = RunbookTexts.FolderOf(session, file);
        if (session.Settings.Json)
        {
            var steps = await StepsAsync(session, plan, inputs, folder, everyLane: true);
            JsonDocuments.Print(session.Console.Out, "plan/v1", writer => PlanDocument.Write(writer, plan, steps, inputs));
            return ExitCodes.Succeeded;
        }

        foreach (var line in await LinesAsync(session, plan, inputs, folder))
            session.Console.Out.WriteLine(line);
        if (missing is not null)
            session.Console.Out.WriteLine($"\n{session.Settings.Ink.Warn("hosts")}   {TerminalText.Line(missing)}");
        return ExitCodes.Succeeded;
    }
}
