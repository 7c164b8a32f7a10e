using System.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook logs</c>: what the commands of a run wrote, in full where it was kept.</summary>
internal static class LogsCommand
{
    public static Command Build(CliSession session)
    {
        var run = RunArgument.Run(session, "the newest");
        var step = new Argument<string?>("STEP") { Description = "Only this step, or the steps inside it.", Arity = ArgumentArity.ZeroOrOne };
        step.CompletionSources.SuggestSteps(session, run);
        var command = new Command("logs", "Show what the commands of a run wrote.") { run, step };
        command.SetAction((parsed, _) => RunAsync(session, parsed.GetValue(run), parsed.GetValue(step)));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string? named, string? step)
    {
        var run = await RunLookup.FindAsync(session, named, static _ => true, "yet");
        var state = await RunLookup.ReadAsync(session.Store, run);
        var steps = state.Steps
            .Where(s => step is null || s.Key.Value == step || s.Key.Value.StartsWith(step + "/", StringComparison.Ordinal))
            .OrderBy(static s => s.Value.StartedAt)
            .ToList();
        if (steps.Count == 0 && step is not null)
            throw new UsageException($"nothing is known of a step `{step}` in run {run}", $"`{session.CommandLine("status", run)}` shows the steps");
        if (session.Settings.Json)
            PrintJson(session, run, steps);
        else
            PrintText(session, steps);
        return ExitCodes.Succeeded;
    }

    private static void PrintText(CliSession session, List<KeyValuePair<StepPath, StepState>> steps)
    {
        var ink = session.Settings.Ink;
        var nothing = true;
        foreach (var (path, step) in steps)
        {
            foreach (var (name, excerpt) in Outputs(step))
            {
                nothing = false;
                session.Console.Out.WriteLine(ink.Bold($"== {path} {name}, attempt {step.Attempt}, {Reporting.StepWords.Of(step)}"));
                Print(session, excerpt);
            }
        }

        if (nothing)
            session.Console.Out.WriteLine("nothing was written; the output of a step is recorded when it ends");
    }

    private static IEnumerable<(string Name, OutputExcerpt Excerpt)> Outputs(StepState step) =>
        new[] { ("stdout", step.Stdout), ("stderr", step.Stderr) }.Where(static o => o.Item2 != OutputExcerpt.Empty);

    private static void Print(CliSession session, OutputExcerpt excerpt)
    {
        var output = session.Console.Out;
        if (FullText(session, excerpt) is { } reader)
        {
            using (reader)
            {
                while (reader.ReadLine() is { } line)
                    output.WriteLine(TerminalText.Block(line));
            }

            return;
        }

        PrintBlock(output, excerpt.Head);
        if (excerpt.CutBytes > 0)
            output.WriteLine(session.Settings.Ink.Faint($"… {excerpt.CutBytes} bytes cut out; the full output is no longer kept …"));
        PrintBlock(output, excerpt.Tail);
    }

    private static void PrintBlock(TextWriter output, string text)
    {
        if (text.Length == 0)
            return;
        var clean = TerminalText.Block(text);
        output.Write(clean.EndsWith('\n') ? clean : clean + "\n");
    }

    /// <summary>The file with the whole output, if one was kept and is still there.</summary>
    private static StreamReader? FullText(CliSession session, OutputExcerpt excerpt)
    {
        if (excerpt.File is null)
            return null;
        var path = Path.Combine(EngineWiring.Outputs(session), excerpt.File);
        return File.Exists(path) ? new StreamReader(path) : null;
    }

    private static void PrintJson(CliSession session, RunId run, List<KeyValuePair<StepPath, StepState>> steps) =>
        JsonDocuments.Print(session.Console.Out, "logs/v1", writer =>
        {
            writer.WriteString("run", run.Value);
            writer.WriteObjects("outputs", steps.SelectMany(static s => Outputs(s.Value).Select(o => (s.Key, s.Value.Attempt, o.Name, o.Excerpt))), o =>
            {
                writer.WriteString("step", o.Key.Value);
                writer.WriteNumber("attempt", o.Attempt);
                writer.WriteString("stream", o.Name);
                writer.WriteString("head", o.Excerpt.Head);
                writer.WriteString("tail", o.Excerpt.Tail);
                writer.WriteNumber("cut_bytes", o.Excerpt.CutBytes);
                if (o.Excerpt.File is { } file)
                    writer.WriteString("file", Path.Combine(EngineWiring.Outputs(session), file));
            });
        });
}
