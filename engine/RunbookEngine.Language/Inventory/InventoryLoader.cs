using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>What loading an inventory came to.</summary>
/// <param name="Inventory">Null when there is any error.</param>
/// <param name="Diagnostics">All mistakes and warnings, by place.</param>
/// <param name="Sources">Its text, for <see cref="DiagnosticPrinter"/>; empty when it cannot be read.</param>
public sealed record InventoryLoading(Inventory? Inventory, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<SourceText> Sources);

/// <summary>
/// Reads inventories: our own (<c>apiVersion: inventory/v1</c>), and the common part of Ansible's INI and YAML inventories, told apart by what they hold. What is not
/// understood of Ansible's is a warning with its place. Nothing is ever executed. Safe for use by any number of threads.
/// </summary>
public static class InventoryLoader
{
    /// <summary>Reads a file. Never throws for what an author wrote or what a file holds.</summary>
    /// <param name="file">As the user named it. Relative paths in it start at its folder.</param>
    /// <param name="sources">Where files come from.</param>
    /// <param name="home">The folder that <c>~</c> stands for, absolute.</param>
    public static InventoryLoading Load(string file, ISourceReader sources, string home)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(home);
        var bag = new DiagnosticBag();
        var source = SourceTexts.Read(file, sources, bag, Codes.InventoryUnreadable, "the inventory", "name one file: folders of inventories are not read");
        Inventory? inventory = null;
        try
        {
            inventory = source is null ? null : Read(new(source, bag, Path.GetFullPath(file), home), sources);
        }
        catch (TooManyMistakesException)
        {
            // The bag says so.
        }

        return new(bag.HasErrors ? null : inventory, bag.Sorted([file]), source is null ? [] : [source.ToText()]);
    }

    private static Inventory? Read(InventoryReading reading, ISourceReader sources)
    {
        var draft = Draft(reading);
        if (draft is null)
            return null;
        if (draft.IsAnsible)
            NotRead(reading, sources);
        return new InventoryAssembly(reading, draft).Assemble();
    }

    private static InventoryDraft? Draft(InventoryReading reading)
    {
        switch (InventoryKinds.Of(reading.File.Text))
        {
            case InventoryKind.Program:
                reading.Bag.Error(
                    Codes.DynamicInventory, "this inventory is a program, and an inventory is never executed", reading.File.Span(0, 2),
                    "run it yourself and keep what it says: `ansible-inventory -i FILE --list --yaml --output inventory.yaml`");
                return null;
            case InventoryKind.Ini:
                return new AnsibleIniReader(reading).Read();
            default:
                return YamlReader.Read(reading.File, reading.Bag) is { } root ? Yaml(reading, root) : null;
        }
    }

    private static InventoryDraft? Yaml(InventoryReading reading, YamlNode root)
    {
        if (root is not YamlMapping map)
        {
            reading.Error(Codes.NoInventory, $"an inventory is a map, and this is {root.Kind}", root, $"start with `apiVersion: {InventoryWords.ApiVersion}`");
            return null;
        }

        return InventoryKinds.IsAnsible(map) ? new AnsibleYamlReader(reading).Read(map) : new InventoryReader(reading).Read(map);
    }

    /// <summary>What Ansible would read beside the file, and we do not.</summary>
    private static void NotRead(InventoryReading reading, ISourceReader sources)
    {
        foreach (var folder in new[] { "group_vars", "host_vars" })
        {
            if (sources.Read(SourceTexts.Join(reading.File.Name, folder)).IsFolder)
                reading.Bag.Warning(
                    Codes.NotUnderstood, $"the folder `{folder}` beside this inventory is not read", SourceFile.Whole(reading.File.Name),
                    "put what is needed of it into the inventory");
        }
    }
}
