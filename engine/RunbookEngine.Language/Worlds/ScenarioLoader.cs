using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>What loading a scenario came to.</summary>
/// <param name="Scenario">Null when there is any error, in it or in its world.</param>
/// <param name="Diagnostics">All mistakes, by file and place.</param>
/// <param name="Sources">Its text and that of its world, for <see cref="DiagnosticPrinter"/>.</param>
public sealed record ScenarioLoading(Scenario? Scenario, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<SourceText> Sources);

/// <summary>Reads scenarios and their worlds; the runbook is not read. Holds no state between calls; safe for use by any number of threads.</summary>
public static class ScenarioLoader
{
    /// <summary>Reads a file. Never throws for what an author wrote or what a file holds.</summary>
    /// <param name="file">As the user named it. Paths in it start at its folder.</param>
    /// <param name="sources">Where files come from.</param>
    public static ScenarioLoading Load(string file, ISourceReader sources)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(sources);
        var bag = new DiagnosticBag();
        var read = new List<SourceFile>();
        Scenario? scenario = null;
        try
        {
            scenario = Read(file, sources, bag, read);
        }
        catch (TooManyMistakesException)
        {
            // The bag says so.
        }

        return new(bag.HasErrors ? null : scenario, bag.Sorted([file, .. read.Select(static s => s.Name)]), [.. read.Select(static s => s.ToText())]);
    }

    private static Scenario? Read(string file, ISourceReader sources, DiagnosticBag bag, List<SourceFile> read)
    {
        if (SourceTexts.Read(file, sources, bag, Codes.ScenarioUnreadable, "the scenario") is not { } source)
            return null;
        read.Add(source);
        var reading = new FormatReading(source, bag);
        return YamlReader.Read(source, bag) is { } root && DocumentHead.Check(reading, root, ScenarioFormat.Kind) is { } map
            ? new ScenarioReader(reading, World).Read(map)
            : null;

        World? World(string name)
        {
            if (SourceTexts.Read(name, sources, bag, Codes.WorldUnreadable, "the world") is not { } world)
                return null;
            read.Add(world);
            return WorldLoader.Read(new(world, bag));
        }
    }
}
