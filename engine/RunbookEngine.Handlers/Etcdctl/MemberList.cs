using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary><c>member list</c>: who belongs to the cluster.</summary>
internal sealed class MemberList : IEtcdVerb
{
    public VerbDefinition Definition { get; } = new()
    {
        Name = "member list",
        Summary = "Tells who belongs to the cluster.",
        HasSideEffect = false,
        Parameters = EtcdConnection.Parameters,
        Outputs =
        [
            new("members", ParameterType.Any, "For each: `id` in hex, `name`, `started`, `peer_urls`, `client_urls`, `is_learner`."),
            new("count", ParameterType.Integer, "How many there are, learners among them."),
        ],
        Example = """
            - id: members
              etcdctl: { member list: , endpoints: "https://127.0.0.1:2379" }
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var connection = EtcdConnection.From(context);
        var result = await context.Commands.QueryAsync(
            EtcdCommand.Online(connection, connection.Endpoints, ["--write-out=json", "member", "list"]), cancellation);
        if (CommandOutcomes.OfMissingExit(result) is { } missing)
            return missing;
        if (!result.Succeeded)
            return new StepOutcome.Failed(EtcdFailures.Unreachable(result, connection.Names));
        return EtcdJson.Members(result.Stdout) is { } members
            ? new StepOutcome.Unchanged(OutputMap.Of(
                ("members", EtcdOutputs.Members(members)), ("count", OutputMap.Integer(members.Length))))
            : new StepOutcome.Failed(EtcdFailures.Unreadable(EtcdTool.Etcdctl, result));
    }
}
