using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using RunbookEngine.Cluster;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>The parameters of a list.</summary>
internal sealed record ListSelection(LabelSelector? Labels, ImmutableArray<ListSelection.FieldRule> Fields, int? Limit, string? After)
{
    /// <summary>The one node whose pods are meant; null: of all.</summary>
    public string? Node { get; } = Fields.Where(static f => f is { IsEqual: true, Path: ["spec", "nodeName"] }).Select(static f => f.Value).FirstOrDefault();

    /// <summary>Whether nothing is left out.</summary>
    public bool IsEverything => Labels is null && Fields.IsEmpty;

    /// <summary>Reads the parameters of a list; false, with what the server says of them, when it does not understand them.</summary>
    public static bool TryRead(ApiKind kind, ClusterRequest request, [NotNullWhen(true)] out ListSelection? selection, [NotNullWhen(false)] out ClusterAnswer? refusal)
    {
        LabelSelector? labels = null;
        ImmutableArray<FieldRule> fields = [.. FieldsOf(request)];
        refusal = ParameterOf(request, "labelSelector") is { Length: > 0 } text && !LabelSelector.TryParse(text, out labels, out var error)
            ? SimulatedApi.Refusal(400, "BadRequest", $"unable to parse requirement: {error}")
            : RefusalOf(kind, fields);
        selection = refusal is not null ? null : new(
            labels,
            fields,
            ParameterOf(request, "limit") is { } limit ? int.Parse(limit, CultureInfo.InvariantCulture) : null,
            ParameterOf(request, "continue") is { Length: > 0 } after ? Encoding.UTF8.GetString(Convert.FromBase64String(after)) : null);
        return selection is not null;
    }

    public bool Fits(ApiObject item) => Labels?.Matches(item.Labels) != false && Fields.All(f => TextAt(item, f.Path) == f.Value == f.IsEqual);

    // Kinds with fields of their own are not held to them.
    private static ClusterAnswer? RefusalOf(ApiKind kind, ImmutableArray<FieldRule> fields) =>
        kind.Plural is "configmaps" or "leases" && fields.Select(static f => string.Join('.', f.Path)).FirstOrDefault(static f => f is not ("metadata.name" or "metadata.namespace")) is { } other
            ? SimulatedApi.Refusal(400, "BadRequest", $"\"{other}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")
            : null;

    private static string? ParameterOf(ClusterRequest request, string name) => request.Query.Where(q => q.Key == name).Select(static q => q.Value).FirstOrDefault();

    private static IEnumerable<FieldRule> FieldsOf(ClusterRequest request) =>
        (ParameterOf(request, "fieldSelector") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Field);

    private static FieldRule Field(string text)
    {
        var isEqual = !text.Contains("!=", StringComparison.Ordinal);
        var parts = text.Split(isEqual ? "=" : "!=", 2);
        return new(parts[0].Split('.'), parts[1].TrimStart('='), isEqual);
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

    /// <summary>What a field must be, or must not be.</summary>
    internal sealed record FieldRule(string[] Path, string Value, bool IsEqual);
}
