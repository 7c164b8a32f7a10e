using System.CommandLine;
using System.Text;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Records;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook report</c>: the record of a run, for the ticket of its change.</summary>
internal static class ReportCommand
{
    private const string Html = "html";
    private const string Markdown = "markdown";
    private const string ToOutput = "-";

    public static Command Build(CliSession session)
    {
        var run = RunArgument.Run(session, "the newest");
        var file = new Option<string?>("--out") { Description = "Where to write it; `-` is standard output. Default: a file named after the run, here.", HelpName = "FILE" };
        var format = new Option<string?>("--format") { Description = "html: one file that needs no network. markdown: short enough for a comment. Default: as FILE ends, else html.", HelpName = "html|markdown" };
        format.AcceptOnlyFromAmong(Html, Markdown);
        var command = new Command("report", "Write the record of a run as one page: who, what, when, every step, what was interrupted and how it was resolved.") { run, file, format };
        command.SetAction((parsed, _) => RunAsync(session, parsed.GetValue(run), parsed.GetValue(file), parsed.GetValue(format)));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string? named, string? file, string? format)
    {
        var run = await RunLookup.FindAsync(session, named, static _ => true, "yet");
        var recorded = await RecordedRun.ReadAsync(session, run);
        var events = await session.Store.ReadAsync(run, 0, CancellationToken.None).ToListAsync();
        var record = RecordReader.Read(run, recorded.Plan, events);
        var kind = format ?? (file is not null && file.EndsWith(".md", StringComparison.OrdinalIgnoreCase) ? Markdown : Html);
        var made = session.Console.Clock.GetUtcNow();
        var text = kind == Html
            ? new RecordPage(record, made, EngineWiring.Version, s => session.CommandLine("logs", run, ShellWord.Of(s.Value))).Write()
            : new RecordMarkdown(record, made, EngineWiring.Version).Write();
        if (file == ToOutput)
            await session.Console.Out.WriteAsync(text);
        else
            Tell(session, record, kind, WrittenFile.Write(session, file ?? $"{run}.{(kind == Html ? "html" : "md")}", text), Encoding.UTF8.GetByteCount(text));
        return ExitCodes.Succeeded;
    }

    private static void Tell(CliSession session, RunRecord record, string format, string path, long bytes)
    {
        if (!session.Settings.Json)
        {
            session.Console.Out.WriteLine($"the report of {record.Run} ({Reporting.StepWords.Of(record.State.Status)}) is in {TerminalText.Line(path)}");
            return;
        }

        JsonDocuments.Print(session.Console.Out, "report/v1", writer =>
        {
            writer.WriteString("run", record.Run.Value);
            writer.WriteString("format", format);
            writer.WriteString("file", path);
            writer.WriteNumber("bytes", bytes);
        });
    }
}
