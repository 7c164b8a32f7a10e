using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>A text that is being read, and where mistakes go.</summary>
internal class TextReading(SourceFile file, DiagnosticBag bag)
{
    public SourceFile File { get; } = file;

    public DiagnosticBag Bag { get; } = bag;

    public SourceSpan Span(YamlNode node) => File.Span(node.Start, node.End);

    public void Error(string code, string message, YamlNode at, string? hint = null) => Bag.Error(code, message, Span(at), hint);

    /// <summary>Says that something has the wrong kind of value.</summary>
    public void Wrong(YamlNode at, string what, string wanted, string? hint = null) =>
        Error(Codes.WrongType, $"`{Shown.Word(what)}` takes {wanted}, and this is {at.Kind}", at, hint);
}
