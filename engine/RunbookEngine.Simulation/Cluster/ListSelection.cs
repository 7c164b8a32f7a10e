using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using RunbookEngine.Cluster;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>The parameters of a list.</summary>
internal sealed record ListSelection(LabelSelector? Labels, IReadOnlyList<(string[] Path, string Value, bool IsEqual)> Fields, int? Limit, string? After)
{
    /// <summary>The one node whose pods are meant; null: of all.</summary>
    public string? Node { get; } = Fields.Where(static f => f is { IsEqual: true, Path: ["spec", "nodeName"] }).Select(static f => f.Value).FirstOrDefault();

    /// <summary>Whether nothing is left out.</summary>
    public bool IsEverything => Labels is null && Fields.Count == 0;

    /// <summary>What the server says of a selection that it does not understand; null: it does.</summary>
    public static ClusterAnswer? RefusalOf(ApiKind kind, ClusterRequest request)
    {
        if (ParameterOf(request, "labelSelector") is { Length: > 0 } text && !LabelSelector.TryParse(text, out _, out var error))
            return SimulatedApi.Refusal(400, "BadRequest", $"unable to parse requirement: {error}");
        // Kinds with fields of their own are not held to them.
        return kind.Plural is "configmaps" or "leases" && FieldsOf(request).Select(static f => string.Join('.', f.Path)).FirstOrDefault(static f => f is not ("metadata.name" or "metadata.namespace")) is { } other
            ? SimulatedApi.Refusal(400, "BadRequest", $"\"{other}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")
            : null;
    }

    public static ListSelection Of(ClusterRequest request) => new(
        ParameterOf(request, "labelSelector") is { Length: > 0 } text && LabelSelector.TryParse(text, out var labels, out _) ? labels : null,
        [.. FieldsOf(request)],
        ParameterOf(request, "limit") is { } limit ? int.Parse(limit, CultureInfo.InvariantCulture) : null,
        ParameterOf(request, "continue") is { Length: > 0 } after ? Encoding.UTF8.GetString(Convert.FromBase64String(after)) : null);

    public bool Fits(ApiObject item) => Labels?.Matches(item.Labels) != false && Fields.All(f => TextAt(item, f.Path) == f.Value == f.IsEqual);

    private static string? ParameterOf(ClusterRequest request, string name) => request.Query.Where(q => q.Key == name).Select(static q => q.Value).FirstOrDefault();

    private static IEnumerable<(string[] Path, string Value, bool IsEqual)> FieldsOf(ClusterRequest request) =>
        (ParameterOf(request, "fieldSelector") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Field);

    private static (string[] Path, string Value, bool IsEqual) Field(string text)
    {
        var isEqual = !text.Contains("!=", StringComparison.Ordinal);
        var parts = text.Split(isEqual ? "=" : "!=", 2);
        return (parts[0].Split('.'), parts[1].TrimStart('='), isEqual);
    }

    private static string TextAt(ApiObject item, string[] path)
    {
        if (path is ["spec", "nodeName"] && item.Kind.Plural == "pods")
            return item.Node;
        JsonNode? node = item.Json;
        foreach (var name in path)
            node = (node as JsonObject)?[name];
        return node is JsonValue value ? value.ToString() : "";
    }
}
