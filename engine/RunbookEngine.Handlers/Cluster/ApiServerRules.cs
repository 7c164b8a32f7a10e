using System.Collections.Immutable;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>Rules about the version that is aimed at and those of the API servers. Pure.</summary>
internal static class ApiServerRules
{
    public static RuleFinding Release(UpgradeQuestion q) => q.Target.IsPreRelease
        ? RuleFinding.Broken("release", RuleSources.KubeadmPolicy, $"{q.Target} is a pre-release", "name a released version; a test cluster may `ignore: release`")
        : RuleFinding.Holds("release", RuleSources.KubeadmPolicy, $"{q.Target} is a released version");

    /// <summary>API servers differ by at most one minor.</summary>
    public static RuleFinding Spread(UpgradeQuestion q)
    {
        const string Rule = "api-servers";
        var servers = q.Facts.ApiServers;
        if (q.NewestApi.MinorsAheadOf(q.OldestApi) > 1)
        {
            return RuleFinding.Broken(Rule, RuleSources.Skew, $"API servers run {q.OldestApi} and {q.NewestApi}, more than one minor apart",
                $"bring those at {q.OldestApi.Series} forward, minor by minor, before anything else");
        }

        if (servers.Where(static s => s.Version is null).Select(static s => s.Place).ToArray() is { Length: > 0 } unknown)
        {
            return RuleFinding.NotKnown(Rule, RuleSources.Skew, $"the version of {Sentences.Names(unknown)} cannot be told from its image",
                "ask each with `kubectl --server https://ADDRESS:6443 version`");
        }

        var words = q.OldestApi == q.NewestApi ? $"at {q.OldestApi}" : $"between {q.OldestApi} and {q.NewestApi}";
        return RuleFinding.Holds(Rule, RuleSources.Skew, $"{Sentences.Count(servers.Length, "API server")} known, {words}");
    }

    /// <summary>Neither back nor over a minor.</summary>
    public static ImmutableArray<RuleFinding> Steps(UpgradeQuestion q) => [Forward(q), OneMinor(q)];

    private static RuleFinding Forward(UpgradeQuestion q)
    {
        const string Rule = "no-downgrade";
        if (q.Target >= q.NewestApi)
            return RuleFinding.Holds(Rule, RuleSources.KubeadmPolicy, q.Target == q.NewestApi ? $"an API server is at {q.Target} already" : $"{q.Target} is newer than {q.NewestApi}");
        var newer = q.Facts.ApiServers.Where(s => s.Version > q.Target).Select(static s => $"{s.Place} ({s.Version})").DefaultIfEmpty($"the API server ({q.NewestApi})");
        return RuleFinding.Broken(Rule, RuleSources.KubeadmPolicy, $"{Sentences.Names(newer)} is newer than {q.Target}",
            $"name {q.NewestApi} or a newer version; a way back is the restore of an etcd snapshot, not an upgrade");
    }

    private static RuleFinding OneMinor(UpgradeQuestion q)
    {
        const string Rule = "no-skipped-minor";
        var step = q.Target.MinorsAheadOf(q.OldestApi);
        if (step <= 1)
        {
            var words = q.NewestApi.Series == q.OldestApi.Series
                ? step == 1 ? $"one minor on from {q.OldestApi}" : $"within {q.OldestApi.Series}"
                : $"goes on with what has begun: API servers are at {q.OldestApi} and {q.NewestApi}";
            return RuleFinding.Holds(Rule, RuleSources.Skew, words);
        }

        var next = $"{q.OldestApi.Major}.{q.OldestApi.Minor + 1}";
        return RuleFinding.Broken(Rule, RuleSources.Skew, $"from {q.OldestApi} to {q.Target} is {step} minors",
            q.NewestApi.Series == q.OldestApi.Series ? $"go to the newest {next} first" : $"bring every API server to {q.NewestApi.Series} first");
    }
}
