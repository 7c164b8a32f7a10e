using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Kubectl.Resources;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Objects;

/// <summary><c>rollout status</c>: waits until the newest version of a workload is out.</summary>
internal sealed class RolloutStatus : IKubectlVerb
{
    private const string Object = "object";
    private const string TimeoutName = "timeout";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    public VerbDefinition Definition { get; } = new()
    {
        Name = "rollout status",
        Summary = "Waits until the newest version of a Deployment, DaemonSet or StatefulSet is out.",
        HasSideEffect = false,
        Reach = VerbReach.Cluster,
        Main = new(Object, ParameterType.Text, "Kind and name.", Required: true, Example: "deployment/web"),
        Parameters =
        [
            new(TimeoutName, ParameterType.Duration, "How long to wait, counted from the start of the step; for ever when left out. It is looked once at least.", Example: "5m"),
            ObjectName.Namespace,
        ],
        Outputs = [new("object", ParameterType.Text, "The object.")],
        Example = """
            - id: out
              kubectl: { rollout status: deployment/web, namespace: shop, timeout: 5m }
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var names = await ObjectName.ReadAsync(context, new(context.Cluster), context.Arguments.Text(Object), takesAll: false, cancellation);
        var name = names is [var one] ? one : throw new SettingException("several objects are named", "name one object, or use a step for each");
        while (true)
        {
            var state = await LookAsync(context, name, cancellation);
            if (state.IsDone)
                return new StepOutcome.Unchanged(OutputMap.Of(("object", OutputMap.Text(name.Words))));
            if (state.IsFailed)
                return new StepOutcome.Failed(KubectlFailures.Rollout("rollout-failed", name, state.Words));
            if (context.Arguments.DurationOrNull(TimeoutName) is { } timeout && timeout > TimeSpan.Zero && context.Clock.GetUtcNow() - context.StartedAt >= timeout)
                return new StepOutcome.Failed(KubectlFailures.Rollout("rollout-timeout", name, $"not rolled out after {Spans.Words(timeout)}: {state.Words}"));
            context.Progress($"{name.Words}: {state.Words}");
            await Task.Delay(BetweenLooks, context.Clock, cancellation);
        }
    }

    private static async Task<RolloutState> LookAsync(StepContext context, ObjectName name, CancellationToken cancellation)
    {
        try
        {
            if (await context.Cluster.FindAsync(name.Resource, name.Space, name.Name!, cancellation) is not { } item)
                throw new StepFailureException(KubectlFailures.Missing(name));
            return RolloutState.Of(name.Resource.Kind, item)
                ?? throw new SettingException($"a {name.Resource.Kind} has no rollout", "name a Deployment, a DaemonSet or a StatefulSet");
        }
        catch (ClusterUnreachableException lost)
        {
            return new(false, false, lost.Message);
        }
    }
}
