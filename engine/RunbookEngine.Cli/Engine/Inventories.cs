using RunbookEngine.Cli.Reporting;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Engine;

/// <summary>Finds and reads the inventory that is meant.</summary>
internal static class Inventories
{
    private static readonly string[] s_names = ["inventory.yaml", "inventory.yml"];

    /// <summary>What was named, else <c>inventory.yaml</c> or <c>inventory.yml</c> in the current directory; null when there is none.</summary>
    public static string? Locate(CliSession session) =>
        session.Settings.Inventory ?? s_names.Select(session.Console.FullPath).FirstOrDefault(File.Exists);

    /// <summary>The hosts for a new run.</summary>
    /// <exception cref="UsageException">The inventory has errors.</exception>
    public static Inventory For(CliSession session, Runbook runbook) =>
        HostsNeeded.By(runbook) && Locate(session) is { } file ? Load(session, file) : Inventory.Empty;

    /// <summary>The hosts for a run that goes on: what is named now, else the file that it was started with.</summary>
    /// <exception cref="UsageException">The inventory has errors, or is gone.</exception>
    public static Inventory Again(CliSession session, Runbook runbook, string? recorded)
    {
        if (!HostsNeeded.By(runbook) || (session.Settings.Inventory ?? recorded) is not { } file)
            return Inventory.Empty;
        if (session.Settings.Inventory is null && !File.Exists(file))
            throw new UsageException($"the inventory that the run was started with is gone: {file}", "put it back, or name another with `--inventory FILE`");
        return Load(session, file);
    }

    /// <summary>Reads a file; its warnings are printed.</summary>
    /// <exception cref="UsageException">It has errors.</exception>
    public static Inventory Load(CliSession session, string file)
    {
        var loaded = Read(session, file);
        if (loaded.Inventory is not { } inventory)
        {
            throw new UsageException($"{file} cannot be used as an inventory; nothing was started", "`runbook explain CODE` tells more of a code")
            {
                Diagnostics = loaded.Diagnostics,
                Sources = loaded.Sources,
            };
        }

        if (!loaded.Diagnostics.IsEmpty && !session.Settings.Json)
            DiagnosticText.Print(loaded.Diagnostics, loaded.Sources, session);
        return inventory;
    }

    /// <summary>Reads a file without a word; one that has errors is empty.</summary>
    public static Inventory Quietly(CliSession session, string file) => Read(session, file).Inventory ?? Inventory.Empty;

    private static InventoryLoading Read(CliSession session, string file) =>
        InventoryLoader.Load(file, new FileSourceReader(), session.Console.Environment("HOME") is { Length: > 0 } home ? home : "/");
}
