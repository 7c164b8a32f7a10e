using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Kubectl.Resources;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Objects;

/// <summary><c>describe</c>: what matters of an object as text: its conditions, its containers or pods, and its events.</summary>
internal sealed class Describe : IKubectlVerb
{
    private const string Objects = "objects";

    /// <summary>As many events as tell the story; a pod that crashes has hundreds.</summary>
    private const int MostEvents = 20;

    public VerbDefinition Definition { get; } = new()
    {
        Name = "describe",
        Summary = "Tells what matters of an object: conditions, taints, containers, the pods of a node, and the last events.",
        HasSideEffect = false,
        Reach = VerbReach.Cluster,
        Main = new(Objects, ParameterType.Text, "Kind and name, `node/w1`; or a kind, with `selector`.", Required: true, Example: "node/w1"),
        Parameters = [ObjectName.Selector, ObjectName.Namespace],
        Outputs = [new("text", ParameterType.Text, "The description.")],
        Example = """
            - id: look
              kubectl: { describe: node/w1 }
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        List<string> lines = [];
        foreach (var (name, item) in await ObjectLook.AllAsync(context, context.Arguments.Text(Objects), cancellation))
        {
            if (lines.Count > 0)
                lines.Add("");
            var now = context.Clock.GetUtcNow();
            lines.AddRange(Description.Of(name, item, now));
            if (name.Resource is { Group: "", Plural: "nodes" })
                lines.AddRange(Description.Pods(await ListAsync(context, ApiResource.Pods, null, $"spec.nodeName={name.Name}", cancellation), now));
            lines.AddRange(Description.Events(await EventsAsync(context, name, item, cancellation), now));
        }

        return new StepOutcome.Unchanged(OutputMap.Of(("text", OutputMap.Text(string.Join('\n', lines)))));
    }

    /// <summary>Events of an object; a node's are in <c>default</c>, by its name as UID where the kubelet wrote them.</summary>
    private static async Task<IReadOnlyList<JsonElement>> EventsAsync(StepContext context, ObjectName name, JsonElement item, CancellationToken cancellation)
    {
        var events = await ListAsync(
            context, ApiResource.Events, name.Space ?? ObjectName.DefaultNamespace, $"involvedObject.name={name.Name},involvedObject.kind={name.Resource.Kind}", cancellation);
        return [.. events.Where(e => e.Text("involvedObject", "uid") is var uid && (uid == item.ObjectUid() || uid == name.Name || uid.Length == 0)).OrderBy(Description.LastSeen).TakeLast(MostEvents)];
    }

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(StepContext context, ApiResource resource, string? space, string fields, CancellationToken cancellation)
    {
        List<JsonElement> found = [];
        await foreach (var item in context.Cluster.ListAsync(resource, space, [new("fieldSelector", fields)], cancellation))
            found.Add(item);
        return found;
    }
}
