using System.CommandLine;
using RunbookEngine.Handlers;
using RunbookEngine.Language;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook schema</c>: the JSON Schemas of runbooks and inventories, for editors.</summary>
internal static class SchemaCommand
{
    private const string Runbook = "runbook";
    private const string Inventory = "inventory";

    public static Command Build(CliSession session)
    {
        var what = new Argument<string>("WHAT") { Description = "runbook or inventory. Default: runbook.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = static _ => Runbook };
        what.AcceptOnlyFromAmong(Runbook, Inventory);
        var command = new Command("schema", "Print the JSON Schema of runbooks or inventories, for editors.") { what };
        command.SetAction((parsed, _) =>
        {
            var schema = parsed.GetValue(what) == Inventory ? InventorySchema.Write() : SchemaWriter.Write(BuiltInHandlers.Definitions);
            session.Console.Out.WriteLine(schema.TrimEnd('\n'));
            return Task.FromResult(ExitCodes.Succeeded);
        });
        return command;
    }
}
