using System.CommandLine.Completions;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Commands;

/// <summary>The names of an inventory, for completion and hints.</summary>
internal static class InventoryNames
{
    public static IEnumerable<string> Of(Inventory inventory) => inventory.Hosts.Select(static h => h.Name).Concat(inventory.Groups.Select(static g => g.Key));

    /// <summary>A completion that fails suggests nothing: there is nobody to tell.</summary>
    public static IEnumerable<CompletionItem> Suggest(CliSession session)
    {
        try
        {
            return Inventories.Locate(session) is { } file ? [.. Of(Inventories.Quietly(session, file)).Select(static n => new CompletionItem(n))] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
