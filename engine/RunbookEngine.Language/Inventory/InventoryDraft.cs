using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>What an inventory says, before anything is inherited.</summary>
/// <param name="isAnsible">Whether Ansible's rules settle which group wins.</param>
internal sealed class InventoryDraft(bool isAnsible)
{
    private readonly Dictionary<string, HostDraft> _hosts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GroupDraft> _groups = new(StringComparer.Ordinal);

    public bool IsAnsible { get; } = isAnsible;

    /// <summary>For every host.</summary>
    public HostSettings Defaults { get; } = new();

    /// <summary>In the order of the file.</summary>
    public List<HostDraft> Hosts { get; } = [];

    /// <summary>In the order of the file.</summary>
    public List<GroupDraft> Groups { get; } = [];

    public HostDraft? FindHost(string name) => _hosts.GetValueOrDefault(name);

    public GroupDraft? FindGroup(string name) => _groups.GetValueOrDefault(name);

    /// <summary>The host of a name, made where it is named first.</summary>
    public HostDraft Host(string name, SourceSpan span)
    {
        if (_hosts.TryGetValue(name, out var host))
            return host;
        host = new() { Name = name, Span = span };
        _hosts.Add(name, host);
        Hosts.Add(host);
        return host;
    }

    /// <summary>The group of a name, made where it is named first.</summary>
    public GroupDraft Group(string name, SourceSpan span)
    {
        if (_groups.TryGetValue(name, out var group))
            return group;
        group = new() { Name = name, Span = span };
        _groups.Add(name, group);
        Groups.Add(group);
        return group;
    }
}

/// <summary>One host as it was written.</summary>
internal sealed class HostDraft
{
    public required string Name { get; init; }

    public required SourceSpan Span { get; init; }

    public HostSettings Settings { get; } = new();
}

/// <summary>One group as it was written.</summary>
internal sealed class GroupDraft
{
    public required string Name { get; init; }

    public required SourceSpan Span { get; init; }

    public List<(string Name, SourceSpan Span)> Hosts { get; } = [];

    public List<(string Name, SourceSpan Span)> Groups { get; } = [];

    public HostSettings Settings { get; } = new();
}

/// <summary>What can be said of a host, each thing by its key, with its place.</summary>
internal sealed class HostSettings
{
    /// <summary>Texts, numbers and times, in the type that <see cref="Host"/> has.</summary>
    public Dictionary<string, (object Value, SourceSpan Span)> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>The author's own.</summary>
    public Dictionary<string, (Value Value, SourceSpan Span)> Vars { get; } = new(StringComparer.Ordinal);
}
