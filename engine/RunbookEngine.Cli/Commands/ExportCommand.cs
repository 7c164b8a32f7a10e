using System.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Exports;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Execution;
using RunbookEngine.Local;
using RunbookEngine.Model;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook export</c>: all that a run is, in one file; with <c>--move</c> the run itself.</summary>
internal static class ExportCommand
{
    public static Command Build(CliSession session)
    {
        var run = RunArgument.Run(session, "the newest");
        var file = new Option<string>("--out") { Description = "The file to write; it must not exist yet.", HelpName = "FILE", Required = true };
        var move = new Option<bool>("--move") { Description = "Move the run: from now on it goes on only where the file is imported." };
        var command = new Command("export", "Write a run into one file: to keep, to read elsewhere, or to go on with elsewhere.") { run, file, move };
        command.SetAction((parsed, _) => RunAsync(session, parsed.GetValue(run), parsed.GetValue(file)!, parsed.GetValue(move)));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string? named, string file, bool move)
    {
        var run = await RunLookup.FindAsync(session, named, static _ => true, "yet");
        var path = session.Console.FullPath(file);
        if (File.Exists(path))
            throw new UsageException($"{file} exists already and was left alone", "choose another name");
        var unfinished = path + ".unfinished";
        try
        {
            ChainCheck end;
            bool moves;
            await using (var stream = Create(unfinished))
            {
                if (move)
                    await MoveAsync(session, run);
                moves = (await RunLookup.ReadAsync(session.Store, run)).Moved is not null;
                end = await new ExportWriter(stream).WriteAsync(session, run);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path);
            Print(session, run, file, end, moves);
            return ExitCodes.Succeeded;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>For its owner only, as the store is.</summary>
    private static FileStream Create(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 1 << 16, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });

    /// <summary>The last word of this store on the run, and its lease and lock with it. If the file cannot be written after it, another export writes it again.</summary>
    private static async Task MoveAsync(CliSession session, RunId run)
    {
        if ((await RunLookup.ReadAsync(session.Store, run)).Moved is not null)
            return;
        var self = new LocalMachine().Self;
        var lease = await session.Store.AcquireAsync(run, self, null, EngineWiring.IsDead, CancellationToken.None);
        var moved = new RunEvent.RunMoved { At = session.Console.Clock.GetUtcNow(), By = self, Person = Person.Of(session.Console) };
        await session.Store.AppendLastAsync(lease, lease.Version, [moved], releaseLock: true, CancellationToken.None);
    }

    private static void Print(CliSession session, RunId run, string file, ChainCheck end, bool moves)
    {
        if (session.Settings.Json)
        {
            JsonDocuments.Print(session.Console.Out, "export/v1", writer =>
            {
                writer.WriteString("run", run.Value);
                writer.WriteString("file", file);
                writer.WriteNumber("events", end.Version);
                writer.WriteString("head", JournalChain.Text(end.Head));
                writer.WriteBoolean("moves", moves);
            });
            return;
        }

        var output = session.Console.Out;
        output.WriteLine($"wrote {Text.TerminalText.Line(file)}: run {run}, {end.Version} events, head {JournalChain.Text(end.Head)}");
        output.WriteLine(moves
            ? $"the run has moved: it goes on only where this file is imported, which must be one place\n\n  runbook import {Text.ShellWord.Of(file)} --head {JournalChain.Text(end.Head)}"
            : "this is a copy to keep and to read; `--move` moves the run itself, to go on with it elsewhere");
    }
}
