using System.Collections.Immutable;

namespace RunbookEngine.Model;

/// <summary>What a setting takes. The checker, the schema and the handlers all read this one description.</summary>
public enum ParameterType
{
    /// <summary>Text; numbers and booleans are taken as they are written.</summary>
    Text,

    /// <summary>A shell script: inserted values are quoted.</summary>
    Script,

    /// <summary>A bare expression that must be true or false.</summary>
    Condition,

    /// <summary>A file or folder on the target; relative paths start at the runbook's folder.</summary>
    Path,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Such as <c>90s</c> or <c>1h30m</c>.</summary>
    Duration,

    /// <summary>Such as <c>1.36.4</c>.</summary>
    Version,

    /// <summary>One of <see cref="ParameterDefinition.Choices"/>.</summary>
    Choice,

    /// <summary>Permission bits of a file: three or four octal digits, such as <c>0640</c>.</summary>
    Mode,

    /// <summary>A list of texts, or one text.</summary>
    TextList,

    /// <summary>Names to texts.</summary>
    TextMap,

    /// <summary>Anything.</summary>
    Any,
}

/// <summary>A setting of a verb.</summary>
/// <param name="Name">kebab-case, as the tool spells its flag.</param>
/// <param name="Type">What it takes.</param>
/// <param name="Description">One sentence for the schema and <c>explain</c>.</param>
/// <param name="Required">Whether the step is wrong without it.</param>
/// <param name="AllowsSecret">Whether a secret may be used here: only where it never reaches an argument list, a file name or a record.</param>
/// <param name="Choices">For <see cref="ParameterType.Choice"/>.</param>
/// <param name="Example">YAML for the documentation, or null.</param>
public sealed record ParameterDefinition(
    string Name,
    ParameterType Type,
    string Description,
    bool Required = false,
    bool AllowsSecret = false,
    ImmutableArray<string> Choices = default,
    string? Example = null);

/// <summary>What a verb puts out, seen as <c>steps.ID.NAME</c>.</summary>
/// <param name="Name">snake_case.</param>
/// <param name="Type">The kind of value.</param>
/// <param name="Description">One sentence.</param>
public sealed record OutputDefinition(string Name, ParameterType Type, string Description);

/// <summary>What a verb works with.</summary>
public enum VerbReach
{
    /// <summary>The machine that the step is on.</summary>
    Target,

    /// <summary>The API of the cluster, and no machine: a step in a node's lane needs no connection to that node.</summary>
    Cluster,

    /// <summary>Both.</summary>
    TargetAndCluster,
}

/// <summary>A verb of a tool.</summary>
public sealed record VerbDefinition
{
    /// <summary>As the tool spells it: <c>snapshot save</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>The value of the verb's own key; null: the verb takes none, and its key's value is left empty or the verb stands alone.</summary>
    public ParameterDefinition? Main { get; init; }

    /// <summary>The other keys beside the verb.</summary>
    public ImmutableArray<ParameterDefinition> Parameters { get; init; } = [];

    /// <summary>What it puts out beside the fields that every step has (<c>status</c>, <c>changed</c>).</summary>
    public ImmutableArray<OutputDefinition> Outputs { get; init; } = [];

    /// <summary>A whole step in YAML, valid as it stands.</summary>
    public required string Example { get; init; }

    /// <summary>Whether it changes something. A verb that does not is simply run again when a resume is in doubt.</summary>
    public required bool HasSideEffect { get; init; }

    /// <summary>What it works with.</summary>
    public VerbReach Reach { get; init; }

    /// <summary>The main parameter and the others.</summary>
    public IEnumerable<ParameterDefinition> AllParameters => Main is null ? Parameters : Parameters.Prepend(Main);
}

/// <summary>A tool: the key of a step.</summary>
/// <param name="Name">Such as <c>etcdctl</c>.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Verbs">At least one.</param>
/// <param name="DefaultVerb">Whose main argument a plain scalar is (<c>shell: uptime</c>); null: a plain scalar names a verb (<c>etcdctl: member list</c>).</param>
public sealed record ToolDefinition(string Name, string Summary, ImmutableArray<VerbDefinition> Verbs, string? DefaultVerb = null);
