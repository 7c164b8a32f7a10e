using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Inputs;
using RunbookEngine.Cli.Rehearsing;
using RunbookEngine.Cli.Rehearsing.Pages;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Simulation.Rehearsals;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook rehearse</c>: the whole run, in a world that is simulated.</summary>
internal static class RehearseCommand
{
    /// <summary>Windows are mostly at night; a rehearsal begins at the same moment each time, so that a seed tells the same story.</summary>
    private const int Persistence = 3;

    public static DateTimeOffset Start { get; } = new(2026, 1, 5, 22, 0, 0, TimeSpan.Zero);

    public static Command Build(CliSession session)
    {
        var file = new Argument<string>("FILE") { Description = "The runbook." };
        var inputs = new InputOptions();
        var world = new Option<string>("--world")
        {
            Description = "The world: a file, or the size of a typical one such as 3+20 (control plane and workers).", DefaultValueFactory = static _ => "1+3", HelpName = "FILE|N+N",
        };
        var seed = new Option<int>("--seed") { Description = "Where all chance comes from.", DefaultValueFactory = static _ => 1, HelpName = "N" };
        var faults = new Option<string[]>("--fault") { Description = "Something that goes wrong, such as `power-loss w2 at upgrade[w2]/kubelet middle for 2m`. May be repeated.", HelpName = "FAULT" };
        var crash = new Option<bool>("--every-crash") { Description = "Also kill the engine at every moment of the run, once each, and see that each resumed run ends in the same world." };
        var swarm = new Option<int>("--swarm") { Description = "Also rehearse with so many seeds and random faults.", HelpName = "N" };
        var atOnce = new Option<int?>("--parallel")
        {
            Description = "How many rehearsals of --every-crash and --swarm are done at a time. Default: one for each core.", HelpName = "N",
        };
        var decline = new Option<bool>("--no-approvals") { Description = "Stop where an approval is asked for. Default: it is given a minute later." };
        var persist = new Option<int>("--persist") { Description = "How often a run that failed or paused is resumed, ten minutes later each time.", HelpName = "N" };
        var html = new Option<string?>("--html") { Description = "Also write the rehearsal as one HTML page.", HelpName = "FILE" };
        var junit = new Option<string?>("--junit") { Description = "Also write it as JUnit XML, for a CI system.", HelpName = "FILE" };
        var command = new Command("rehearse", "Run a runbook in a simulated world, in seconds. Nothing real is touched.")
        {
            file, inputs.Input, inputs.File, world, seed, faults, crash, swarm, atOnce, persist, decline, html, junit,
        };
        command.SetAction((parsed, _) => Task.FromResult(Run(session, new(
            parsed.GetValue(file)!, inputs.Read(parsed), parsed.GetValue(world)!, parsed.GetValue(seed), [.. parsed.GetValue(faults) ?? []], parsed.GetValue(crash), parsed.GetValue(swarm),
            parsed.GetValue(atOnce), parsed.GetValue(persist), !parsed.GetValue(decline), parsed.GetValue(html), parsed.GetValue(junit)))));
        return command;
    }

