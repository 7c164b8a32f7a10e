using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary><c>member promote</c>: gives a learner that has caught up its vote.</summary>
internal sealed class MemberPromote : IEtcdVerb
{
    private const string Member = "member";

    public VerbDefinition Definition { get; } = new()
    {
        Name = "member promote",
        Summary = "Gives a learner its vote; done when it has one. Fails while it has not caught up, so give the step a `retry`.",
        HasSideEffect = true,
        Main = new(Member, ParameterType.Text, "Its id, its name or its peer address.", Required: true, Example: "cp2"),
        Parameters = EtcdConnection.Parameters,
        Outputs = [new("id", ParameterType.Text, "Its id.")],
        Example = """
            - id: promote
              etcdctl: { member promote: cp2, endpoints: "https://10.0.0.11:2379" }
              retry: { attempts: 30, delay: 2s }
            """,
    };

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var name = context.Arguments.Text(Member);
        if (await EtcdMembership.LookAsync(context, EtcdConnection.From(context), cancellation) is not { } members || EtcdMembership.Find(members, name) is not { } member)
            return ProbeResult.Unknown;
        return member.IsLearner
            ? new ProbeResult.Needed($"promote learner {member.Id} ({name})")
            : new ProbeResult.Satisfied(OutputMap.Of(("id", OutputMap.Text(member.Id))));
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
        var outputs = OutputMap.Of(("id", OutputMap.Text(member.Id)));
        if (!member.IsLearner)
            return new StepOutcome.Succeeded(outputs);
        var result = await context.Commands.ExecuteAsync(
            "promote", EtcdCommand.Online(connection, connection.Endpoints, ["member", "promote", member.Id]), cancellation);
        return CommandOutcomes.OfMissingExit(result) ?? (result.Succeeded
            ? new StepOutcome.Succeeded(outputs)
            : new StepOutcome.Failed(EtcdFailures.Of(result, EtcdTool.Etcdctl, "promote-failed", $"learner {member.Id} ({name}) has no vote yet")));
    }
}
