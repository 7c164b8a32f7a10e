using System.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Handlers;
using RunbookEngine.Language;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook schema</c>: the JSON Schemas of runbooks, inventories, worlds and scenarios, for editors, and those of events and lines.</summary>
internal static class SchemaCommand
{
    private const string Runbook = "runbook";
    private const string Inventory = "inventory";
    private const string World = "world";
    private const string Scenario = "scenario";
    private const string Event = "event";
    private const string Line = "line";

    public static Command Build(CliSession session)
    {
        var what = new Argument<string>("WHAT") { Description = "runbook, inventory, world, scenario, event or line. Default: runbook.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = static _ => Runbook };
        what.AcceptOnlyFromAmong(Runbook, Inventory, World, Scenario, Event, Line);
        var command = new Command("schema", "Print the JSON Schema of runbooks, inventories, worlds or scenarios, for editors, or of the events that `run --output json` and the lines that `logs --follow --output json` print.") { what };
        command.SetAction((parsed, _) =>
        {
            var schema = parsed.GetValue(what) switch
            {
                Inventory => InventorySchema.Write(),
                World => FormatSchema.World(),
                Scenario => FormatSchema.Scenario(),
                Event => EventSchema.Write(),
                Line => EventSchema.WriteLine(),
                _ => SchemaWriter.Write(BuiltInHandlers.Definitions),
            };
            session.Console.Out.WriteLine(schema.TrimEnd('\n'));
            return Task.FromResult(ExitCodes.Succeeded);
        });
        return command;
    }
}
