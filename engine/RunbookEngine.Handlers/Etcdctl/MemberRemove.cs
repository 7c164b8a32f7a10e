using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary><c>member remove</c>: takes a member out of the cluster, unless the cluster would lose its majority by that.</summary>
internal sealed class MemberRemove : IEtcdVerb
{
    private const string Member = "member";
    private const string Force = "force";

    public VerbDefinition Definition { get; } = new()
    {
        Name = "member remove",
        Summary = "Takes a member out of the cluster; done when it is not in it. Refused where the members left would not be a majority.",
        HasSideEffect = true,
        Main = new(Member, ParameterType.Text, "Its id, its name or its peer address.", Required: true, Example: "cp2"),
        Parameters =
        [
            new(Force, ParameterType.Boolean, "Remove it though the majority is lost by that.", Example: "true"),
            .. EtcdConnection.Parameters,
        ],
        Outputs =
        [
            new("id", ParameterType.Text, "The id that it had; empty when it was gone before."),
            new("count", ParameterType.Integer, "How many members are left, learners among them."),
        ],
        Example = """
            - id: remove
              etcdctl: { member remove: cp2, endpoints: "https://10.0.0.11:2379" }
            """,
    };

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var name = context.Arguments.Text(Member);
        if (await EtcdMembership.LookAsync(context, EtcdConnection.From(context), cancellation) is not { } members)
            return ProbeResult.Unknown;
        return EtcdMembership.Find(members, name) is { } member
            ? new ProbeResult.Needed($"remove member {member.Id} ({name})")
            : new ProbeResult.Satisfied(Outputs("", members.Length));
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var connection = EtcdConnection.From(context);
        var name = context.Arguments.Text(Member);
        var (membership, stop) = await EtcdMembership.ForActAsync(context, connection, cancellation);
        if (membership is null)
            return stop!;
        if (EtcdMembership.Find(membership.Members, name) is not { } member)
            return new StepOutcome.Succeeded(Outputs("", membership.Members.Length));
        if (!context.Arguments.Flag(Force) && membership.AgainstRemovalOf(member) is { } reason)
            return new StepOutcome.Failed(EtcdFailures.Quorum($"{name} is not removed: {reason}"));
        var result = await context.Commands.ExecuteAsync(
            "remove", EtcdCommand.Online(connection, connection.Endpoints, ["member", "remove", member.Id]), cancellation);
        return CommandOutcomes.OfMissingExit(result) ?? (result.Succeeded
            ? new StepOutcome.Succeeded(Outputs(member.Id, membership.Members.Length - 1))
            : new StepOutcome.Failed(EtcdFailures.Of(result, EtcdTool.Etcdctl, "remove-failed", $"member {member.Id} ({name}) was not removed")));
    }

    private static Value.Map Outputs(string id, int count) => OutputMap.Of(("id", OutputMap.Text(id)), ("count", OutputMap.Integer(count)));
}
