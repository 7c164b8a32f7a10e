namespace RunbookEngine.Language;

/// <summary>One file that is being read: its text, where mistakes go, and what is to be checked once all of it is known.</summary>
internal sealed class Reading(SourceFile file, DiagnosticBag bag, ToolBox tools, LoadSession session) : TextReading(file, bag)
{
    public ToolBox Tools { get; } = tools;

    public LoadSession Session { get; } = session;

    /// <summary>Where the characters of a scalar stand in the file.</summary>
    public ContentMap Places { get; } = new(file);

    /// <summary>All steps of the file, in the order of the text.</summary>
    public List<StepNode> Steps { get; } = [];

    /// <summary>All templates that hold an expression.</summary>
    public List<TemplateUse> Uses { get; } = [];

    /// <summary>Ids that authors gave, so that made ones keep clear of them.</summary>
    public HashSet<string> OwnIds { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of the entries of <c>targets</c>, those that cannot be used among them.</summary>
    public HashSet<string> TargetNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Those that a step or an expression names.</summary>
    public HashSet<string> UsedTargets { get; } = new(StringComparer.Ordinal);

    /// <summary>Hashes of the included texts.</summary>
    public List<string> Included { get; } = [];

    /// <summary>Steps of the included runbooks.</summary>
    public long IncludedSteps { get; set; }
}
