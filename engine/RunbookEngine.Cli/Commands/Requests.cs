using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Commands;

/// <summary>What <c>approve</c>, <c>pause</c>, <c>abort</c> and the keys of <c>watch</c> have in common: a request is left for whoever drives the run.</summary>
internal static class Requests
{
    /// <summary>Leaves it.</summary>
    public static ValueTask PostAsync(CliSession session, RunId run, RequestKind kind, StepPath? step, string? note) =>
        session.Store.PostAsync(run, new(kind, step, Person.Of(session.Console), note, session.Console.Clock.GetUtcNow()), CancellationToken.None);

    /// <summary>Refuses a run that does not live in this store, before anybody is asked anything.</summary>
    /// <exception cref="RunAwayException">It does not.</exception>
    public static async Task RequireHereAsync(CliSession session, RunId run)
    {
        if (await session.Store.IsAwayAsync(run, CancellationToken.None))
            throw new RunAwayException(run);
    }

    /// <summary>Who drives the run now, as far as can be known from here; null: nobody.</summary>
    public static async Task<LeaseHolder?> DriverAsync(CliSession session, RunId run)
    {
        var holder = await session.Store.ReadHolderAsync(run, CancellationToken.None);
        return holder is null || EngineWiring.IsDead(holder) ? null : holder;
    }

    /// <summary>Asks for a pause, unless nobody is there to take it.</summary>
    public static async Task<Asked> PauseAsync(CliSession session, RunId run, string? note)
    {
        var driver = await DriverAsync(session, run);
        if (driver is null)
        {
            // A request left now would stop the next resume before it did anything.
            return new(run, RequestKind.Pause, null, null, $"nobody drives run {run}, so nothing is to be paused", $"`{session.CommandLine("status", run)}` shows where it stands");
        }

        await PostAsync(session, run, RequestKind.Pause, null, note);
        return new(
            run, RequestKind.Pause, null, driver, $"asked {Name(driver)} to pause run {run} once its running steps have ended", $"`{session.CommandLine("resume", run)}` goes on with it");
    }

    /// <summary>Says yes or no to a step.</summary>
    public static async Task<Asked> AnswerAsync(CliSession session, RunId run, StepPath step, string message, bool approves, string? note)
    {
        var kind = approves ? RequestKind.Approve : RequestKind.Reject;
        await PostAsync(session, run, kind, step, note);
        var driver = await DriverAsync(session, run);
        return new(
            run, kind, step, driver, $"{(approves ? "approved" : "rejected")} `{step}` of run {run}: {TerminalText.Line(message.Trim())}",
            driver is null ? $"nobody drives the run now; `{session.CommandLine("resume", run)}` goes on" : $"{Name(driver)} goes on with it");
    }

    /// <summary>Asks whoever drives the run to end it for good; null when nobody does, and nothing was asked.</summary>
    public static async Task<Asked?> AbortAsync(CliSession session, RunId run, string? note)
    {
        if (await DriverAsync(session, run) is not { } driver)
            return null;
        await PostAsync(session, run, RequestKind.Abort, null, note);
        return new(run, RequestKind.Abort, null, driver, $"asked {Name(driver)} to end run {run}; `finally` still runs there", null);
    }

    /// <summary>Says what was asked for and what follows from it.</summary>
    public static void Print(CliSession session, Asked asked)
    {
        if (!session.Settings.Json)
        {
            session.Console.Out.WriteLine(asked.Text);
            if (asked.Next is { } next)
                session.Console.Out.WriteLine(next);
            return;
        }

        JsonDocuments.Print(session.Console.Out, "request/v1", writer =>
        {
            writer.WriteString("run", asked.Run.Value);
            writer.WriteString("request", JsonDocuments.Word(asked.Kind));
            writer.WriteText("step", asked.Step?.Value);
            writer.WriteBoolean("driven", asked.Driver is not null);
        });
    }

    /// <summary><c>process 4711 on host</c>.</summary>
    public static string Name(LeaseHolder holder) => $"process {holder.ProcessId} on {holder.Host} ({holder.User})";
}
