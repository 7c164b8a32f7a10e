using System.Collections.Immutable;

namespace RunbookEngine.Language;

/// <summary>What a key of a world or a scenario takes. The reader, the schema and the page of documentation share this one description.</summary>
public enum FormatType
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A list of texts, or one.</summary>
    Texts,

    /// <summary>Names, or ranges of them such as <c>w[1:20]</c>: one, or a list.</summary>
    Names,

    /// <summary>Names to texts.</summary>
    TextMap,

    /// <summary>Names to lists of names.</summary>
    NamesMap,

    /// <summary>Names to anything.</summary>
    ValueMap,

    /// <summary>A whole number that is not negative.</summary>
    Integer,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A duration.</summary>
    Duration,

    /// <summary>Bytes, such as <c>16Gi</c>.</summary>
    Size,

    /// <summary>Processors, such as <c>4</c> or <c>500m</c>.</summary>
    Cpu,

    /// <summary>A version.</summary>
    Version,

    /// <summary>A list of versions, or one.</summary>
    Versions,

    /// <summary>One of <see cref="FormatKey.Choices"/>.</summary>
    Choice,

    /// <summary>A number or a percentage.</summary>
    Amount,

    /// <summary>Taints as <c>key=value:effect</c>.</summary>
    Taints,

    /// <summary>One map of the section <see cref="FormatKey.Section"/>.</summary>
    One,

    /// <summary>A list of maps of the section <see cref="FormatKey.Section"/>.</summary>
    List,

    /// <summary>What is read by a reader of its own.</summary>
    Own,
}

/// <summary>A key of a section.</summary>
/// <param name="Name">kebab-case.</param>
/// <param name="Type">What it takes.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Default">What holds when it is left out, for people; empty: nothing.</param>
/// <param name="Section">For <see cref="FormatType.One"/> and <see cref="FormatType.List"/>.</param>
public sealed record FormatKey(string Name, FormatType Type, string Description, string Default = "", string Section = "")
{
    /// <summary>For <see cref="FormatType.Choice"/>.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>Whether it may not be left out.</summary>
    public bool IsRequired { get; init; }
}

/// <summary>What a map of a world or a scenario may hold.</summary>
/// <param name="Name">The section's name; empty for the file itself.</param>
/// <param name="What">For messages: <c>a node</c>.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Keys">All keys.</param>
public sealed record FormatSection(string Name, string What, string Description, ImmutableArray<FormatKey> Keys);

/// <summary>A kind of file: its sections, the file itself first.</summary>
/// <param name="Kind">The value of <c>kind</c>.</param>
/// <param name="Sections">All sections.</param>
public sealed record FileFormat(string Kind, ImmutableArray<FormatSection> Sections)
{
    /// <summary>The section of a name.</summary>
    public FormatSection this[string name] => Sections.First(s => s.Name == name);
}
