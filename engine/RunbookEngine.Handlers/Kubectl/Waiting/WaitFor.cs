using System.Collections.Immutable;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Kubectl.Resources;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Waiting;

/// <summary><c>wait</c>: waits until objects are as wanted.</summary>
internal sealed class WaitFor : IKubectlVerb
{
    private const string Objects = "objects";
    private const string For = "for";
    private const string TimeoutName = "timeout";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    /// <summary>As kubectl.</summary>
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(30);

    public VerbDefinition Definition { get; } = new()
    {
        Name = "wait",
        Summary = "Waits until objects are as wanted. Of a node that is to be Ready, the kubelet must also have renewed its Lease since the step began: right after a restart, Ready alone is the old one's word.",
        HasSideEffect = false,
        Reach = VerbReach.Cluster,
        Main = new(Objects, ParameterType.Text, "Kind and name, `node/w1`; or a kind, with `selector`.", Required: true, Example: "node/w1"),
        Parameters =
        [
            new(For, ParameterType.TextList,
                "What must be true, all of it: `condition=NAME` (or `condition=NAME=VALUE`), `kubelet-version=V`, `jsonpath={.a.b}=VALUE` (without `=VALUE`: any), `create`, `delete`.",
                Required: true, Example: "[condition=Ready, \"kubelet-version=1.36.4\"]"),
            new(TimeoutName, ParameterType.Duration, "How long to wait, counted from the start of the step; 30s when left out. It is looked once at least.", Example: "10m"),
            ObjectName.Selector,
            ObjectName.Namespace,
        ],
        Outputs = [new("objects", ParameterType.TextList, "The objects that are as wanted, such as `node/w1`.")],
        Example = """
            - id: ready
              kubectl: { wait: node/w1, for: [condition=Ready, "kubelet-version=1.36.4"], timeout: 10m }
            """,
    };

    /// <summary>Only remembers how old the Leases of nodes are.</summary>
    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var aims = Aims(context);
        var wanted = await ObjectName.ReadAsync(context, new(context.Cluster), context.Arguments.Text(Objects), takesAll: true, cancellation);
        List<(string, string)> leases = [];
        foreach (var node in wanted.Where(o => NeedsLease(o.Resource, aims)))
        {
            await foreach (var item in ObjectLook.FindAsync(context, node, cancellation))
                leases.Add((item.ObjectName(), await NodeLease.RenewedAsync(context, item.ObjectName(), cancellation)));
        }

        return new ProbeResult.Needed($"wait for {string.Join(", ", context.Arguments.List(For))} of {context.Arguments.Text(Objects)}") { Found = leases.Count == 0 ? new([]) : NodeLease.Found(leases) };
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var aims = Aims(context);
        var timeout = context.Arguments.DurationOrNull(TimeoutName) ?? UsualTimeout;
        var catalog = new ApiCatalog(context.Cluster);
        ImmutableArray<ObjectName> wanted = default;
        while (true)
        {
            ImmutableArray<string> missing;
            List<string> good = [];
            try
            {
                if (wanted.IsDefault)
                    wanted = await ObjectName.ReadAsync(context, catalog, context.Arguments.Text(Objects), takesAll: true, cancellation);
                missing = await MissingAsync(context, wanted, aims, good, cancellation);
            }
            catch (ClusterUnreachableException lost)
            {
                missing = [lost.Message];
            }

            if (missing.IsEmpty)
                return new StepOutcome.Unchanged(OutputMap.Of(("objects", new Value.List([.. good.Select(static g => new Value.Text(g))]))));
            if (context.Clock.GetUtcNow() - context.StartedAt >= timeout)
                return new StepOutcome.Failed(KubectlFailures.WaitTimeout(context.Arguments.Text(Objects), timeout, missing));
            context.Progress(missing.Length == 1 ? missing[0] : $"{missing[0]}; and {missing.Length - 1} more");
            await Task.Delay(BetweenLooks, context.Clock, cancellation);
        }
    }

    private static async Task<ImmutableArray<string>> MissingAsync(
        StepContext context, ImmutableArray<ObjectName> wanted, ImmutableArray<WaitAim> aims, List<string> good, CancellationToken cancellation)
    {
        var missing = ImmutableArray.CreateBuilder<string>();
        foreach (var name in wanted)
        {
            var before = missing.Count + good.Count;
            await foreach (var item in ObjectLook.FindAsync(context, name, cancellation))
            {
                var one = name.Of(item);
                var reasons = aims.Select(a => a.Missing(item)).Append(NeedsLease(name.Resource, aims) ? await NodeLease.MissingAsync(context, item.ObjectName(), cancellation) : null).OfType<string>().ToArray();
                if (reasons.Length == 0)
                    good.Add(one.Words);
                else
                    missing.Add($"{one.Words}: {string.Join(", ", reasons)}");
            }

            if (missing.Count + good.Count == before && !aims.All(static a => a is WaitAim.Gone))
                missing.Add(name.Name is null ? $"no {name.Words} is there yet" : $"{name.Words} is not there");
        }

        return missing.ToImmutable();
    }

    private static bool NeedsLease(ApiResource resource, ImmutableArray<WaitAim> aims) => resource is { Group: "", Plural: "nodes" } && aims.Any(static a =>
        a is WaitAim.Condition condition && condition.Type.Equals("Ready", StringComparison.OrdinalIgnoreCase) && condition.Value.Equals("True", StringComparison.OrdinalIgnoreCase));

    /// <exception cref="SettingException">Something that cannot be waited for.</exception>
    private static ImmutableArray<WaitAim> Aims(StepContext context) =>
    [
        .. context.Arguments.List(For).Select(static text => WaitAim.Parse(text)
            ?? throw new SettingException($"`{text}` cannot be waited for", "write `condition=Ready`, `kubelet-version=1.36.4`, `jsonpath={.status.phase}=Running`, `create` or `delete`")),
    ];
}
