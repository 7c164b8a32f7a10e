using System.CommandLine;
using RunbookEngine.Cli.CommandLine;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Inputs;
using RunbookEngine.Cli.Pipelines;
using RunbookEngine.Cli.Questions;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Cli.SavedPlans;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook run</c>: starts a run and drives it.</summary>
internal static class RunCommand
{
    private const int MostParallel = 1000;

    public static Command Build(CliSession session)
    {
        var file = new Argument<string?>("FILE") { Description = "The runbook. Default: that of the plan.", Arity = ArgumentArity.ZeroOrOne };
        var plan = new Option<string?>("--plan") { Description = "A plan that `plan --out` saved: run it, without a question, only if all that it shows still holds.", HelpName = "PLAN" };
        var inputs = new InputOptions();
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask before the run starts. Approvals are still asked for." };
        var parallelism = new Option<int>("--parallelism")
        {
            Description = "How many steps may run at the same time, over all hosts. Default: 100.", DefaultValueFactory = static _ => 100, HelpName = "N",
        };
        var hosts = new HostOptions();
        var files = new RunFileOptions();
        var command = new Command("run", "Run a runbook.") { file, inputs.Input, inputs.File, plan, yes, parallelism, hosts.Until, hosts.AcceptNewHostKeys };
        files.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            session.Files = files.Read(parsed, session);
            return RunAsync(session, parsed.GetValue(file), parsed.GetValue(plan), inputs.Read(parsed), parsed.GetValue(yes), parsed.GetValue(parallelism), hosts.Read(parsed));
        });
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string? named, string? savedPlan, GivenInputs given, bool yes, int parallelism, GivenHosts hosts)
    {
        if (parallelism is < 1 or > MostParallel)
            throw new UsageException($"--parallelism is {parallelism}", $"name a number from 1 to {MostParallel}");
        var saved = savedPlan is null ? null : SavedPlan.Read(session, savedPlan);
        var file = named ?? saved?.File ?? throw new UsageException("no runbook was named", "`runbook run FILE` runs one; `runbook run --plan PLAN` one that was planned");
        var runbook = RunbookTexts.LoadFile(session, file).Require(session, file);
        if (saved is not null)
            PlanBinding.RequireText(saved, runbook);
        var inputs = InputValues.Bind(session, runbook, given with { Planned = saved?.Inputs });
        var environment = InputValues.Environment(session, runbook);
        var inventory = Inventories.For(session, runbook);
        var plan = Plans.Make(runbook, inputs, environment, inventory, await ClusterWiring.NodesAsync(session, runbook));
        var folder = RunbookTexts.FolderOf(session, file);
        if (saved is not null)
            await BindAsync(session, saved, new(file, plan, inputs, environment, inventory, []), folder, hosts.AcceptsNewHostKeys);
        ConfirmationKind? how = saved is not null ? ConfirmationKind.SavedPlan : yes ? ConfirmationKind.YesOption : null;
        if (how is null && session.CanAsk)
            how = await ConfirmAsync(session, plan, inputs, folder) ? ConfirmationKind.Typed : throw new UsageException("nothing was started", "`--yes` starts without a question");
        var run = RunId.New(session.Console.Clock.GetUtcNow(), session.Console.Random);
        var drive = new Drive(session, run, plan, folder, NodeHosts.With(inventory, plan.Targets), hosts.AcceptsNewHostKeys);
        var request = new StartRequest
        {
            Run = run,
            Plan = plan,
            Inputs = inputs,
            Environment = environment,
            BaseDirectory = folder,
            Parallelism = parallelism,
            InventoryFile = inventory.File,
            Until = hosts.Until,
            StaysForApprovals = drive.StaysForApprovals,
            Confirmed = how is { } kind ? new(Person.Of(session.Console), kind, session.Console.Clock.GetUtcNow(), saved?.Hash) : null,
        };
        session.KnowStore();
        var state = await drive.RunAsync((engine, detach) => StartAsync(engine, request, detach));
        return ExitCodes.Of(state.Status);
    }

    private static async Task<RunState> StartAsync(RunEngine engine, StartRequest request, CancellationToken detach)
    {
        try
        {
            return await engine.StartAsync(request, detach);
        }
        catch (ArgumentException wrong) when (wrong.ParamName == "request")
        {
            throw new UsageException(wrong.Message.Replace(" (Parameter 'request')", "", StringComparison.Ordinal), "mend the runbook or its inputs; nothing was started");
        }
    }

    /// <summary>The plan was approved as it is; so it is compared, and nobody is asked again.</summary>
    private static async Task BindAsync(CliSession session, SavedPlan saved, PlanFacts facts, string folder, bool acceptsNewHostKeys)
    {
        PlanBinding.RequireGiven(saved, SavedPlan.Of(session, facts));
        var answers = await PlanCommand.AskAsync(session, facts.Plan, facts.Inputs, facts.Inventory, folder, acceptsNewHostKeys);
        PlanBinding.RequireAnswers(saved, SavedPlan.Of(session, facts with { Answers = answers }));
        if (!session.Settings.Json)
            session.Console.Out.WriteLine($"all is as in the plan {saved.Hash}");
    }

    private static async Task<bool> ConfirmAsync(CliSession session, Plan plan, Value.Map inputs, string folder)
    {
        foreach (var line in await PlanCommand.LinesAsync(session, plan, inputs, folder, []))
            session.Console.Questions.WriteLine(line);
        session.Console.Questions.WriteLine();
        return Question.Confirm(session.Console, "Run it?");
    }
}
