namespace RunbookEngine.Model;

/// <summary>An entry of a runbook's <c>targets</c>: a name for a list of hosts, seen as <c>targets.NAME</c>.</summary>
/// <param name="Name">snake_case.</param>
/// <param name="Selector">Which hosts.</param>
/// <param name="Span">Where it stands.</param>
public sealed record TargetDefinition(string Name, TargetSelector Selector, SourceSpan Span);

/// <summary>Says which hosts. Evaluated once, when a run starts; the list is frozen in the journal. May use inputs, vars over them, and env.</summary>
public abstract record TargetSelector
{
    private TargetSelector()
    {
    }

    /// <summary>The hosts of a group of the inventory, in the order of the file.</summary>
    public sealed record Group(Argument Name) : TargetSelector;

    /// <summary>Hosts of the inventory by name, in the order given.</summary>
    public sealed record Hosts(Argument Names) : TargetSelector;

    /// <summary>The nodes of the cluster that a selector of labels fits, by name.</summary>
    public sealed record Nodes(Argument Labels) : TargetSelector;

    /// <summary>The engine's own machine.</summary>
    public sealed record Local : TargetSelector;
}
