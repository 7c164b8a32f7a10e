using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>What loading a world came to.</summary>
/// <param name="World">Null when there is any error.</param>
/// <param name="Diagnostics">All mistakes, by place.</param>
/// <param name="Sources">Its text, for <see cref="DiagnosticPrinter"/>; empty when it cannot be read.</param>
public sealed record WorldLoading(World? World, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<SourceText> Sources);

/// <summary>Reads worlds. Holds no state between calls; safe for use by any number of threads.</summary>
public static class WorldLoader
{
    /// <summary>Reads a file. Never throws for what an author wrote or what a file holds.</summary>
    /// <param name="file">As the user named it.</param>
    /// <param name="sources">Where files come from.</param>
    public static WorldLoading Load(string file, ISourceReader sources)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(sources);
        var bag = new DiagnosticBag();
        SourceFile? source = null;
        World? world = null;
        try
        {
            source = SourceTexts.Read(file, sources, bag, Codes.WorldUnreadable, "the world");
            world = source is null ? null : Read(new(source, bag));
        }
        catch (TooManyMistakesException)
        {
            // The bag says so.
        }

        return new(bag.HasErrors ? null : world, bag.Sorted([file]), source is null ? [] : [source.ToText()]);
    }

    /// <summary>Reads a text that was not read from a file, such as one that was just written.</summary>
    public static WorldLoading LoadText(string name, string text) => Load(name, new OneText(text));

    /// <summary>The world of a text; null when it is none, and then the bag says why.</summary>
    internal static World? Read(FormatReading reading) =>
        YamlReader.Read(reading.File, reading.Bag) is { } root && DocumentHead.Check(reading, root, WorldFormat.Kind) is { } map ? new WorldReader(reading).Read(map) : null;

    private sealed class OneText(string text) : ISourceReader
    {
        public SourceReading Read(string file) => new(System.Text.Encoding.UTF8.GetBytes(text));
    }
}
