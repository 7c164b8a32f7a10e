using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>What reading an inputs file came to.</summary>
/// <param name="Inputs">By name, not yet checked against a runbook; null when the file cannot be used.</param>
/// <param name="Diagnostics">What is wrong with the file.</param>
/// <param name="Sources">Its text, for <see cref="DiagnosticPrinter"/>; empty when it cannot be read.</param>
public sealed record InputsReading(
    ImmutableDictionary<string, Value>? Inputs, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<SourceText> Sources);

/// <summary>Reads inputs from a YAML or JSON file: a map of names to values.</summary>
public static class InputsFile
{
    /// <summary>Reads a file. The limits of runbooks hold: 1 MiB, no aliases, no deep nesting.</summary>
    public static InputsReading Read(string file, ISourceReader sources)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(sources);
        var bag = new DiagnosticBag();
        var source = SourceTexts.Read(file, sources, bag, Codes.InputsFile, "the inputs");
        ImmutableDictionary<string, Value>? inputs = null;
        try
        {
            inputs = source is not null && YamlReader.Read(source, bag) is { } root ? Map(source, root, bag) : null;
        }
        catch (TooManyMistakesException)
        {
            // The bag says so.
        }

        return new(bag.HasErrors ? null : inputs, bag.Sorted([file]), source is null ? [] : [source.ToText()]);
    }

    private static ImmutableDictionary<string, Value>? Map(SourceFile source, YamlNode root, DiagnosticBag bag)
    {
        if (root is YamlMapping map)
            return map.Entries.ToImmutableDictionary(static e => e.Name, static e => InputNodes.Value(e.Value));
        bag.Error(
            Codes.InputsFile, $"a file of inputs holds a map of names to values, and this is {root.Kind}", source.Span(root.Start, root.End),
            "such as `version: 1.36.4`");
        return null;
    }
}
