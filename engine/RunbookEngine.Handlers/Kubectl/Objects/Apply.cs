using System.Collections.Immutable;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Kubectl.Nodes;
using RunbookEngine.Handlers.Kubectl.Resources;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Objects;

/// <summary>
/// <c>apply</c>: server-side apply of a file or of what the runbook holds. The look lets the server try it without doing it. Applying twice is applying once.
/// </summary>
internal sealed class Apply : IKubectlVerb
{
    private const string File = "file";
    private const string ManifestName = "manifest";
    private const string ForceConflicts = "force-conflicts";

    /// <summary>How long a kind may take to be served after its definition was applied.</summary>
    private static readonly TimeSpan ForKind = TimeSpan.FromSeconds(30);

    public VerbDefinition Definition { get; } = new()
    {
        Name = "apply",
        Summary = "Applies objects on the server (server-side apply, as `runbook-engine`); done when the server says that it would change nothing.",
        HasSideEffect = true,
        Reach = VerbReach.Cluster,
        Main = new(File, ParameterType.Text, "A file of YAML or JSON on the engine's machine; a relative path starts at the runbook's folder. Left empty for `manifest`.", Example: "storage.yaml"),
        Parameters =
        [
            new(ManifestName, ParameterType.Any, "The object itself, or a list of them, instead of a file.", AllowsSecret: true,
                Example: "{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }"),
            new(ForceConflicts, ParameterType.Boolean, "Take over fields that others manage; without it that is an error.", Example: "true"),
            ObjectName.Namespace,
        ],
        Outputs =
        [
            new("objects", ParameterType.TextList, "All objects that were given."),
            new("applied", ParameterType.TextList, "Those that were created or changed."),
        ],
        Example = """
            - id: storage
              kubectl: { apply: storage.yaml }
            """,
    };

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var manifests = Read(context);
        var catalog = new ApiCatalog(context.Cluster);
        List<string> lines = [];
        List<ObjectName> names = [];
        foreach (var manifest in manifests)
        {
            var name = await NameAsync(context, catalog, manifest, cancellation);
            if (name is not null)
                names.Add(name);
            if (await ChangeAsync(context, name, manifest, cancellation) is { } change)
                lines.Add(change);
        }

        return lines.Count == 0 ? new ProbeResult.Satisfied(Outputs(names, [])) : new ProbeResult.Needed(string.Join('\n', lines));
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var catalog = new ApiCatalog(context.Cluster);
        List<ObjectName> names = [];
        List<string> applied = [];
        foreach (var manifest in Read(context))
        {
            var name = await ServedAsync(context, catalog, manifest, names, cancellation);
            var before = await context.Cluster.FindAsync(name.Resource, name.Space, name.Name!, cancellation);
            var answer = await SendAsync(context, name, manifest, isTry: false, cancellation);
            if (answer.Status == 409)
                return new StepOutcome.Failed(KubectlFailures.ApplyConflict(name, new(answer)));
            var after = answer.OrThrow().Json;
            names.Add(name);
            if (before is null || ObjectText.Aim(before.Value) != ObjectText.Aim(after))
                applied.Add(name.Words);
            context.Progress($"{name.FullWords} {(before is null ? "created" : "applied")}");
        }

        return new StepOutcome.Succeeded(Outputs(names, applied));
    }

    /// <summary>What applying one object would change; null when nothing.</summary>
    private static async Task<string?> ChangeAsync(StepContext context, ObjectName? name, Manifest manifest, CancellationToken cancellation)
    {
        if (name is null)
            return $"apply {manifest.Kind} {manifest.Name}, whose kind is not served yet";
        if (await context.Cluster.FindAsync(name.Resource, name.Space, name.Name!, cancellation) is not { } now)
            return $"create {name.FullWords}";
        var tried = await SendAsync(context, name, manifest, isTry: true, cancellation);
        return tried.Succeeded && ObjectText.Aim(now) == ObjectText.Aim(tried.Json) ? null : $"change {name.FullWords}";
    }

    /// <summary>A kind whose definition was applied a moment ago is waited for.</summary>
    private static async Task<ObjectName> ServedAsync(StepContext context, ApiCatalog catalog, Manifest manifest, List<ObjectName> before, CancellationToken cancellation)
    {
        var began = context.Clock.GetUtcNow();
        while (true)
        {
            if (await NameAsync(context, catalog, manifest, cancellation) is { } name)
                return name;
            if (!before.Exists(static n => n.Resource.Kind == "CustomResourceDefinition") || context.Clock.GetUtcNow() - began > ForKind)
                throw new StepFailureException(KubectlFailures.KindUnknown($"{manifest.Kind} of {manifest.ApiVersion}"));
            await Task.Delay(TimeSpan.FromSeconds(1), context.Clock, cancellation);
            catalog.Forget(manifest.ApiVersion);
        }
    }

    private static async Task<ObjectName?> NameAsync(StepContext context, ApiCatalog catalog, Manifest manifest, CancellationToken cancellation)
    {
        if (await catalog.OfKindAsync(manifest.ApiVersion, manifest.Kind, cancellation) is not { } resource)
            return null;
        var space = manifest.Space ?? context.Arguments.TextOrNull(ObjectName.NamespaceName) ?? ObjectName.DefaultNamespace;
        return new(resource, resource.IsNamespaced ? space : null, manifest.Name);
    }

    private static Task<ClusterAnswer> SendAsync(StepContext context, ObjectName name, Manifest manifest, bool isTry, CancellationToken cancellation)
    {
        List<KeyValuePair<string, string>> query = [new("fieldManager", NodeState.Manager)];
        if (context.Arguments.Flag(ForceConflicts))
            query.Add(new("force", "true"));
        if (isTry)
            query.Add(new("dryRun", "All"));
        return context.Cluster.SendAsync(
            new("PATCH", name.Resource.PathOf(name.Space, name.Name)) { ContentType = PatchTypes.Apply, Query = [.. query], Body = manifest.Text }, cancellation);
    }

    /// <exception cref="SettingException">Neither a file nor a manifest, or one that cannot be read.</exception>
    private static ImmutableArray<Manifest> Read(StepContext context)
    {
        var file = context.Arguments.TextOrNull(File) is { Length: > 0 } ? TargetPath.OnEngine(context, File) : null;
        var manifest = context.Arguments.Get(ManifestName);
        if (file is null == manifest is null)
            throw new SettingException("give either a file or a `manifest`", "write `apply: FILE`, or `apply:` with nothing behind it and a `manifest`");
        var found = file is null ? Manifest.Parse(manifest!, "the `manifest`") : Manifest.Parse(System.IO.File.ReadAllText(file), file);
        return found.IsEmpty ? throw new SettingException($"{file ?? "the `manifest`"} holds no object", "look whether it is the right file") : found;
    }

    private static Value.Map Outputs(IEnumerable<ObjectName> names, IEnumerable<string> applied) => OutputMap.Of(
        ("objects", new Value.List([.. names.Select(static n => new Value.Text(n.Words))])), ("applied", new Value.List([.. applied.Select(static a => new Value.Text(a))])));
}
