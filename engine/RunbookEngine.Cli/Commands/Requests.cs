using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Commands;

/// <summary>What <c>approve</c>, <c>pause</c> and <c>abort</c> have in common: a request is left for whoever drives the run.</summary>
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

    /// <summary>Says what was asked for and what follows from it.</summary>
    public static void Print(CliSession session, RunId run, RequestKind kind, StepPath? step, LeaseHolder? driver, string text)
    {
        if (!session.Settings.Json)
        {
            session.Console.Out.WriteLine(text);
            return;
        }

        JsonDocuments.Print(session.Console.Out, "request/v1", writer =>
        {
            writer.WriteString("run", run.Value);
            writer.WriteString("request", JsonDocuments.Word(kind));
            writer.WriteText("step", step?.Value);
            writer.WriteBoolean("driven", driver is not null);
        });
    }

    /// <summary><c>process 4711 on host</c>.</summary>
    public static string Name(LeaseHolder holder) => $"process {holder.ProcessId} on {holder.Host} ({holder.User})";
}