    private static int Run(CliSession session, Wanted wanted)
    {
        if (wanted.AtOnce is < 1)
            throw new UsageException($"--parallel is {wanted.AtOnce}", "name how many rehearsals are done at a time, from 1; left out, one for each core");
        var runbook = RunbookTexts.LoadFile(session, wanted.File).Require(session, wanted.File);
        var world = Worlds.Load(session, wanted.World);
        var outputs = Directory.CreateTempSubdirectory("rehearsal-").FullName;
        try
        {
            var rehearser = new Rehearser(runbook, world, InputValues.Bind(session, runbook, wanted.Inputs), InputValues.Environment(session, runbook), wanted.Seed, Start, outputs)
            {
                Faults = [.. wanted.Faults.Select(Worlds.Fault)],
                Approves = wanted.Approves,
                Persistence = wanted.Persist,
            };
            var result = rehearser.Make(new()).Run();
            var story = StoryTeller.Tell(runbook, world, wanted.Seed, rehearser, result);
            // Before what takes longer; a document is one, at the end.
            if (!session.Settings.Json)
                Print(session, new RehearsalText(story, session.Settings.Ink, session.Console.IsOutputTerminal ? session.Columns : 120).Lines());
            var crashes = Crashes(session, wanted, rehearser);
            var report = new RehearsalReport(story, crashes, crashes?.IsCutShort == true ? null : SwarmOf(session, wanted, world, rehearser, result.Plan), e => Again(wanted, e));
            if (session.Settings.Json)
                JsonDocuments.Print(session.Console.Out, "rehearsal/v1", writer => RehearsalDocument.Write(writer, report));
            if (wanted.Html is { } html)
                WrittenFile.Write(session, html, new RehearsalPage(report).Write());
            if (wanted.Junit is { } junit)
                WrittenFile.Write(session, junit, new RehearsalJUnit(report).Write());
            if (report is { Crashes.Failures.IsEmpty: false } || report.Swarm?.Wrong.Any() == true)
                return ExitCodes.Failed;
            return report.Crashes?.IsCutShort == true || report.Swarm?.IsCutShort == true ? ExitCodes.Interrupted : ExitCodes.Of(result.State.Status);
        }
        finally
        {
            Directory.Delete(outputs, recursive: true);
        }
    }

    private static EveryCrashReport? Crashes(CliSession session, Wanted wanted, Rehearser rehearser)
    {
        if (!wanted.EveryCrash)
            return null;
        EveryCrashReport report;
        using (var watch = new SweepWatch(session.Console, "deaths"))
            report = EveryCrash.Run(rehearser.Make, watch.Sweep(wanted.AtOnce));
        if (!session.Settings.Json)
            Print(session, new CrashText(session.Settings.Ink).Lines(report));
        return report;
    }

    private static SwarmReport? SwarmOf(CliSession session, Wanted wanted, World world, Rehearser rehearser, Plan plan)
    {
        if (wanted.Swarm == 0)
            return null;
        SwarmReport report;
        using (var watch = new SweepWatch(session.Console, "seeds"))
        {
            report = Swarm.Run(
                wanted.Seed,
                wanted.Swarm,
                (disturbance, seed, isDisturbed) => rehearser.Make(disturbance, seed, isDisturbed ? Faults(seed) : [], isDisturbed ? Persistence : 0),
                Faults,
                watch.Sweep(wanted.AtOnce));
        }

        if (!session.Settings.Json)
            Print(session, new CrashText(session.Settings.Ink).Lines(report, e => Again(wanted, e)));
        return report;

        ImmutableArray<Fault> Faults(int seed) => FaultChance.Draw(new(seed), plan, world);
    }

    private static string Again(Wanted wanted, SwarmEnd end)
    {
        var inputs = wanted.Inputs.Files.Select(static f => $"--inputs {ShellWord.Of(f)} ").Concat(wanted.Inputs.Pairs.Select(static p => $"--input {ShellWord.Of(p)} "));
        var faults = string.Join(' ', end.Faults.Select(static f => $"--fault {ShellWord.Of(FaultText.Of(f))}"));
        return string.Create(
            CultureInfo.InvariantCulture, $"runbook rehearse {ShellWord.Of(wanted.File)} --world {ShellWord.Of(wanted.World)} {string.Concat(inputs)}--seed {end.Seed} --persist {Persistence} {faults}");
    }

    private static void Print(CliSession session, IEnumerable<string> lines)
    {
        foreach (var line in lines)
            session.Console.Out.WriteLine(line);
    }

    private sealed record Wanted(string File, GivenInputs Inputs, string World, int Seed, ImmutableArray<string> Faults, bool EveryCrash, int Swarm, int? AtOnce, int Persist, bool Approves, string? Html,
        string? Junit);
}
