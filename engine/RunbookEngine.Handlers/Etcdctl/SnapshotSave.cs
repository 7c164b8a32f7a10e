using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary>
/// <c>snapshot save</c>: takes a snapshot from one member, and checks it. etcdctl writes beside the path and renames at the end, so a file with the
/// final name is complete.
/// </summary>
/// <remarks>
/// Without an answer etcdctl would wait for ever, so a call that must be answered goes first. It is executed rather than queried: on a
/// resume its old answer counts, and a member that died meanwhile does not hide a snapshot that is already there.
/// </remarks>
internal sealed class SnapshotSave : IEtcdVerb
{
    private const string Path = "path";
    private const string Replace = "replace";
    private const int Occupied = 73;
    private const string Guard = "# runbook: etcd save guard\nif [ \"$2\" = no ] && { [ -e \"$1\" ] || [ -L \"$1\" ]; }; then exit 73; fi; shift 2; exec \"$@\"";

    public VerbDefinition Definition { get; } = new()
    {
        Name = "snapshot save",
        Summary = "Takes a snapshot from one member, and checks it.",
        HasSideEffect = true,
        Main = new(Path, ParameterType.Path, "Where to; its folder must exist, the file must not.", Required: true,
            Example: "/var/backups/etcd.db"),
        Parameters =
        [
            new(Replace, ParameterType.Boolean, "Take the place of a file that is already there.", Example: "true"),
            .. EtcdConnection.Parameters,
        ],
        Outputs = EtcdOutputs.OfSnapshot,
        Example = """
            - id: save
              etcdctl:
                snapshot save: /var/backups/etcd.db
                endpoints: https://127.0.0.1:2379
                cacert: /etc/kubernetes/pki/etcd/ca.crt
                cert: /etc/kubernetes/pki/etcd/server.crt
                key: /etc/kubernetes/pki/etcd/server.key
            """,
    };

    /// <summary>Done when a whole snapshot stands there that is younger than this attempt: in doubt, that is the one it took.</summary>
    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var path = TargetPath.Of(context, Path);
        var file = await context.Files.StatAsync(path, cancellation);
        var isOwn = context.Attempt > 0 && file?.ModifiedAt >= context.StartedAt;
        return isOwn && await CheckAsync(context, path, cancellation) is ({ } snapshot, _)
            ? new ProbeResult.Satisfied(EtcdOutputs.Snapshot(snapshot))
            : new ProbeResult.Needed($"take a snapshot to {path}");
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var path = TargetPath.Of(context, Path);
        var connection = EtcdConnection.From(context);
        if (connection.Endpoints.Length > 1)
            return new StepOutcome.Failed(SeveralEndpoints(connection.Endpoints));
        return await ReachAsync(context, connection, cancellation)
            ?? await SaveAsync(context, connection, path, cancellation)
            ?? await VerifyAsync(context, path, cancellation);
    }

    private static async Task<StepOutcome?> ReachAsync(StepContext context, EtcdConnection connection, CancellationToken cancellation)
    {
        var command = EtcdCommand.Online(connection, connection.Endpoints, ["--write-out=json", "endpoint", "status"]);
        var result = await context.Commands.ExecuteAsync("reach", command, cancellation);
        if (CommandOutcomes.OfMissingExit(result) is { } missing)
            return missing;
        if (!result.Succeeded)
            return new StepOutcome.Failed(EtcdFailures.Unreachable(result, connection.Names));
        return EtcdJson.Status(result.Stdout) is { Length: > 1 } members
            ? new StepOutcome.Failed(SeveralEndpoints([.. members.Select(static m => m.Endpoint)]))
            : null;
    }

    private static async Task<StepOutcome?> SaveAsync(
        StepContext context, EtcdConnection connection, string path, CancellationToken cancellation)
    {
        var save = EtcdCommand.Online(connection, connection.Endpoints, ["snapshot", "save", path]);
        var replace = context.Arguments.Flag(Replace) ? "yes" : "no";
        var result = await context.Commands.ExecuteAsync("save", EtcdCommand.Guarded(save, Guard, path, replace), cancellation);
        if (CommandOutcomes.OfMissingExit(result) is { } missing)
            return missing;
        return result.ExitStatus switch
        {
            0 => null,
            Occupied => new StepOutcome.Failed(Exists(path)),
            _ => new StepOutcome.Failed(EtcdFailures.Of(result, EtcdTool.Etcdctl, "save-failed", $"the snapshot was not saved to {path}")),
        };
    }

    /// <summary>A snapshot that is not whole must not keep a name by which it could be restored.</summary>
    private static async Task<StepOutcome> VerifyAsync(StepContext context, string path, CancellationToken cancellation)
    {
        var (snapshot, failure) = await CheckAsync(context, path, cancellation);
        if (snapshot is not null)
            return new StepOutcome.Succeeded(EtcdOutputs.Snapshot(snapshot));
        await context.Files.MoveAsync(path, path + ".invalid", replace: true, cancellation);
        return new StepOutcome.Failed(failure! with { Message = $"{failure.Message}; it is now called {path}.invalid" });
    }

    /// <summary>The snapshot when it is whole, its digest included; else how it is damaged.</summary>
    private static async Task<(CheckedSnapshot? Snapshot, StepFailure? Failure)> CheckAsync(
        StepContext context, string path, CancellationToken cancellation)
    {
        try
        {
            var snapshot = await SnapshotCheck.RunAsync(context, path, cancellation);
            return snapshot.HasDigest ? (snapshot, null) : (null, SnapshotCheck.Invalid(path, "there is no digest at its end"));
        }
        catch (StepFailureException e) when (e.Failure.Code == SnapshotCheck.InvalidCode)
        {
            return (null, e.Failure);
        }
    }

    private static StepFailure SeveralEndpoints(ImmutableArray<string> endpoints) => new(
        "several-endpoints",
        $"a snapshot comes from one member, and `endpoints` names {endpoints.Length}: {string.Join(", ", endpoints)}",
        Retryable: false,
        "name one, best the leader");

    private static StepFailure Exists(string path) => new(
        "snapshot-exists",
        $"{path} exists already, and no snapshot was taken",
        Retryable: false,
        "give a name that is new in every run, such as one with `{{ run.id }}`; or say `replace: true`");
}
