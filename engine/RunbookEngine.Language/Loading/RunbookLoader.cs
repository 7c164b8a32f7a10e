using System.Collections.Immutable;
using System.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Turns texts into runbooks, and mistakes into diagnostics. Holds no state between calls; safe for use by any number of threads.</summary>
/// <param name="tools">The tools that steps may name.</param>
public sealed class RunbookLoader(ImmutableArray<ToolDefinition> tools)
{
    private readonly ToolBox _tools = new(tools);

    /// <summary>Reads a runbook and what it includes. Never throws for what an author wrote or what a file holds.</summary>
    /// <param name="file">The runbook, as the user named it.</param>
    /// <param name="sources">Where files come from.</param>
    public LoadResult Load(string file, ISourceReader sources)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(sources);
        return new LoadSession(_tools, (name, bag, at) => FromReader(name, sources, bag, at)).Load(file);
    }

    /// <summary>Reads a runbook from texts that were read before, such as those in the journal; no file is touched.</summary>
    /// <param name="sources">The runbook first, then what it includes.</param>
    public LoadResult LoadTexts(ImmutableArray<SourceText> sources)
    {
        if (sources.IsDefaultOrEmpty)
            throw new ArgumentException("At least one text is needed.", nameof(sources));
        return new LoadSession(_tools, (name, bag, at) => FromTexts(name, sources, bag, at)).Load(sources[0].File);
    }

    private static SourceFile? FromReader(string name, ISourceReader sources, DiagnosticBag bag, SourceSpan? at)
    {
        var reading = sources.Read(name);
        if (reading.IsTooLarge)
            return SourceTexts.TooLarge(name, bag);
        if (reading.Content is not { } content)
            return Unreadable(name, reading.Problem ?? "it cannot be read", bag, at);
        // Whoever writes an `include` may name any file that the one who checks it can read. Nothing of one that is no runbook is shown.
        return at is null || IsRunbook(content) ? SourceTexts.Decode(name, content, bag) : Unreadable(name, "it is not a runbook: no line of it says `apiVersion: runbook/…`", bag, at);
    }

    private static bool IsRunbook(ReadOnlyMemory<byte> content) => Encoding.UTF8.GetString(content.Span).Split('\n').Any(static l => l.TrimStart('\uFEFF').StartsWith("apiVersion:", StringComparison.Ordinal) && l.Contains("runbook/", StringComparison.Ordinal));

    private static SourceFile? FromTexts(string name, ImmutableArray<SourceText> sources, DiagnosticBag bag, SourceSpan? at) =>
        sources.FirstOrDefault(s => s.File == name) is { } source
            ? SourceTexts.Check(new(name, source.Text), bag)
            : Unreadable(name, "its text is not in the journal", bag, at);

    private static SourceFile? Unreadable(string name, string problem, DiagnosticBag bag, SourceSpan? at)
    {
        if (at is { } span)
            bag.Error(
                Codes.IncludeUnreadable, $"`{Shown.Word(name)}` cannot be included: {problem}", span,
                "the name starts at the folder of the file that it stands in");
        else
            bag.Error(
                Codes.FileUnreadable, $"the runbook cannot be read: {problem}", SourceFile.Whole(name),
                "check the name and the folder you are in");
        return null;
    }
}
