using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary><c>member add</c>: tells the cluster of a member that will start. Its peer address is what it is known by, for it has no name before it starts.</summary>
internal sealed class MemberAdd : IEtcdVerb
{
    private const string Name = "name";
    private const string PeerUrls = "peer-urls";
    private const string Learner = "learner";
    private const string Force = "force";

    public VerbDefinition Definition { get; } = new()
    {
        Name = "member add",
        Summary = "Tells the cluster of a new member; done when one has this peer address. Refused where the majority would be lost until it has started.",
        HasSideEffect = true,
        Main = new(Name, ParameterType.Text, "The name that it will start with.", Required: true, Example: "cp2"),
        Parameters =
        [
            new(PeerUrls, ParameterType.TextList, "Where the other members will reach it.", Required: true, Example: "https://10.0.0.12:2380"),
            new(Learner, ParameterType.Boolean, "Let it catch up before it has a vote; `member promote` gives it one.", Example: "true"),
            new(Force, ParameterType.Boolean, "Add it though the majority is lost until it has started.", Example: "true"),
            .. EtcdConnection.Parameters,
        ],
        Outputs =
        [
            new("id", ParameterType.Text, "Its id."),
            new("initial_cluster", ParameterType.Text, "What it has to start with as `--initial-cluster`, beside `--initial-cluster-state=existing`."),
            new("is_learner", ParameterType.Boolean, "Whether it has no vote yet."),
        ],
        Example = """
            - id: add
              etcdctl:
                member add: cp2
                peer-urls: https://10.0.0.12:2380
                learner: true
                endpoints: https://10.0.0.11:2379
            """,
    };

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        if (await EtcdMembership.LookAsync(context, EtcdConnection.From(context), cancellation) is not { } members)
            return ProbeResult.Unknown;
        return Known(context, members) is { } member
            ? new ProbeResult.Satisfied(Outputs(context, members, member))
            : new ProbeResult.Needed($"add member {context.Arguments.Text(Name)} at {string.Join(", ", Urls(context))}");
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var connection = EtcdConnection.From(context);
        var (membership, stop) = await EtcdMembership.ForActAsync(context, connection, cancellation);
        if (membership is null)
            return stop!;
        if (Known(context, membership.Members) is { } there)
            return new StepOutcome.Succeeded(Outputs(context, membership.Members, there));
        var name = context.Arguments.Text(Name);
        if (!context.Arguments.Flag(Force) && !context.Arguments.Flag(Learner) && membership.AgainstAnotherVoter() is { } reason)
            return new StepOutcome.Failed(EtcdFailures.Quorum($"{name} is not added: {reason}"));
        ImmutableArray<string> words =
            ["--write-out=json", "member", "add", name, "--peer-urls=" + string.Join(',', Urls(context)), .. context.Arguments.Flag(Learner) ? new[] { "--learner" } : []];
        var result = await context.Commands.ExecuteAsync("add", EtcdCommand.Online(connection, connection.Endpoints, words), cancellation);
        if (CommandOutcomes.OfMissingExit(result) is { } missing)
            return missing;
        if (!result.Succeeded)
            return new StepOutcome.Failed(EtcdFailures.Of(result, EtcdTool.Etcdctl, "add-failed", $"{name} was not added"));
        return EtcdJson.Members(result.Stdout) is { } members && Known(context, members) is { } added
            ? new StepOutcome.Succeeded(Outputs(context, members, added))
            : new StepOutcome.Failed(EtcdFailures.Unreadable(EtcdTool.Etcdctl, result));
    }

    private static ImmutableArray<string> Urls(StepContext context) => context.Arguments.List(PeerUrls);

    private static MemberEntry? Known(StepContext context, ImmutableArray<MemberEntry> members)
    {
        var urls = Urls(context);
        return members.FirstOrDefault(m => m.PeerUrls.Any(u => urls.Contains(u)));
    }

    private static Value.Map Outputs(StepContext context, ImmutableArray<MemberEntry> members, MemberEntry added)
    {
        var peers = members.SelectMany(m => m.PeerUrls.Select(u => $"{(m.Id == added.Id ? context.Arguments.Text(Name) : m.Name)}={u}"));
        return OutputMap.Of(
            ("id", OutputMap.Text(added.Id)), ("initial_cluster", OutputMap.Text(string.Join(',', peers))), ("is_learner", OutputMap.Flag(added.IsLearner)));
    }
}
