using System.Collections.Immutable;

namespace RunbookEngine.Cluster;

/// <summary>One request to the API.</summary>
/// <param name="Method">The HTTP method in capitals: GET, POST, PUT, PATCH or DELETE.</param>
/// <param name="Path">From the server's root, each part escaped already: <c>/api/v1/nodes/w1</c>. See <see cref="ApiResource.PathOf"/>.</param>
public sealed record ClusterRequest(string Method, string Path)
{
    /// <summary>Parameters after the path, not escaped.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>The body as JSON; null: none. Never logged.</summary>
    public string? Body { get; init; }

    /// <summary>What the body is; see <see cref="PatchTypes"/>.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>What the answer should be: <c>text/plain</c> for the logs of a pod.</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary>Whether sending it twice does no more than sending it once. Everything but POST is taken to be so.</summary>
    public bool IsRepeatable { get; init; } = Method != "POST";
}

/// <summary>The kinds of patches, as content types.</summary>
public static class PatchTypes
{
    /// <summary>RFC 7386: maps are merged, lists are replaced, null removes.</summary>
    public const string Merge = "application/merge-patch+json";

    /// <summary>RFC 6902: a list of operations; with <c>test</c> it applies to a certain state only.</summary>
    public const string Json = "application/json-patch+json";

    /// <summary>Kubernetes' own: lists are merged by their keys. Not for custom resources.</summary>
    public const string Strategic = "application/strategic-merge-patch+json";

    /// <summary>Server-side apply; JSON is YAML.</summary>
    public const string Apply = "application/apply-patch+yaml";
}
