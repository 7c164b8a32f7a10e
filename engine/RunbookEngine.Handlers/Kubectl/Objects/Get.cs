using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Kubectl.Resources;
using RunbookEngine.Handlers.Kubectl.Waiting;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Objects;

/// <summary><c>get</c>: reads objects, so that later steps can use what they say. Of Secrets the contents stay where they are.</summary>
internal sealed class Get : IKubectlVerb
{
    private const string Objects = "objects";
    private const string JsonPathName = "jsonpath";
    private const string IgnoreNotFound = "ignore-not-found";

    public VerbDefinition Definition { get; } = new()
    {
        Name = "get",
        Summary = "Reads objects. The contents of Secrets are not shown.",
        HasSideEffect = false,
        Reach = VerbReach.Cluster,
        Main = new(Objects, ParameterType.Text, "Kind and name, `node/w1`; or a kind alone, for all of them.", Required: true, Example: "node/w1"),
        Parameters =
        [
            new(JsonPathName, ParameterType.Text, "What to take out of each object, for the output `values`.", Example: "\"{.status.nodeInfo.kubeletVersion}\""),
            new(IgnoreNotFound, ParameterType.Boolean, "Whether it is fine when a named object is not there.", Example: "true"),
            ObjectName.Selector,
            new(ObjectName.FieldSelectorName, ParameterType.Text, "Only objects whose fields fit, as the API selects them.", Example: "spec.nodeName=w1"),
            ObjectName.Namespace,
            new(ObjectName.AllNamespaces, ParameterType.Boolean, "The objects of all namespaces.", Example: "true"),
        ],
        Outputs =
        [
            new("count", ParameterType.Integer, "How many objects there are."),
            new("names", ParameterType.TextList, "Their names, with the namespace in front where they have one: `default/web-1`."),
            new("values", ParameterType.TextList, "What `jsonpath` took out of them, object after object."),
            new("object", ParameterType.Any, "The object, when one was named; else nothing."),
        ],
        Example = """
            - id: version
              kubectl: { get: node/w1, jsonpath: "{.status.nodeInfo.kubeletVersion}" }
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var path = PathOf(context);
        List<string> names = [];
        List<string> values = [];
        JsonElement? only = null;
        var wanted = await ObjectName.ReadAsync(context, new(context.Cluster), context.Arguments.Text(Objects), takesAll: true, cancellation);
        foreach (var name in wanted)
        {
            var before = names.Count;
            await foreach (var item in ObjectLook.FindAsync(context, name, cancellation))
            {
                var one = name.Of(item);
                var shown = Shown(item, one);
                names.Add(one.Space is null ? one.Name! : $"{one.Space}/{one.Name}");
                values.AddRange(path?.Of(shown).Select(JsonPath.Text) ?? []);
                only = shown;
            }

            if (name.Name is not null && names.Count == before && !context.Arguments.Flag(IgnoreNotFound))
                return new StepOutcome.Failed(KubectlFailures.Missing(name));
        }

        return new StepOutcome.Unchanged(OutputMap.Of(
            ("count", OutputMap.Integer(names.Count)), ("names", Texts(names)), ("values", Texts(values)),
            ("object", wanted is [{ Name: not null }] && only is { } item1 ? JsonValues.Of(item1) : Value.None)));
    }

    private static JsonElement Shown(JsonElement item, ObjectName one)
    {
        var text = ObjectText.Shown(item, one.Resource.Kind, one.Resource.ApiVersion).ToJsonString();
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(text));
        return JsonElement.ParseValue(ref reader);
    }

    private static JsonPath? PathOf(StepContext context) => context.Arguments.TextOrNull(JsonPathName) is not { } text
        ? null
        : JsonPath.Parse(text) ?? throw new SettingException($"`{text}` is no JSONPath that is understood", "write it as `{.status.phase}`; loops and ranges are not taken");

    private static Value.List Texts(List<string> texts) => new([.. texts.Select(static t => new Value.Text(t))]);
}
