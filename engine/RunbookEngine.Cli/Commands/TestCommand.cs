using System.CommandLine;
using System.Globalization;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Inputs;
using RunbookEngine.Cli.Rehearsing;
using RunbookEngine.Cli.Text;
using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Cluster;
using RunbookEngine.Simulation.Rehearsals;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook test</c>: rehearses scenarios and compares how they end with what they want.</summary>
internal static class TestCommand
{
    private const string Ending = "*.scenario.yaml";

    public static Command Build(CliSession session)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Scenarios, or folders with files *.scenario.yaml.", Arity = ArgumentArity.ZeroOrMore };
        var crash = new Option<bool>("--every-crash") { Description = "Also kill the engine at every moment of each scenario that succeeds." };
        var command = new Command("test", "Rehearse scenarios, and see that each ends as it says. Nothing real is touched.") { paths, crash };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(session, parsed.GetValue(paths) is { Length: > 0 } given ? given : ["."], parsed.GetValue(crash), cancellation)));
        return command;
    }

    private static int Run(CliSession session, string[] paths, bool crash, CancellationToken cancellation)
    {
        var files = paths.SelectMany(p => Files(session, p)).Distinct().ToArray();
        if (files.Length == 0)
            throw new UsageException($"there is no {Ending} in {string.Join(", ", paths)}", "`docs/worlds.md` says what a scenario holds");
        var failed = 0;
        foreach (var file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            failed += One(session, file, crash, cancellation) ? 0 : 1;
        }

        session.Console.Out.WriteLine();
        session.Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files.Length} scenarios: {files.Length - failed} as wanted, {failed} not"));
        return failed == 0 ? ExitCodes.Succeeded : ExitCodes.Failed;
    }

    private static IEnumerable<string> Files(CliSession session, string path) =>
        Directory.Exists(session.Console.FullPath(path)) ? Directory.EnumerateFiles(session.Console.FullPath(path), Ending, SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [path];

    private static bool One(CliSession session, string file, bool crash, CancellationToken cancellation)
    {
        var scenario = Load(session, file);
        var outputs = Directory.CreateTempSubdirectory("rehearsal-").FullName;
        try
        {
            var rehearser = Rehearser(session, scenario, outputs);
            var result = rehearser.Make(new()).Run();
            var complaints = new ScenarioJudge(scenario.Expect, result, (rehearser.World!.Cluster as SimulatedCluster)?.Workloads() ?? []).Complaints().ToList();
            if (crash && scenario.Faults.IsEmpty)
                complaints.AddRange(EveryCrash.Run(rehearser.Make, new() { Stop = cancellation }).Failures.Select(static f => $"death {f.Moment.ToString(CultureInfo.InvariantCulture)}, {f.What}: {f.Differences[0]}"));
            Tell(session, scenario, result, complaints);
            return complaints.Count == 0;
        }
        finally
        {
            Directory.Delete(outputs, recursive: true);
        }
    }

    private static Scenario Load(CliSession session, string file)
    {
        var loading = RunbookTexts.LoadScenario(session, file);
        return loading.Scenario ?? throw new UsageException($"{file} cannot be used as a scenario", "`runbook explain CODE` tells more of a code") { Diagnostics = loading.Diagnostics, Sources = loading.Sources };
    }

    private static Rehearser Rehearser(CliSession session, Scenario scenario, string outputs)
    {
        var runbook = RunbookTexts.LoadFile(session, scenario.Runbook).Require(session, scenario.Runbook);
        return new(runbook, scenario.World, InputValues.Bind(session, runbook, scenario.Inputs), InputValues.Environment(session, runbook), scenario.Seed, RehearseCommand.Start, outputs)
        {
            Faults = scenario.Faults, Approves = scenario.Approve,
        };
    }

    private static void Tell(CliSession session, Scenario scenario, RehearsalResult result, List<string> complaints)
    {
        var ink = session.Settings.Ink;
        session.Console.Out.WriteLine($"{(complaints.Count == 0 ? ink.Good("✓") : ink.Bad("✗"))} {scenario.Name}  {ink.Faint(Elapsed.Of(result.Took))}");
        foreach (var complaint in complaints)
            session.Console.Out.WriteLine($"    {TerminalText.Line(complaint)}");
    }
}
