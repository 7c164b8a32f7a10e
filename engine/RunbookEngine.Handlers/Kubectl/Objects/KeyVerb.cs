using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Kubectl.Nodes;
using RunbookEngine.Handlers.Kubectl.Resources;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Objects;

/// <summary><c>label</c> and <c>annotate</c>: set and remove keys of objects. What is there with another value is overwritten only when asked for.</summary>
/// <param name="name">The verb.</param>
/// <param name="field">The map in <c>metadata</c>, and the setting.</param>
/// <param name="word">What one of them is called.</param>
internal sealed class KeyVerb(string name, string field, string word) : IKubectlVerb
{
    private const string Objects = "objects";
    private const string Overwrite = "overwrite";

    private const int MostTries = 20;

    public VerbDefinition Definition { get; } = new()
    {
        Name = name,
        Summary = $"Sets and removes {field} of objects; done when they are so.",
        HasSideEffect = true,
        Reach = VerbReach.Cluster,
        Main = new(Objects, ParameterType.Text, "Kind and name, `node/w1`; or a kind, with `selector`.", Required: true, Example: "node/w1"),
        Parameters =
        [
            new(field, ParameterType.TextList, "`key=value` sets, `key-` removes.", Required: true, Example: "[maintenance=now, old-]"),
            new(Overwrite, ParameterType.Boolean, "Also set what is there with another value; without it that is an error.", Example: "true"),
            ObjectName.Selector,
            ObjectName.Namespace,
        ],
        Outputs = [new("objects", ParameterType.TextList, "The objects that were changed.")],
        Example = $$"""
            - id: {{name}}
              kubectl: { {{name}}: node/w1, {{field}}: [maintenance=now, old-] }
            """,
    };

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var changes = KeyChange.Parse(context.Arguments.List(field));
        var lines = (await ObjectLook.AllAsync(context, context.Arguments.Text(Objects), cancellation))
            .SelectMany(o => Open(o.Item, changes).Select(c => $"{o.Name.Words}: {c}")).ToArray();
        return lines.Length == 0 ? new ProbeResult.Satisfied(Outputs([])) : new ProbeResult.Needed(string.Join('\n', lines));
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var changes = KeyChange.Parse(context.Arguments.List(field));
        List<string> changed = [];
        foreach (var (one, item) in await ObjectLook.AllAsync(context, context.Arguments.Text(Objects), cancellation))
        {
            if (await ChangeAsync(context, one, item, changes, cancellation))
                changed.Add(one.Words);
        }

        // A look that found something to do came before, so whatever is so now was done by this attempt, before a crash or after it.
        return new StepOutcome.Succeeded(Outputs(changed));
    }

    private async Task<bool> ChangeAsync(StepContext context, ObjectName one, JsonElement item, ImmutableArray<KeyChange> changes, CancellationToken cancellation)
    {
        for (var i = 0; i < MostTries; i++)
        {
            var open = Open(item, changes);
            if (open.IsEmpty)
                return i > 0;
            if (!context.Arguments.Flag(Overwrite) && open.FirstOrDefault(c => c.Value is not null && Now(item, c.Key) is not null) is { } taken)
                throw new StepFailureException(KubectlFailures.Taken(one, $"the {word} {taken.Key}={Now(item, taken.Key)}"));
            var answer = await context.Cluster.SendAsync(Patch(one, item, open), cancellation);
            if (answer.Status != 409)
                return answer.OrThrow().Succeeded;
            item = await context.Cluster.FindAsync(one.Resource, one.Space, one.Name!, cancellation) ?? throw new StepFailureException(KubectlFailures.Missing(one));
        }

        throw new StepFailureException(KubectlFailures.Contended(one.FullWords));
    }

    private ClusterRequest Patch(ObjectName one, JsonElement item, ImmutableArray<KeyChange> changes) => new("PATCH", one.Resource.PathOf(one.Space, one.Name))
    {
        ContentType = PatchTypes.Merge,
        Query = [new("fieldManager", NodeState.Manager)],
        Body = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = item.Text("metadata", "resourceVersion"),
                [field] = new JsonObject(changes.Select(static c => KeyValuePair.Create(c.Key, c.Value is null ? null : (JsonNode?)JsonValue.Create(c.Value)))),
            },
        }.ToJsonString(),
    };

    private ImmutableArray<KeyChange> Open(JsonElement item, ImmutableArray<KeyChange> changes) => [.. changes.Where(c => Now(item, c.Key) != c.Value)];

    private string? Now(JsonElement item, string key) => item.At("metadata", field, key) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static Value.Map Outputs(IEnumerable<string> changed) => OutputMap.Of(("objects", new Value.List([.. changed.Select(static c => new Value.Text(c))])));
}
