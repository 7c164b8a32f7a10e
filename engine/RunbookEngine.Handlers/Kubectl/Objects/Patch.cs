using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Kubectl.Nodes;
using RunbookEngine.Handlers.Kubectl.Resources;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Objects;

/// <summary>
/// <c>patch</c>: changes fields of an object. The look lets the server try it without doing it, so it is known what would come of it. A patch of operations is not the same when done twice:
/// what the object was before is remembered, and after a crash it is done only if the object is still that.
/// </summary>
internal sealed class Patch : IKubectlVerb
{
    private const string Object = "object";
    private const string PatchName = "p";
    private const string Type = "type";
    private const string Subresource = "subresource";
    private const string Before = "before";
    private const string Aim = "aim";

    public VerbDefinition Definition { get; } = new()
    {
        Name = "patch",
        Summary = "Changes fields of an object; done when the server says that the patch would change nothing.",
        HasSideEffect = true,
        Reach = VerbReach.Cluster,
        Main = new(Object, ParameterType.Text, "Kind and name.", Required: true, Example: "deployment/web"),
        Parameters =
        [
            new(PatchName, ParameterType.Any, "The patch: a map, a list of operations, or JSON in a text.", Required: true, AllowsSecret: true, Example: "{ spec: { replicas: 3 } }"),
            new(Type, ParameterType.Choice, "How it is meant; `strategic` when left out, and `merge` for custom resources, which know no other.", Choices: ["strategic", "merge", "json"], Example: "merge"),
            new(Subresource, ParameterType.Text, "The subresource to change instead: `status` or `scale`.", Example: "status"),
            ObjectName.Namespace,
        ],
        Outputs = [new("object", ParameterType.Text, "The object.")],
        Example = """
            - id: scale
              kubectl: { patch: deployment/web, p: { spec: { replicas: 3 } } }
            """,
    };

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var name = await NameAsync(context, cancellation);
        var now = await ReadAsync(context, name, cancellation);
        var tried = await SendAsync(context, name, now, isTry: true, cancellation);
        if (!tried.Succeeded)
            return ProbeResult.Unknown;
        var (before, aim) = (AimOf(context, now), AimOf(context, tried.Json));
        return before == aim
            ? new ProbeResult.Satisfied(Outputs(name))
            : new ProbeResult.Needed($"patch {name.FullWords}") { Found = OutputMap.Of((Before, OutputMap.Text(before)), (Aim, OutputMap.Text(aim))) };
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var name = await NameAsync(context, cancellation);
        var now = await ReadAsync(context, name, cancellation);
        if (context.Found[Aim]?.ToString() is { } aim && AimOf(context, now) == aim)
            return new StepOutcome.Succeeded(Outputs(name));
        if (TypeOf(context) == PatchTypes.Json && context.Found[Before]?.ToString() is { } before && AimOf(context, now) != before)
            return new StepOutcome.Failed(KubectlFailures.PatchedMeanwhile(name));
        (await SendAsync(context, name, now, isTry: false, cancellation)).OrThrow();
        return new StepOutcome.Succeeded(Outputs(name));
    }

    private static async Task<ObjectName> NameAsync(StepContext context, CancellationToken cancellation) =>
        (await ObjectName.ReadAsync(context, new(context.Cluster), context.Arguments.Text(Object), takesAll: false, cancellation)) is [var one]
            ? one
            : throw new SettingException("several objects are named", "name one object, or use a step for each");

    private static async Task<JsonElement> ReadAsync(StepContext context, ObjectName name, CancellationToken cancellation)
    {
        var answer = await context.Cluster.SendAsync(new("GET", PathOf(context, name)), cancellation);
        return answer.Status == 404 ? throw new StepFailureException(KubectlFailures.Missing(name)) : answer.OrThrow().Json;
    }

    private static async Task<ClusterAnswer> SendAsync(StepContext context, ObjectName name, JsonElement now, bool isTry, CancellationToken cancellation)
    {
        var type = TypeOf(context);
        KeyValuePair<string, string>[] query = isTry ? [new("fieldManager", NodeState.Manager), new("dryRun", "All")] : [new("fieldManager", NodeState.Manager)];
        var answer = await context.Cluster.SendAsync(Request(type), cancellation);
        // Custom resources know no strategic patches; kubectl itself then takes a merge.
        return answer.Status == 415 && type == PatchTypes.Strategic && !context.Arguments.Has(Type) ? await context.Cluster.SendAsync(Request(PatchTypes.Merge), cancellation) : answer;

        ClusterRequest Request(string contentType) => new("PATCH", PathOf(context, name))
        {
            ContentType = contentType, Query = [.. query], Body = BodyOf(context, contentType, now), IsRepeatable = contentType != PatchTypes.Json,
        };
    }

    /// <summary>Operations apply to the object as it was read only: twice sent, they are done once.</summary>
    private static string BodyOf(StepContext context, string type, JsonElement now)
    {
        var node = context.Arguments.Get(PatchName) switch
        {
            Value.Text text => Parsed(text.Content),
            Value.Secret secret => Parsed(secret.Reveal()),
            { } value => JsonValues.Of(value),
            null => null,
        };
        if (type == PatchTypes.Json != node is JsonArray)
            throw new SettingException($"the `{PatchName}` does not fit its `type`", "a list of operations is of type `json`, a map is `strategic` or `merge`");
        (node as JsonArray)?.Insert(0, new JsonObject { ["op"] = "test", ["path"] = "/metadata/resourceVersion", ["value"] = now.Text("metadata", "resourceVersion") });
        return node!.ToJsonString();
    }

    private static JsonNode? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw new SettingException($"the `{PatchName}` is a text that is no JSON", "write it as a map, or as JSON");
        }
    }

    private static string TypeOf(StepContext context) => context.Arguments.TextOrNull(Type) switch
    {
        "json" => PatchTypes.Json,
        "merge" => PatchTypes.Merge,
        _ => PatchTypes.Strategic,
    };

    /// <summary>A hash, so that no content of an object gets into the journal.</summary>
    private static string AimOf(StepContext context, JsonElement item) =>
        Sha256.Hex(Encoding.UTF8.GetBytes(ObjectText.Aim(item, withStatus: context.Arguments.TextOrNull(Subresource) == "status")));

    private static string PathOf(StepContext context, ObjectName name) => name.Resource.PathOf(name.Space, name.Name, context.Arguments.TextOrNull(Subresource));

    private static Value.Map Outputs(ObjectName name) => OutputMap.Of(("object", OutputMap.Text(name.Words)));
}
