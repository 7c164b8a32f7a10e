using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Resources;

/// <summary>An object, or all objects of a kind.</summary>
/// <param name="Resource">Its kind.</param>
/// <param name="Space">Its namespace; null: it is in none, or all are meant.</param>
/// <param name="Name">Its name; null: all.</param>
internal sealed record ObjectName(ApiResource Resource, string? Space, string? Name)
{
    public const string NamespaceName = "namespace";
    public const string SelectorName = "selector";
    public const string FieldSelectorName = "field-selector";
    public const string AllNamespaces = "all-namespaces";

    public const string DefaultNamespace = "default";

    public static ParameterDefinition Namespace { get; } =
        new(NamespaceName, ParameterType.Text, "The namespace; `default` when left out. Not looked at for kinds that are in none.", Example: "kube-system");

    public static ParameterDefinition Selector { get; } =
        new(SelectorName, ParameterType.Text, "Instead of names: all objects of the kind that this selector of labels fits.", Example: "app=web");

    /// <summary>The name of one object among all.</summary>
    public ObjectName Of(JsonElement item) => this with { Name = item.ObjectName(), Space = Resource.IsNamespaced ? item.ObjectNamespace() : null };

    /// <summary>As kubectl writes it: <c>node/w1</c>, <c>deployment.apps/web</c>.</summary>
    public string Words => $"{Resource.Kind.ToLowerInvariant()}{(Resource.Group.Length == 0 ? "" : $".{Resource.Group}")}{(Name is null ? "" : $"/{Name}")}";

    /// <summary>With its namespace.</summary>
    public string FullWords => Space is null ? Words : $"{Words} in {Space}";

    /// <summary>
    /// Reads names as kubectl takes them: <c>node/w1</c>, <c>node w1 w2</c>, <c>pods</c> (with a selector). What a kind means is asked of the server.
    /// </summary>
    /// <exception cref="StepFailureException">A kind that the server does not serve, or no name.</exception>
    public static async Task<ImmutableArray<ObjectName>> ReadAsync(StepContext context, ApiCatalog catalog, string text, bool takesAll, CancellationToken cancellation)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0)
            throw new SettingException("no object is named", "write kind and name, such as `node/w1`");
        (string Kind, string? Name)[] named = words[0].Contains('/', StringComparison.Ordinal)
            ? [.. words.Select(static w => w.Split('/', 2) is [var kind, { Length: > 0 } name] ? (kind, name) : (w, (string?)null))]
            : words.Length > 1 ? [.. words.Skip(1).Select(w => (words[0], (string?)w))] : [(words[0], null)];
        if (!takesAll && named.FirstOrDefault(static n => n.Name is null) is { Kind: { } bare })
            throw new SettingException($"`{bare}` names no object", $"write kind and name, such as `{bare}/NAME`, or give a `selector`");
        var found = ImmutableArray.CreateBuilder<ObjectName>();
        foreach (var (kind, name) in named)
            found.Add(await OfAsync(context, catalog, kind, name, cancellation));
        return found.ToImmutable();
    }

    /// <summary>One object, or all of a kind, in the namespace that the step names.</summary>
    public static async Task<ObjectName> OfAsync(StepContext context, ApiCatalog catalog, string kind, string? name, CancellationToken cancellation)
    {
        if (await catalog.OfNameAsync(kind, cancellation) is not { } resource)
            throw new StepFailureException(KubectlFailures.KindUnknown(kind));
        var isEverywhere = name is null && context.Arguments.Flag(AllNamespaces);
        return new(resource, resource.IsNamespaced && !isEverywhere ? context.Arguments.TextOrNull(NamespaceName) ?? DefaultNamespace : null, name);
    }
}
