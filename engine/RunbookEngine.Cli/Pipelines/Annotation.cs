using RunbookEngine.Model;

namespace RunbookEngine.Cli.Pipelines;

/// <summary>How loud an annotation is.</summary>
internal enum AnnotationLevel
{
    /// <summary>Worth knowing.</summary>
    Notice,

    /// <summary>Worth a look.</summary>
    Warning,

    /// <summary>It went wrong.</summary>
    Error,
}

/// <summary>A word on a place in a file, shown beside it.</summary>
/// <param name="Level">How loud.</param>
/// <param name="Place">Where; <see cref="SourceSpan.None"/> for what has no place.</param>
/// <param name="Title">In few words.</param>
/// <param name="Message">What happened and what to do; may have lines.</param>
internal sealed record Annotation(AnnotationLevel Level, SourceSpan Place, string Title, string Message);
