using RunbookEngine.Handlers;
using RunbookEngine.Language;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook schema</c>: the JSON Schema of runbooks, for editors.</summary>
internal static class SchemaCommand
{
    public static Command Build(CliSession session)
    {
        var command = new Command("schema", "Print the JSON Schema of runbooks, for editors.");
        command.SetAction((_, _) =>
        {
            session.Console.Out.WriteLine(SchemaWriter.Write(BuiltInHandlers.Definitions).TrimEnd('\n'));
            return Task.FromResult(ExitCodes.Succeeded);
        });
        return command;
    }
}
