using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Kubectl.Resources;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Objects;

/// <summary>
/// <c>delete</c>: takes objects away. The very objects that its look found are meant, by their UIDs: one of the same name that a controller made since then stays, before a crash and after it.
/// </summary>
internal sealed class Delete : IKubectlVerb
{
    private const string Objects = "objects";
    private const string GracePeriod = "grace-period";
    private const string Cascade = "cascade";
    private const string Wait = "wait";
    private const string TimeoutName = "timeout";
    private const string Uids = "uids";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    public VerbDefinition Definition { get; } = new()
    {
        Name = "delete",
        Summary = "Deletes objects, and waits until they are gone; done when they are not there.",
        HasSideEffect = true,
        Reach = VerbReach.Cluster,
        Main = new(Objects, ParameterType.Text, "Kind and name, `pod/web-1`; or a kind, with `selector`.", Required: true, Example: "pod/web-1"),
        Parameters =
        [
            new(GracePeriod, ParameterType.Integer, "Seconds that a pod gets to stop; -1, or left out: its own time.", Example: "0"),
            new(Cascade, ParameterType.Choice, "What becomes of what it owns: deleted after it (`background`, when left out), before it, or kept.", Choices: ["background", "foreground", "orphan"], Example: "foreground"),
            new(Wait, ParameterType.Boolean, "Whether to wait until they are gone; true when left out.", Example: "false"),
            new(TimeoutName, ParameterType.Duration, "How long to wait for that; for ever when left out.", Example: "2m"),
            ObjectName.Selector,
            ObjectName.Namespace,
        ],
        Outputs = [new("objects", ParameterType.TextList, "The objects that were deleted.")],
        Example = """
            - id: away
              kubectl: { delete: pod/web-1, namespace: shop, timeout: 2m }
            """,
    };

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var found = await FindAsync(context, cancellation);
        if (found.Length == 0)
            return new ProbeResult.Satisfied(Outputs([]));
        return new ProbeResult.Needed(string.Join('\n', found.Select(static f => $"delete {f.Name.FullWords}")))
        {
            Found = OutputMap.Of((Uids, new Value.List([.. found.Select(static f => new Value.Text(f.Uid))]))),
        };
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var found = await FindAsync(context, cancellation);
        var meant = context.Found[Uids] is Value.List list ? list.Items.Select(static u => u.ToString()).ToHashSet() : found.Select(static f => f.Uid).ToHashSet();
        var left = found.Where(f => meant.Contains(f.Uid)).ToArray();
        foreach (var (name, uid) in left)
        {
            // The API takes a second deletion of the very same object for the first.
            var answer = await context.Cluster.SendAsync(
                new("DELETE", name.Resource.PathOf(name.Space, name.Name)) { Body = Options(context, uid) }, cancellation);
            if (answer.Status is not (404 or 409))
                answer.OrThrow();
        }

        var timeout = context.Arguments.Flag(Wait, otherwise: true) ? context.Arguments.DurationOrNull(TimeoutName) : TimeSpan.Zero;
        var began = context.Clock.GetUtcNow();
        while (context.Arguments.Flag(Wait, otherwise: true) && (await StillAsync(context, left, cancellation)) is { Length: > 0 } still)
        {
            if (context.Clock.GetUtcNow() - began >= timeout)
                return new StepOutcome.Failed(KubectlFailures.DeleteTimeout(context.Arguments.Text(Objects), timeout.Value, still));
            context.Progress($"waiting until {still[0]} is gone{(still.Length > 1 ? $", and {still.Length - 1} more" : "")}");
            await Task.Delay(BetweenLooks, context.Clock, cancellation);
        }

        return new StepOutcome.Succeeded(Outputs(left.Select(static f => f.Name.Words)));
    }

    private static async Task<ImmutableArray<string>> StillAsync(StepContext context, IEnumerable<(ObjectName Name, string Uid)> deleted, CancellationToken cancellation)
    {
        var still = ImmutableArray.CreateBuilder<string>();
        foreach (var (name, uid) in deleted)
        {
            if (await context.Cluster.FindAsync(name.Resource, name.Space, name.Name!, cancellation) is { } item && item.ObjectUid() == uid)
                still.Add(name.FullWords);
        }

        return still.ToImmutable();
    }

    private static async Task<ImmutableArray<(ObjectName Name, string Uid)>> FindAsync(StepContext context, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<(ObjectName, string)>();
        var takesAll = context.Arguments.Has(ObjectName.SelectorName);
        foreach (var name in await ObjectName.ReadAsync(context, new(context.Cluster), context.Arguments.Text(Objects), takesAll, cancellation))
        {
            await foreach (var item in ObjectLook.FindAsync(context, name, cancellation))
                found.Add((name.Of(item), item.ObjectUid()));
        }

        return found.ToImmutable();
    }

    private static string Options(StepContext context, string uid)
    {
        var options = new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "DeleteOptions", ["preconditions"] = new JsonObject { ["uid"] = uid },
            ["propagationPolicy"] = (context.Arguments.TextOrNull(Cascade) ?? "background") switch { "foreground" => "Foreground", "orphan" => "Orphan", _ => "Background" },
        };
        if (context.Arguments.IntegerOrNull(GracePeriod) is >= 0 and var seconds)
            options["gracePeriodSeconds"] = seconds;
        return options.ToJsonString();
    }

    private static Value.Map Outputs(IEnumerable<string> names) => OutputMap.Of(("objects", new Value.List([.. names.Select(static n => new Value.Text(n))])));
}
