using System.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Drawing;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook graph</c>: draws a runbook.</summary>
internal static class GraphCommand
{
    public static Command Build(CliSession session)
    {
        var file = new Argument<string>("FILE") { Description = "The runbook." };
        var format = new Option<string>("--format") { Description = "mermaid (for Markdown), dot (for Graphviz) or svg (a picture). Default: mermaid.", DefaultValueFactory = static _ => "mermaid", HelpName = "mermaid|dot|svg" };
        format.AcceptOnlyFromAmong("mermaid", "dot", "svg");
        var command = new Command("graph", "Draw a runbook's steps and what they wait for.") { file, format };
        command.SetAction((parsed, _) => Task.FromResult(Run(session, parsed.GetValue(file)!, parsed.GetValue(format)!)));
        return command;
    }

    private static int Run(CliSession session, string file, string format)
    {
        var plan = Planner.Plan(RunbookTexts.LoadFile(session, file).Require(session, file));
        var text = format switch { "dot" => DotText.Of(plan), "svg" => SvgText.Of(plan), _ => MermaidText.Of(plan) };
        if (session.Settings.Json)
        {
            JsonDocuments.Print(session.Console.Out, "graph/v1", writer =>
            {
                writer.WriteString("format", format);
                writer.WriteString("text", text);
            });
        }
        else
        {
            session.Console.Out.Write(text);
        }

        return ExitCodes.Succeeded;
    }
}
