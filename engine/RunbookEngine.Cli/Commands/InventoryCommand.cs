using System.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook inventory</c>: the hosts, with everything inherited in its place.</summary>
internal static class InventoryCommand
{
    public static Command Build(CliSession session)
    {
        var command = new Command("inventory", "Show which hosts there are and how they are reached.") { InventoryCheckCommand.Build(session) };
        command.SetAction((_, _) => Task.FromResult(Run(session)));
        return command;
    }

    /// <summary>The inventory that is meant.</summary>
    /// <exception cref="UsageException">There is none, or it has errors.</exception>
    public static Inventory Read(CliSession session) => Inventories.Load(
        session,
        Inventories.Locate(session) ?? throw new UsageException("there is no inventory here", "write an inventory.yaml, or name one with `--inventory FILE`"));

    private static int Run(CliSession session)
    {
        var inventory = Read(session);
        if (session.Settings.Json)
            JsonDocuments.Print(session.Console.Out, "inventory-list/v1", writer => InventoryDocument.Write(writer, inventory));
        else
            Print(session, inventory);
        return ExitCodes.Succeeded;
    }

    private static void Print(CliSession session, Inventory inventory)
    {
        var ink = session.Settings.Ink;
        var rows = inventory.Hosts.Select(Row).Prepend(["HOST", "ADDRESS", "USER", "BECOME", "VIA", "GROUPS"]).ToList();
        foreach (var line in Columns.Of(rows, session.Columns, (row, column, cell) => row == 0 ? ink.Bold(cell) : column == 0 ? ink.Busy(cell) : cell))
            session.Console.Out.WriteLine(line);
        session.Console.Out.WriteLine(ink.Faint($"{Count(inventory.Hosts.Length, "host")} in {Count(inventory.Groups.Length - 1, "group")}, from {TerminalText.Line(inventory.File ?? "")}"));
    }

    private static string[] Row(Host host) =>
    [
        host.Name,
        TerminalText.Line(host.Address ?? host.Name) + (host.Port is { } port ? $":{port}" : ""),
        TerminalText.Line(host.User ?? "-"),
        host.Become == Become.Sudo ? "sudo" : "-",
        TerminalText.Line(host.ProxyJump ?? "-"),
        host.Groups.IsEmpty ? "-" : TerminalText.Line(string.Join(", ", host.Groups)),
    ];

    private static string Count(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";
}
