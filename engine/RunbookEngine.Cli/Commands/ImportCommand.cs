using System.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Exports;
using RunbookEngine.Cli.Runs;
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
        var command = new Command("import", "Take a run from a file into this store.") { file };
        command.SetAction((parsed, _) => RunAsync(session, parsed.GetValue(file)!));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string file)
    {
        var path = session.Console.FullPath(file);
        if (!File.Exists(path))
            throw new UsageException($"there is no file {file}", "`runbook export RUN --out FILE` writes one");
        var exported = ExportedRun.Read(path, file);
        var import = ImportOf(session, exported);
        exported.WriteOutputs(EngineWiring.Outputs(session));
        var added = await session.Store.ImportAsync(import, CancellationToken.None);
        Print(session, exported, added);
        return ExitCodes.Succeeded;
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
