namespace RunbookEngine.Cluster;

/// <summary>A kind of object that the server serves.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Version">Such as <c>v1</c>.</param>
/// <param name="Plural">As it stands in paths: <c>nodes</c>.</param>
/// <param name="Kind">Such as <c>Node</c>.</param>
/// <param name="IsNamespaced">Whether its objects are in namespaces.</param>
public sealed record ApiResource(string Group, string Version, string Plural, string Kind, bool IsNamespaced)
{
    /// <summary>Nodes.</summary>
    public static ApiResource Nodes { get; } = new("", "v1", "nodes", "Node", false);

    /// <summary>Pods.</summary>
    public static ApiResource Pods { get; } = new("", "v1", "pods", "Pod", true);

    /// <summary>Events of the core group.</summary>
    public static ApiResource Events { get; } = new("", "v1", "events", "Event", true);

    /// <summary>Namespaces.</summary>
    public static ApiResource Namespaces { get; } = new("", "v1", "namespaces", "Namespace", false);

    /// <summary>DaemonSets.</summary>
    public static ApiResource DaemonSets { get; } = new("apps", "v1", "daemonsets", "DaemonSet", true);

    /// <summary>Leases.</summary>
    public static ApiResource Leases { get; } = new("coordination.k8s.io", "v1", "leases", "Lease", true);

    /// <summary>As <c>apiVersion</c> spells it.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The verbs that discovery lists; empty for resources that were not discovered.</summary>
    public System.Collections.Immutable.ImmutableArray<string> Verbs { get; init; } = [];

    /// <summary>Other names that kubectl takes: the singular and the short ones.</summary>
    public System.Collections.Immutable.ImmutableArray<string> OtherNames { get; init; } = [];

    /// <summary>The path of an object, or of all of them.</summary>
    /// <param name="space">The namespace; null: all of them, or there are none.</param>
    /// <param name="name">The object; null: the list.</param>
    /// <param name="sub">A subresource such as <c>eviction</c>; null: the object itself.</param>
    public string PathOf(string? space = null, string? name = null, string? sub = null)
    {
        var path = Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
        if (IsNamespaced && space is not null)
            path += $"/namespaces/{Uri.EscapeDataString(space)}";
        path += $"/{Plural}";
        if (name is not null)
            path += $"/{Uri.EscapeDataString(name)}";
        return sub is null ? path : $"{path}/{sub}";
    }
}
