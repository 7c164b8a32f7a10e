using System.Collections.Immutable;
using System.Text.Json;

namespace RunbookEngine.Cluster;

/// <summary>What of a node matters to choose and reach it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its InternalIP; empty when it reports none.</param>
/// <param name="Labels">Its labels.</param>
public sealed record ClusterNode(string Name, string Address, ImmutableDictionary<string, string> Labels)
{
    /// <summary>Takes it out of the API's object.</summary>
    public static ClusterNode Of(JsonElement node) => new(
        node.ObjectName(),
        node.Items("status", "addresses").Where(static a => a.Text("type") == "InternalIP").Select(static a => a.Text("address")).FirstOrDefault() ?? "",
        node.Texts("metadata", "labels").ToImmutableDictionary());
}
