using System.Collections.Immutable;

namespace RunbookEngine.Model;

/// <summary>The type of an input.</summary>
public enum InputType
{
    /// <summary>Any text.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>Such as <c>1.36.4</c>; a leading <c>v</c> is dropped.</summary>
    Version,

    /// <summary>Such as <c>90s</c>, <c>15m</c>, <c>1h30m</c>.</summary>
    Duration,

    /// <summary>A file or folder.</summary>
    Path,

    /// <summary>A list; on the command line its items are separated by commas.</summary>
    List,

    /// <summary>One of <see cref="Input.Choices"/>.</summary>
    Choice,

    /// <summary>A text that is never printed or stored.</summary>
    Secret,
}

/// <summary>What a run asks for before it starts. Without a default it is required.</summary>
/// <param name="Name">snake_case, as expressions use it.</param>
/// <param name="Type">Checked before anything runs.</param>
/// <param name="Default">Null: required.</param>
/// <param name="Pattern">A regular expression that the whole value must match, or null.</param>
/// <param name="Choices">For <see cref="InputType.Choice"/>.</param>
/// <param name="Description">Shown when it is asked for.</param>
/// <param name="Span">Where it is declared.</param>
public sealed record Input(
    string Name,
    InputType Type,
    Value? Default,
    string? Pattern,
    ImmutableArray<string> Choices,
    string? Description,
    SourceSpan Span);
