using System.CommandLine;
using RunbookEngine.Cli.Capturing;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Language;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook world</c>: writes worlds for rehearsals.</summary>
internal static class WorldCommand
{
    private const int MostWorkers = 5_000;

    public static Command Build(CliSession session) => new("world", "Write what a rehearsal starts from.") { New(session), Capture(session) };

    private static Command New(CliSession session)
    {
        var controlPlanes = Number("--control-planes", "How many nodes run the control plane. Default: 1.", 1, 9);
        var workers = Number("--workers", "How many workers there are. Default: 3.", 3, MostWorkers);
        var version = new Option<string>("--version") { Description = $"The version of Kubernetes. Default: {TypicalWorld.Version}.", HelpName = "VERSION", DefaultValueFactory = static _ => TypicalWorld.Version };
        var workerVersion = new Option<string?>("--worker-version") { Description = "The version of the workers, to rehearse their upgrade. Default: the same.", HelpName = "VERSION" };
        var file = Out();
        var command = new Command("new", "Write a typical world: nodes, workloads and budgets.") { controlPlanes, workers, version, workerVersion, file };
        command.SetAction((parsed, _) => Task.FromResult(Keep(
            session,
            TypicalWorld.Text(parsed.GetValue(controlPlanes), parsed.GetValue(workers), Version(parsed.GetValue(version)!), parsed.GetValue(workerVersion) is { } older ? Version(older) : null),
            parsed.GetValue(file))));
        return command;
    }

    private static Command Capture(CliSession session)
    {
        var anonymise = new Option<bool>("--anonymise") { Description = "Give nodes, namespaces, workloads and labels other names." };
        var file = Out();
        var command = new Command("capture", "Record the nodes, workloads and budgets of a cluster; no Secret or ConfigMap is read.") { anonymise, file };
        command.SetAction((parsed, cancellation) => CaptureAsync(session, parsed.GetValue(anonymise), parsed.GetValue(file), cancellation));
        return command;
    }

    private static async Task<int> CaptureAsync(CliSession session, bool anonymise, string? file, CancellationToken cancellation)
    {
        await using var cluster = ClusterWiring.Open(session, static _ => { });
        var captured = await new ClusterCapture(cluster).RunAsync(cancellation);
        var world = anonymise ? new Anonymous().Of(captured.World) : captured.World;
        // What could not be recorded is told with the names that it has, to whoever captures; a file that goes elsewhere does not hold them.
        foreach (var note in captured.Notes)
            await session.Console.Error.WriteLineAsync(session.Settings.Ink.Faint($"note: {Text.TerminalText.Line(note)}"));
        return Keep(session, WorldText.Of(world, anonymise ? [] : captured.Notes), file);
    }

    private static int Keep(CliSession session, string text, string? file)
    {
        if (file is null)
        {
            session.Console.Out.Write(text);
            return ExitCodes.Succeeded;
        }

        NewFile.Write(session, file, text);
        if (session.Settings.Json)
            JsonDocuments.Print(session.Console.Out, "world/v1", writer => writer.WriteString("file", file));
        else
            session.Console.Out.WriteLine($"wrote {file}");
        return ExitCodes.Succeeded;
    }

    private static string Version(string text) => WorldLoader.LoadText("--version", TypicalWorld.Text(1, 1, text)).World?.Version
        ?? throw new UsageException($"`{Text.TerminalText.Line(text)}` is not a version", $"write numbers with dots between them, such as `{TypicalWorld.Version}`");

    private static Option<string?> Out() => new("--out") { Description = "The file to write; it must not exist yet. Default: the output.", HelpName = "FILE" };

    private static Option<int> Number(string name, string description, int usual, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var number && (number < 1 || number > most))
                result.AddError($"{name} must be from 1 to {most}");
        });
        return option;
    }
}
