using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary><c>endpoint hashkv</c>: whether all members hold the same.</summary>
internal sealed class EndpointHashkv : IEtcdVerb
{
    public VerbDefinition Definition { get; } = new()
    {
        Name = "endpoint hashkv",
        Summary = "Fails unless all endpoints are of one cluster and hold the same data, by their hashes at one revision.",
        HasSideEffect = false,
        Parameters = [.. EtcdConnection.Parameters, EtcdConnection.Cluster],
        Outputs =
        [
            new("hash", ParameterType.Integer, "The hash that they share."),
            new("revision", ParameterType.Integer, "The revision that it is of."),
            new("cluster_id", ParameterType.Text, "The id of their cluster in hex."),
            new("endpoints", ParameterType.Any, "For each: `endpoint`, `member_id`, `cluster_id`, `hash`, `revision`, `compact_revision`."),
        ],
        Example = """
            - id: same
              etcdctl: { endpoint hashkv: , endpoints: "https://127.0.0.1:2379", cluster: true }
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var connection = EtcdConnection.From(context);
        var (hashes, stop) = await AskAsync(context, connection, null, cancellation);
        if (stop is not null)
            return stop;
        // Under load each is a little further than the one before; all of them have been where the last one is.
        var revision = hashes.Min(static h => h.Revision);
        if (hashes.Any(h => h.Revision != revision))
        {
            (hashes, stop) = await AskAsync(context, connection, revision, cancellation);
            if (stop is not null)
                return stop;
        }

        return Judge(hashes, revision);
    }

    private static async Task<(ImmutableArray<HashFacts> Hashes, StepOutcome? Stop)> AskAsync(
        StepContext context, EtcdConnection connection, long? revision, CancellationToken cancellation)
    {
        ImmutableArray<string> words =
        [
            "--write-out=json", "endpoint", "hashkv", .. EtcdConnection.ClusterFlag(context),
            .. revision is { } r ? new[] { string.Create(CultureInfo.InvariantCulture, $"--rev={r}") } : [],
        ];
        var result = await context.Commands.QueryAsync(EtcdCommand.Online(connection, connection.Endpoints, words), cancellation);
        if (CommandOutcomes.OfMissingExit(result) is { } missing)
            return ([], missing);
        if (!result.Succeeded)
            return ([], new StepOutcome.Failed(EtcdFailures.Unreachable(result, connection.Names)));
        return EtcdJson.Hashes(result.Stdout) is { IsEmpty: false } hashes
            ? (hashes, null)
            : ([], new StepOutcome.Failed(EtcdFailures.Unreadable(EtcdTool.Etcdctl, result)));
    }

    private static StepOutcome Judge(ImmutableArray<HashFacts> hashes, long revision)
    {
        var outputs = OutputMap.Of(
            ("hash", OutputMap.Integer(hashes[0].Hash)),
            ("revision", OutputMap.Integer(revision)),
            ("cluster_id", OutputMap.Text(hashes[0].ClusterId)),
            ("endpoints", EtcdOutputs.Hashes(hashes)));
        if (hashes.Select(static h => h.ClusterId).Distinct().Count() > 1)
            return new StepOutcome.Failed(Differ("etcd-clusters", "they are of different clusters", hashes, static h => h.ClusterId, retryable: false,
                "they were restored with different tokens or member lists: restore all of them anew from one snapshot"), outputs);
        if (hashes.Select(static h => h.Hash).Distinct().Count() > 1)
            return new StepOutcome.Failed(Differ("etcd-differs", "they do not hold the same", hashes, static h => h.Hash.ToString(CultureInfo.InvariantCulture), retryable: true,
                "a member that is being compacted catches up in a moment; when it stays so, remove the member that differs and add it again empty"), outputs);
        return new StepOutcome.Unchanged(outputs);
    }

    private static StepFailure Differ(string code, string what, ImmutableArray<HashFacts> hashes, Func<HashFacts, string> by, bool retryable, string hint) =>
        new(code, $"{what}: {string.Join(", ", hashes.Select(h => $"{h.Endpoint} {by(h)}"))}", retryable, hint);
}
