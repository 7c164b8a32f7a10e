using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Questions;
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

    /// <summary>Refuses a run whose journal is not what the engine wrote, or that does not live in this store, before anything of it is believed and anybody is asked.</summary>
    /// <exception cref="StoreException">Its events do not follow from one another, as <c>verify</c> says too.</exception>
    /// <exception cref="RunAwayException">It does not live here.</exception>
    public static async Task RequireHereAsync(CliSession session, RunId run)
    {
        await RequireWholeAsync(session, run);
        if (await session.Store.IsAwayAsync(run, CancellationToken.None))
            throw new RunAwayException(run);
    }

    /// <summary>Refuses to drive a run in a copy of its store before somebody has said that this one is the store: the other may go on with the same run.</summary>
    /// <exception cref="UsageException">Nobody said so.</exception>
    public static void RequireOwnStore(CliSession session, bool adopts)
    {
        session.KnowStore();
        if (!session.IsCopiedStore)
            return;
        if (!adopts)
        {
            const string What = "this store is not the file that it was: it is a copy, or a backup that was put back";
            if (!session.CanAsk)
            {
                throw new UsageException(
                    $"{What}; what was done since it was made is not known here, and may be done again",
                    $"go on with the store that it was copied from; where {TerminalText.Line(session.Settings.Store)} is to take its place, `--adopt-store` says so once");
            }

            session.Console.Questions.WriteLine($"{What}.");
            session.Console.Questions.WriteLine("What was done since it was made is not known here, and may be done again.");
            if (!Question.Confirm(session.Console, "Go on with it, and never again with the other?"))
                throw new UsageException("nothing was started", "go on with the store that this one was copied from");
        }

        session.AdoptStore();
    }

    private static async Task RequireWholeAsync(CliSession session, RunId run)
    {
        var check = new ChainCheck(run);
        await foreach (var e in session.Store.ReadStoredAsync(run, CancellationToken.None))
        {
            if (check.Take(e) is { } wrong)
                throw new StoreException($"the journal of run {run} was changed: {TerminalText.Line(wrong)}", $"`{session.CommandLine("verify", run)}` says more; nothing was done");
        }
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
        if (await GivenAsync(session, run, step) is { } given)
        {
            return new(
                run, given.Kind, step, await DriverAsync(session, run),
                $"`{step}` of run {run} was {(given.Kind == RequestKind.Approve ? "approved" : "rejected")} before, by {TerminalText.Line(given.By)} at {Elapsed.Moment(given.At)}; nothing was added",
                $"`{session.CommandLine("resume", run)}` goes on with it, unless somebody drives the run");
        }

        await PostAsync(session, run, kind, step, note);
        var driver = await DriverAsync(session, run);
        return new(
            run, kind, step, driver, $"{(approves ? "approved" : "rejected")} `{step}` of run {run}: {TerminalText.Line(message.Trim())}",
            driver is null ? $"nobody drives the run now; `{session.CommandLine("resume", run)}` goes on" : $"{Name(driver)} goes on with it");
    }

    /// <summary>The first word on a step that nobody has taken yet; null: there is none.</summary>
    private static async Task<RunRequest?> GivenAsync(CliSession session, RunId run, StepPath step)
    {
        var state = await RunLookup.ReadAsync(session.Store, run);
        var requests = await session.Store.ReadRequestsAsync(run, state.LastRequest, CancellationToken.None);
        return requests.Select(static r => r.Request).FirstOrDefault(r => r.Kind is RequestKind.Approve or RequestKind.Reject && r.Step == step);
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
