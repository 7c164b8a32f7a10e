using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary>
/// <c>defrag</c>: gives free pages back to the file system, one member after the other, the leader last; or of a data directory that no etcd uses.
/// A member neither reads nor writes meanwhile, so nothing is begun unless all of them answer.
/// </summary>
internal sealed class Defrag : IEtcdVerb
{
    private const string DataDir = "data-dir";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public VerbDefinition Definition { get; } = new()
    {
        Name = "defrag",
        Summary = "Gives free pages back to the file system: member after member, the leader last; or a data directory that no etcd uses.",
        HasSideEffect = true,
        Parameters =
        [
            new(DataDir, ParameterType.Path, "A data directory that no etcd uses; instead of `endpoints`.", Example: "/var/lib/etcd"),
            .. EtcdConnection.Parameters.Select(static p => p.Name == "command-timeout"
                ? p with { Description = "How long one member may take; 10m when left out." }
                : p),
            EtcdConnection.Cluster,
        ],
        Outputs =
        [
            new("members", ParameterType.Any,
                "For each in the order taken: `endpoint`, `db_size_before`, `db_size_after` in bytes; empty with `data-dir`."),
        ],
        Example = """
            - id: defrag
              etcdctl: { defrag: , endpoints: "https://127.0.0.1:2379", cluster: true }
              timeout: 30m
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation) =>
        TargetPath.OrNull(context, DataDir) is { } dataDir
            ? OfFolderAsync(context, dataDir, cancellation)
            : OfMembersAsync(context, cancellation);

    private static async Task<StepOutcome> OfFolderAsync(StepContext context, string dataDir, CancellationToken cancellation)
    {
        if (await context.Files.StatAsync(Path.Combine(dataDir, "member", "snap", "db"), cancellation) is null)
            return new StepOutcome.Failed(new("not-found", $"{dataDir} is not a data directory of etcd", Retryable: false,
                "check the path: it holds `member/snap/db`"));
        var tool = await EtcdToolLook.ForFilesAsync(context, cancellation);
        context.Progress($"waits as long as an etcd uses {dataDir}");
        var command = EtcdCommand.Offline(tool.Name, ["defrag", $"--{DataDir}={dataDir}"]);
        var result = await context.Commands.ExecuteAsync("", command, cancellation);
        return CommandOutcomes.OfMissingExit(result) ?? (result.Succeeded
            ? new StepOutcome.Succeeded(Outputs([], []))
            : new StepOutcome.Failed(EtcdFailures.Of(result, tool.Name, "defrag-failed", $"{dataDir} was not defragmented")));
    }

    private static async Task<StepOutcome> OfMembersAsync(StepContext context, CancellationToken cancellation)
    {
        var connection = EtcdConnection.From(context);
        var look = EtcdCommand.Online(connection, connection.Endpoints, EndpointStatus.Words(context));
        // Executed, so that after a crash the members stand in the same order and each label means the same one.
        var status = await context.Commands.ExecuteAsync("members", look, cancellation);
        if (CommandOutcomes.OfMissingExit(status) is { } missing)
            return missing;
        if (!status.Succeeded)
            return new StepOutcome.Failed(EtcdFailures.Unreachable(status, connection.Names));
        if (EtcdJson.Status(status.Stdout) is not { } found)
            return new StepOutcome.Failed(EtcdFailures.Unreadable(EtcdTool.Etcdctl, status));
        var members = InOrder(found);
        for (var i = 0; i < members.Length; i++)
        {
            if (await OfMemberAsync(context, connection, members[i], i, cancellation) is { } stop)
                return stop;
        }

        var after = await context.Commands.QueryAsync(look, cancellation);
        return new StepOutcome.Succeeded(Outputs(members, EtcdJson.Status(after.Stdout) ?? []));
    }

    /// <summary>
    /// Each member once, though it may have several addresses; the leader last, so that its place changes hands at most once.
    /// </summary>
    internal static ImmutableArray<MemberFacts> InOrder(ImmutableArray<MemberFacts> members) =>
        [.. members.DistinctBy(static m => m.MemberId)
            .OrderBy(static m => m.IsLeader)
            .ThenBy(static m => m.Endpoint, StringComparer.Ordinal)];

    private static async Task<StepOutcome?> OfMemberAsync(
        StepContext context, EtcdConnection connection, MemberFacts member, int index, CancellationToken cancellation)
    {
        context.Progress($"defragmenting {member.Endpoint}");
        var command = EtcdCommand.Online(connection, [member.Endpoint], ["defrag"], Patience);
        var label = string.Create(CultureInfo.InvariantCulture, $"member-{index + 1}");
        var result = await context.Commands.ExecuteAsync(label, command, cancellation);
        if (CommandOutcomes.OfMissingExit(result) is { } missing)
            return missing;
        return result.Succeeded ? null : new StepOutcome.Failed(EtcdFailures.Of(
            result,
            EtcdTool.Etcdctl,
            "defrag-failed",
            $"{member.Endpoint} was not defragmented; the members after it were left alone",
            "look whether that member is healthy before going on; a large database needs a longer `command-timeout`"));
    }

    private static Value.Map Outputs(ImmutableArray<MemberFacts> before, ImmutableArray<MemberFacts> after) =>
        OutputMap.Of(("members", new Value.List([.. before.Select(m => OutputMap.Of(
            ("endpoint", OutputMap.Text(m.Endpoint)),
            ("db_size_before", OutputMap.Integer(m.Size)),
            ("db_size_after", OutputMap.Integer(after.FirstOrDefault(a => a.MemberId == m.MemberId)?.Size))))])));
}
