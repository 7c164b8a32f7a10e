using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary>
/// <c>endpoint health</c>: fails unless every endpoint commits and no alarm is active. Before 3.5 the tool says nothing of alarms, so they are asked for.
/// </summary>
internal sealed class EndpointHealth : IEtcdVerb
{
    public VerbDefinition Definition { get; } = new()
    {
        Name = "endpoint health",
        Summary = "Fails unless every endpoint commits a proposal and no alarm is active.",
        HasSideEffect = false,
        Parameters = [.. EtcdConnection.Parameters, EtcdConnection.Cluster],
        Outputs =
        [
            new("healthy", ParameterType.Boolean, "Whether all is well; the step fails when it is not."),
            new("endpoints", ParameterType.Any, "For each: `endpoint`, `healthy`, `took`, `error`."),
            new("alarms", ParameterType.Any, "For each active alarm: `member_id`, `alarm`."),
        ],
        Example = """
            - id: healthy
              etcdctl: { endpoint health: , endpoints: "https://127.0.0.1:2379", cluster: true }
              retry: { attempts: 10, delay: 2s }
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var connection = EtcdConnection.From(context);
        var health = await context.Commands.QueryAsync(
            EtcdCommand.Online(connection, connection.Endpoints, ["--write-out=json", "endpoint", "health", .. EtcdConnection.ClusterFlag(context)]), cancellation);
        if (CommandOutcomes.OfMissingExit(health) is { } missing)
            return missing;
        if (EtcdJson.Health(health.Stdout) is not { IsEmpty: false } endpoints)
            return new StepOutcome.Failed(health.Succeeded
                ? EtcdFailures.Unreadable(EtcdTool.Etcdctl, health)
                : EtcdFailures.Unreachable(health, connection.Names));
        var answering = endpoints.Where(static e => e.Healthy).Select(static e => e.Endpoint).DefaultIfEmpty(endpoints[0].Endpoint);
        var alarms = await context.Commands.QueryAsync(EtcdCommand.Online(connection, [.. answering], AlarmList.Words), cancellation);
        return Judge(endpoints, alarms.Succeeded ? EtcdJson.Alarms(alarms.Stdout) ?? [] : [], health);
    }

    private static StepOutcome Judge(ImmutableArray<HealthFacts> endpoints, ImmutableArray<AlarmFacts> alarms, CommandResult health)
    {
        var failure = alarms.IsEmpty ? Unhealthy(endpoints, health) : AlarmList.Active(alarms);
        var outputs = OutputMap.Of(
            ("healthy", OutputMap.Flag(failure is null)),
            ("endpoints", EtcdOutputs.Health(endpoints)),
            ("alarms", EtcdOutputs.Alarms(alarms)));
        return failure is null ? new StepOutcome.Unchanged(outputs) : new StepOutcome.Failed(failure, outputs);
    }

    private static StepFailure? Unhealthy(ImmutableArray<HealthFacts> endpoints, CommandResult health)
    {
        ImmutableArray<HealthFacts> ill = [.. endpoints.Where(static e => !e.Healthy)];
        if (ill.IsEmpty)
            return health.Succeeded ? null : EtcdFailures.Of(health, EtcdTool.Etcdctl);
        return new(
            "etcd-unhealthy",
            $"{ill.Length} of {endpoints.Length} endpoints are not healthy: {string.Join(", ", ill.Select(static e => e.Endpoint))}",
            Retryable: true,
            EtcdFailures.HintFrom(health) ?? EtcdFailures.UnreachableMend,
            [.. ill.Select(static e => $"{e.Endpoint}: {e.Error}")]);
    }
}
