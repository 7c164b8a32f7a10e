using System.Collections.Immutable;
using System.CommandLine;
using RunbookEngine.Cli.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Inputs;
using RunbookEngine.Cli.Pipelines;
using RunbookEngine.Cli.Planning;
using RunbookEngine.Cli.SavedPlans;
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
        var look = new Option<bool>("--look") { Description = "Ask the real hosts and the cluster what each step would change. Only what looks is run there." };
        var save = new Option<string?>("--out") { Description = "Look, and save the plan, so that `run --plan` runs only what was seen.", HelpName = "PLAN" };
        var hosts = new HostOptions();
        var command = new Command("plan", "Show what a run would do. Nothing is run or changed.") { file, inputs.Input, inputs.File, look, save, hosts.AcceptNewHostKeys };
        command.SetAction((parsed, _) => RunAsync(
            session, parsed.GetValue(file)!, inputs.Read(parsed), parsed.GetValue(look), parsed.GetValue(save), parsed.GetValue(hosts.AcceptNewHostKeys)));
        return command;
    }

    /// <summary>The plan, with its lanes where the hosts are known; else why they are not.</summary>
    private static async Task<(Plan Plan, string? Missing)> PlanAsync(CliSession session, Runbook runbook, Value.Map inputs, Inventory inventory)
    {
        if (HostsNeeded.OfInventoryBy(runbook) && Inventories.Locate(session) is null)
            return (Planner.Plan(runbook), "not known: write an inventory.yaml here, or name one with `--inventory FILE`, to see which host does what");
        try
        {
            var nodes = await ClusterWiring.NodesAsync(session, runbook);
            return (Plans.Make(runbook, inputs, InputValues.Environment(session, runbook), inventory, nodes), null);
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
    public static async Task<IReadOnlyList<string>> LinesAsync(CliSession session, Plan plan, Value.Map inputs, string folder, ImmutableArray<StepAnswer> answers)
    {
        var steps = await StepsAsync(session, plan, inputs, folder, answers, everyLane: false);
        var forecast = new Forecast(RunbookTexts.Expressions, inputs, InputValues.Environment(session, plan.Runbook));
        return [.. new PlanText(plan, steps, session.Settings.Ink, session.Columns).Lines(inputs, Lock(plan, forecast), Window(session, plan, forecast))];
    }

    private static string? Lock(Plan plan, Forecast forecast) =>
        plan.Runbook.Lock is { } name ? forecast.Of(new Model.Argument.Expression(name), plan.TopFrame).Value?.ToString() ?? name.Content : null;

    private static string? Window(CliSession session, Plan plan, Forecast forecast) => plan.Runbook.Window is { } window
        ? WindowText.Of(window, a => forecast.Of(a, plan.TopFrame).Value, session.Console.Clock.GetUtcNow(), session.Console.Clock.LocalTimeZone)
        : null;

    /// <summary>What the real targets say.</summary>
    public static Task<ImmutableArray<StepAnswer>> AskAsync(CliSession session, Plan plan, Value.Map inputs, Inventory inventory, string folder, bool acceptsNewHostKeys) =>
        new RealLook(session, plan, inputs, InputValues.Environment(session, plan.Runbook))
            .AtAsync(folder, new(NodeHosts.With(inventory, plan.Targets), acceptsNewHostKeys, (host, line) => session.Console.Error.WriteLine($"{TerminalText.Line(host)}: {TerminalText.Line(line)}")));

    private static Task<IReadOnlyList<PlannedStep>> StepsAsync(CliSession session, Plan plan, Value.Map inputs, string folder, ImmutableArray<StepAnswer> answers, bool everyLane) =>
        Preview.OfAsync(session, plan, inputs, InputValues.Environment(session, plan.Runbook), folder, answers, everyLane);

    private static async Task<int> RunAsync(CliSession session, string file, GivenInputs given, bool look, string? save, bool acceptsNewHostKeys)
    {
        if (save is not null && File.Exists(session.Console.FullPath(save)))
            throw new UsageException($"{save} exists already and was left alone", "choose another name");
        var runbook = RunbookTexts.LoadFile(session, file).Require(session, file);
        var inputs = InputValues.Bind(session, runbook, given);
        var inventory = Inventories.For(session, runbook);
        var (plan, missing) = await PlanAsync(session, runbook, inputs, inventory);
        if (missing is not null && (look || save is not null))
            throw new UsageException($"the hosts are {missing}", "without its hosts a plan can be shown, but not be asked for or saved");
        var folder = RunbookTexts.FolderOf(session, file);
        var answers = look || save is not null ? await AskAsync(session, plan, inputs, inventory, folder, acceptsNewHostKeys) : [];
        var saved = save is null ? null : SavedPlan.Of(session, new(file, plan, inputs, InputValues.Environment(session, runbook), inventory, answers));
        saved?.WriteTo(session, save!);
        if (session.Settings.Json)
        {
            var steps = await StepsAsync(session, plan, inputs, folder, answers, everyLane: true);
            JsonDocuments.Print(session.Console.Out, "plan/v1", writer =>
            {
                PlanDocument.Write(writer, plan, steps, inputs);
                writer.WriteText("saved_hash", saved?.Hash);
            });
            return ExitCodes.Succeeded;
        }

        var lines = await LinesAsync(session, plan, inputs, folder, answers);
        if (missing is not null)
            lines = [.. lines, "", $"{session.Settings.Ink.Warn("hosts")}   {TerminalText.Line(missing)}"];
        foreach (var line in lines)
            session.Console.Out.WriteLine(line);
        if (saved is not null)
            session.Console.Out.WriteLine($"\n{session.Settings.Ink.Bold("saved")}   {TerminalText.Line(save!)}, hash {saved.Hash}\n        `runbook run --plan {ShellWord.Of(save!)}` runs it as long as all of this still holds");
        if (session.Settings.Output == OutputFormat.GitHub)
            new WorkflowFiles(session).Summarize([$"### Plan of {MarkdownText.Line(runbook.Name)}", "", .. MarkdownText.Block(lines)]);
        return ExitCodes.Succeeded;
    }
}
