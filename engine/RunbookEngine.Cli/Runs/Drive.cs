using RunbookEngine.Cli.CommandLine;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Following;
using RunbookEngine.Cli.Pipelines;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Telemetry;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Runs;

/// <summary>Drives one run in this process, shows it, and lets go of it when asked.</summary>
internal sealed class Drive(CliSession session, RunId run, Plan plan, string baseDirectory, Inventory inventory, bool acceptsNewHostKeys)
{
    /// <summary>Whether the engine stays for approvals: only where somebody sees that it does.</summary>
    public bool StaysForApprovals => session.Console.IsOutputTerminal && session.Settings.Output == OutputFormat.Text;

    /// <summary>The run as it was left; empty for a new one.</summary>
    public RunState Known { get; init; } = RunState.Empty;

    /// <summary>Drives until the run is over or stops; the state it was left in, whose last words were printed.</summary>
    public async Task<RunState> RunAsync(Func<RunEngine, CancellationToken, Task<RunState>> drive)
    {
        await using var telemetry = RunTelemetry.Open(session, run, plan, Known);
        await using var notifier = Notifier.Open(session, new(run, plan, session.CommandLine));
        var reporter = Reporters.For(session, run, plan, baseDirectory);
        var files = new RunFiles(session, session.Files, run, plan);
        RunState state;
        try
        {
            await using var said = new SaidFile(session, run);
            using var interruption = new Interruption(session.Console, () => reporter.Note(Announcement()));
            await using var wiring = EngineWiring.Create(session, baseDirectory, [reporter, said, files, .. Present(notifier), .. Present(telemetry)], new(inventory, acceptsNewHostKeys, reporter.OnNotice));
            state = await drive(new RunEngine(wiring.Services), interruption.Detach);
        }
        catch (PlanException wrong)
        {
            throw Plans.Wrong(plan.Runbook, wrong);
        }
        finally
        {
            await reporter.DisposeAsync();
        }

        reporter.Conclude(state);
        files.Conclude(state);
        return state;
    }

    private static IEnumerable<IRunObserver> Present(IRunObserver? observer) => observer is null ? [] : [observer];

    private string Announcement() =>
        $"interrupted: commands go on, `{session.CommandLine("resume", run)}` picks them up; once more leaves at once";
}
