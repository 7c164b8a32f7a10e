using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary><c>endpoint status</c>: version, size, leader and revision of each member.</summary>
internal sealed class EndpointStatus : IEtcdVerb
{
    public VerbDefinition Definition { get; } = new()
    {
        Name = "endpoint status",
        Summary = "Tells version, size, leader and revision of each member; fails when one does not answer.",
        HasSideEffect = false,
        Parameters = [.. EtcdConnection.Parameters, EtcdConnection.Cluster],
        Outputs =
        [
            new("endpoints", ParameterType.Any,
                "For each: `endpoint`, `member_id`, `version`, `db_size`, `db_size_in_use`, `is_leader`, `is_learner`, `revision`, "
                    + "`raft_term`, `errors`, `cluster_id` in hex."),
            new("cluster_ids", ParameterType.TextList, "The ids of their clusters in hex, each once; more than one means that they do not belong together."),
            new("leader", ParameterType.Text, "The leader's endpoint; empty when it is not among them."),
            new("revision", ParameterType.Integer, "The newest revision among them."),
        ],
        Example = """
            - id: members
              etcdctl: { endpoint status: , endpoints: "https://127.0.0.1:2379", cluster: true }
            """,
    };

    /// <summary>The words after the connection's flags.</summary>
    public static ImmutableArray<string> Words(StepContext context) =>
        ["--write-out=json", "endpoint", "status", .. EtcdConnection.ClusterFlag(context)];

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var connection = EtcdConnection.From(context);
        var result = await context.Commands.QueryAsync(EtcdCommand.Online(connection, connection.Endpoints, Words(context)), cancellation);
        if (CommandOutcomes.OfMissingExit(result) is { } missing)
            return missing;
        var members = EtcdJson.Status(result.Stdout);
        var outputs = members is { } known ? Outputs(known) : null;
        if (!result.Succeeded)
            return new StepOutcome.Failed(EtcdFailures.Unreachable(result, Silent(connection, members)), outputs);
        return outputs is null
            ? new StepOutcome.Failed(EtcdFailures.Unreadable(EtcdTool.Etcdctl, result))
            : new StepOutcome.Unchanged(outputs);
    }

    private static Value.Map Outputs(ImmutableArray<MemberFacts> members) => OutputMap.Of(
        ("endpoints", EtcdOutputs.Status(members)),
        ("cluster_ids", new Value.List([.. members.Select(static m => m.ClusterId).Distinct().Select(static id => (Value)new Value.Text(id))])),
        ("leader", OutputMap.Text(members.FirstOrDefault(static m => m.IsLeader)?.Endpoint ?? "")),
        ("revision", OutputMap.Integer(members.Select(static m => m.Revision).DefaultIfEmpty().Max())));

    /// <summary>Those that were asked and gave no answer.</summary>
    private static string Silent(EtcdConnection connection, ImmutableArray<MemberFacts>? members)
    {
        var answered = members is { } known ? known.Select(static m => m.Endpoint).ToHashSet(StringComparer.Ordinal) : [];
        ImmutableArray<string> silent = [.. connection.Endpoints.Where(e => !answered.Contains(e))];
        return silent.IsEmpty ? connection.Names : string.Join(", ", silent);
    }
}
