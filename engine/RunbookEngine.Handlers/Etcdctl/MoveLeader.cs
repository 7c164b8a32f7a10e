using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary><c>move-leader</c>: hands the lead to a member, before the one that has it goes down.</summary>
internal sealed class MoveLeader : IEtcdVerb
{
    private const string Member = "member";
    private static readonly ImmutableArray<string> StatusWords = ["--write-out=json", "endpoint", "status", "--cluster"];

    public VerbDefinition Definition { get; } = new()
    {
        Name = "move-leader",
        Summary = "Hands the lead to a member; done when it leads.",
        HasSideEffect = true,
        Main = new(Member, ParameterType.Text, "Its id, its name or its peer address.", Required: true, Example: "cp1"),
        Parameters = EtcdConnection.Parameters,
        Outputs = [new("id", ParameterType.Text, "Its id.")],
        Example = """
            - id: lead
              etcdctl: { move-leader: cp1, endpoints: "https://10.0.0.11:2379" }
            """,
    };

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var connection = EtcdConnection.From(context);
        var status = await context.Commands.QueryAsync(EtcdCommand.Online(connection, connection.Endpoints, StatusWords), cancellation);
        if (EtcdJson.Status(status.Stdout)?.FirstOrDefault(static m => m.IsLeader) is not { } leader
            || await EtcdMembership.LookAsync(context, connection, cancellation) is not { } members
            || EtcdMembership.Find(members, context.Arguments.Text(Member)) is not { } member)
            return ProbeResult.Unknown;
        return leader.MemberId == member.Id
            ? new ProbeResult.Satisfied(OutputMap.Of(("id", OutputMap.Text(member.Id))))
            : new ProbeResult.Needed($"move the lead from {leader.Endpoint} to {context.Arguments.Text(Member)}");
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var connection = EtcdConnection.From(context);
        var name = context.Arguments.Text(Member);
        var (membership, stop) = await EtcdMembership.ForActAsync(context, connection, cancellation);
        if (membership is null)
            return stop!;
        if (EtcdMembership.Find(membership.Members, name) is not { } member)
            return new StepOutcome.Failed(EtcdFailures.NoSuchMember(name, membership.Members));
        var status = await context.Commands.ExecuteAsync("status", EtcdCommand.Online(connection, connection.Endpoints, StatusWords), cancellation);
        if (CommandOutcomes.OfMissingExit(status) is { } missing)
            return missing;
        // A member that is down makes the tool fail though it tells of the others.
        if (EtcdJson.Status(status.Stdout)?.FirstOrDefault(static m => m.IsLeader) is not { } leader)
            return new StepOutcome.Failed(EtcdFailures.NoLeader);
        var outputs = OutputMap.Of(("id", OutputMap.Text(member.Id)));
        if (leader.MemberId == member.Id)
            return new StepOutcome.Succeeded(outputs);
        var result = await context.Commands.ExecuteAsync("move", EtcdCommand.Online(connection, [leader.Endpoint], ["move-leader", member.Id]), cancellation);
        return CommandOutcomes.OfMissingExit(result) ?? (result.Succeeded
            ? new StepOutcome.Succeeded(outputs)
            : new StepOutcome.Failed(EtcdFailures.Of(result, EtcdTool.Etcdctl, "move-failed", $"{leader.Endpoint} has kept the lead")));
    }
}
