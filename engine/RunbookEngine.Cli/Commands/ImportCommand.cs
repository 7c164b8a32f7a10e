using System.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Exports;
using RunbookEngine.Cli.Questions;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Local;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook import</c>: takes a run that <c>export</c> wrote into this store.</summary>
internal static class ImportCommand
{
    public static Command Build(CliSession session)
    {
        var file = new Argument<string>("FILE") { Description = "What `runbook export` wrote." };
        var head = new Option<string?>("--head") { Description = "The head that `export` printed, by which a file that moves a run is known to be the one that was written.", HelpName = "HASH" };
        var command = new Command("import", "Take a run from a file into this store.") { file, head };
        command.SetAction((parsed, _) => RunAsync(session, parsed.GetValue(file)!, parsed.GetValue(head)));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string file, string? head)
    {
        var path = session.Console.FullPath(file);
        if (!File.Exists(path))
            throw new UsageException($"there is no file {file}", "`runbook export RUN --out FILE` writes one");
        var exported = ExportedRun.Read(path, file);
        await KnowAsync(session, exported, file, head);
        var import = ImportOf(session, exported);
        exported.WriteOutputs(EngineWiring.Outputs(session));
        var added = await session.Store.ImportAsync(import, CancellationToken.None);
        Print(session, exported, added);
        return ExitCodes.Succeeded;
    }

    /// <summary>
    /// The hashes of a file prove nothing of who wrote it, and what moves here will be carried out here: so it is taken on the word of the one who saw it written, or of one who has seen what is in it.
    /// </summary>
    /// <exception cref="UsageException">Nobody gave it, or it is another file.</exception>
    private static async Task KnowAsync(CliSession session, ExportedRun exported, string file, string? head)
    {
        if (head is not null && !string.Equals(head, exported.Head, StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"the head of {file} is {exported.Head}, not the one that was given; nothing was imported", "it is another file than the one that was exported, or was changed: bring it anew");
        if (head is not null || !exported.Moves || exported.State.IsOver || await HasAsync(session, exported))
            return;
        var created = exported.State.Created!;
        if (!session.CanAsk)
        {
            throw new UsageException(
                $"{file} moves run {exported.Run} here, and anybody could have written it; nothing was imported", "give the head that `runbook export --move` printed, `--head HASH`, or import it on a terminal and look at it");
        }

        var output = session.Console.Questions;
        output.WriteLine($"run {exported.Run} of {TerminalText.Line(created.Name)}, started by {TerminalText.Line(created.By.User)} on {TerminalText.Line(created.By.Host)}, moved by {TerminalText.Line(exported.State.Moved!.Person)}; a resume carries out here what this says:");
        foreach (var source in exported.State.Sources)
        {
            output.WriteLine();
            output.WriteLine($"  {TerminalText.Line(source.File)}");
            foreach (var line in source.Text.Split('\n'))
                output.WriteLine("    " + TerminalText.Line(line));
        }

        if (!Question.Confirm(session.Console, "Is this the run that was exported?"))
            throw new UsageException("nothing was imported", "ask whoever exported it for the head, and give it with `--head HASH`");
    }

    /// <summary>Whether this store has every event of it already, so that it only comes back.</summary>
    private static async Task<bool> HasAsync(CliSession session, ExportedRun exported)
    {
        try
        {
            await foreach (var e in session.Store.ReadStoredAsync(exported.Run, CancellationToken.None))
            {
                if (e.Version == exported.Events.Length)
                    return e.Hash.AsSpan().SequenceEqual(exported.Events[^1].Hash.AsSpan());
            }
        }
        catch (RunNotFoundException)
        {
            // It never was here.
        }

        return false;
    }

    private static RunImport ImportOf(CliSession session, ExportedRun exported)
    {
        var import = new RunImport { Run = exported.Run, Events = exported.Events, Requests = exported.Requests, Generation = exported.Generation };
        if (!exported.Moves)
            return import;
        return import with
        {
            Lock = exported.State.IsOver ? null : exported.State.Created!.Lock,
            Arrival = new()
            {
                At = session.Console.Clock.GetUtcNow(), By = new LocalMachine().Self, Person = Person.Of(session.Console), EngineVersion = EngineWiring.Version,
            },
        };
    }

    private static void Print(CliSession session, ExportedRun exported, int added)
    {
        if (session.Settings.Json)
        {
            JsonDocuments.Print(session.Console.Out, "import/v1", writer =>
            {
                writer.WriteString("run", exported.Run.Value);
                writer.WriteNumber("events", exported.Events.Length);
                writer.WriteNumber("added", added);
                writer.WriteBoolean("lives_here", exported.Moves);
            });
            return;
        }

        var output = session.Console.Out;
        output.WriteLine($"imported run {exported.Run}: {exported.Events.Length} events, {(added == exported.Events.Length ? "all" : added)} of them new here");
        output.WriteLine(exported.Moves
            ? $"the run lives in this store now\n\n  {session.CommandLine("status", exported.Run)}"
            : $"this is a copy, to read; the run goes on where it was exported\n\n  {session.CommandLine("status", exported.Run)}");
    }
}
