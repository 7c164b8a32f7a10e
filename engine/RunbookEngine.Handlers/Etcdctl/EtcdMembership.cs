using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary>Who belongs to the cluster, and who of them answers.</summary>
/// <param name="Members">As the member list tells.</param>
/// <param name="Healthy">The ids of those that commit.</param>
internal sealed record EtcdMembership(ImmutableArray<MemberEntry> Members, ImmutableHashSet<string> Healthy)
{
    private static readonly ImmutableArray<string> ListWords = ["--write-out=json", "member", "list"];
    private static readonly ImmutableArray<string> HealthWords = ["--write-out=json", "endpoint", "health", "--cluster"];

    /// <summary>
    /// Asks, as commands of the step: after a crash the decision is made from the same answers as before, for by then the cluster may be another one.
    /// </summary>
    public static async Task<(EtcdMembership? Membership, StepOutcome? Stop)> ForActAsync(StepContext context, EtcdConnection connection, CancellationToken cancellation)
    {
        var list = await context.Commands.ExecuteAsync("members", EtcdCommand.Online(connection, connection.Endpoints, ListWords), cancellation);
        if (CommandOutcomes.OfMissingExit(list) is { } missing)
            return (null, missing);
        if (!list.Succeeded)
            return (null, new StepOutcome.Failed(EtcdFailures.Unreachable(list, connection.Names)));
        if (EtcdJson.Members(list.Stdout) is not { } members)
            return (null, new StepOutcome.Failed(EtcdFailures.Unreadable(EtcdTool.Etcdctl, list)));
        var health = await context.Commands.ExecuteAsync("health", EtcdCommand.Online(connection, connection.Endpoints, HealthWords), cancellation);
        return CommandOutcomes.OfMissingExit(health) is { } lost ? (null, lost) : (Of(members, EtcdJson.Health(health.Stdout) ?? []), null);
    }

    /// <summary>The member list as it is now; null when nobody tells.</summary>
    public static async Task<ImmutableArray<MemberEntry>?> LookAsync(StepContext context, EtcdConnection connection, CancellationToken cancellation)
    {
        var list = await context.Commands.QueryAsync(EtcdCommand.Online(connection, connection.Endpoints, ListWords), cancellation);
        return list.Succeeded ? EtcdJson.Members(list.Stdout) : null;
    }

    /// <summary>Joins the two answers. Pure.</summary>
    public static EtcdMembership Of(ImmutableArray<MemberEntry> members, ImmutableArray<HealthFacts> health)
    {
        var healthy = health.Where(static h => h.Healthy).Select(static h => h.Endpoint).ToHashSet(StringComparer.Ordinal);
        return new(members, [.. members.Where(m => m.ClientUrls.Any(healthy.Contains)).Select(static m => m.Id)]);
    }

    /// <summary>The member of an id, a name or a peer address; null when there is none.</summary>
    /// <exception cref="StepFailureException">There are several, or the text is empty: so is the name of every member that has not started yet.</exception>
    public static MemberEntry? Find(ImmutableArray<MemberEntry> members, string text)
    {
        if (text.Length == 0)
            throw new SettingException("the member has no name", "look at the expression that it comes from: it yielded nothing");
        var id = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        var found = members.Where(m => string.Equals(m.Id, id.TrimStart('0'), StringComparison.OrdinalIgnoreCase) || m.Name == text || m.PeerUrls.Contains(text)).ToArray();
        return found.Length > 1
            ? throw new StepFailureException(new(
                "member-ambiguous",
                $"{text} is {found.Length} members: {string.Join(", ", found.Select(static m => $"{m.Id} at {string.Join(' ', m.PeerUrls)}"))}",
                Retryable: false,
                "name it by its id"))
            : found.FirstOrDefault();
    }

    /// <summary>Why a member cannot be taken away without losing the majority; null when it can.</summary>
    public string? AgainstRemovalOf(MemberEntry member)
    {
        if (member.IsLearner)
            return null;
        var left = Members.Where(m => !m.IsLearner && m.Id != member.Id).ToArray();
        return left.Length == 0 ? "it is the last one" : Against(left.Length, left.Count(m => Healthy.Contains(m.Id)), "without it");
    }

    /// <summary>Why one that has not started yet cannot become a voter without losing the majority; null when it can.</summary>
    public string? AgainstAnotherVoter()
    {
        var voters = Members.Where(static m => !m.IsLearner).ToArray();
        return Against(voters.Length + 1, voters.Count(m => Healthy.Contains(m.Id)), "with it, until it has started,");
    }

    private static string? Against(int voters, int healthy, string when)
    {
        var majority = (voters / 2) + 1;
        return healthy >= majority ? null : string.Create(
            CultureInfo.InvariantCulture, $"{when} {majority} of {voters} members make the majority, and {healthy} {(healthy == 1 ? "is" : "are")} healthy");
    }
}
