using System.Collections.Immutable;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary>A snapshot that was looked at and is whole.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Facts">What etcd's tool says.</param>
/// <param name="Sha256">Of the whole file.</param>
/// <param name="HasDigest">Whether etcd's own digest stands at its end; it is right, then.</param>
/// <param name="Tool">What looked.</param>
internal sealed record CheckedSnapshot(string Path, SnapshotFacts Facts, string Sha256, bool HasDigest, EtcdTool Tool);

/// <summary>
/// Checks a snapshot. The tool's <c>snapshot status</c> walks the database, and yet passes a file in which a byte of a value was turned; so
/// the SHA-256 that a save leaves in the last 32 bytes is compared as well. Only looks.
/// </summary>
internal static class SnapshotCheck
{
    private const int DigestBytes = 32;
    private const int BlockBytes = 512;
    private const string DigestScript = "# runbook: etcd snapshot digests\ntail -c 32 <\"$1\" | od -An -v -tx1 | tr -d ' \\n'; echo; head -c -32 <\"$1\" | sha256sum";

    /// <summary>What the failure of a damaged snapshot is called.</summary>
    public const string InvalidCode = "snapshot-invalid";

    /// <summary>Checks the file at the path.</summary>
    /// <exception cref="StepFailureException">It is not there, damaged, or cannot be looked at.</exception>
    public static async Task<CheckedSnapshot> RunAsync(StepContext context, string path, CancellationToken cancellation)
    {
        if (await context.Files.StatAsync(path, cancellation) is not { } file)
            throw new StepFailureException(Missing(path));
        var tool = await EtcdToolLook.ForFilesAsync(context, cancellation);
        var look = EtcdCommand.Offline(tool.Name, ["--write-out=json", "snapshot", "status", path]);
        var status = await context.Commands.QueryAsync(look, cancellation);
        if (!status.Succeeded)
            throw new StepFailureException(Invalid(path, $"{tool.Name} cannot read it", CommandOutcomes.LastLines(status)));
        if (EtcdJson.Snapshot(status.Stdout) is not { } facts)
            throw new StepFailureException(EtcdFailures.Unreadable(tool.Name, status));
        var hasDigest = file.Size % BlockBytes == DigestBytes;
        if (hasDigest && !IsRight(await DigestsAsync(context, path, cancellation)))
            throw new StepFailureException(Invalid(path, "the digest at its end does not match its content"));
        return new(path, facts, await context.Files.HashAsync(path, cancellation), hasDigest, tool);
    }

    /// <summary>A failure for a snapshot that must not be restored.</summary>
    public static StepFailure Invalid(string path, string reason, ImmutableArray<string> details = default) => new(
        InvalidCode,
        $"the snapshot {path} is damaged: {reason}",
        Retryable: true,
        "do not restore it: take another one, best from another member, or use an older one",
        details);

    private static StepFailure Missing(string path) => new(
        "snapshot-missing",
        $"there is no snapshot at {path}",
        Retryable: false,
        "check the path; take one with `etcdctl: { snapshot save: … }`");

    private static Task<CommandResult> DigestsAsync(StepContext context, string path, CancellationToken cancellation) =>
        context.Commands.QueryAsync(new() { Arguments = ["sh", "-c", DigestScript, "sh", path] }, cancellation);

    private static bool IsRight(CommandResult result)
    {
        var lines = result.Stdout.Split('\n');
        var isWhole = result.Succeeded && lines.Length > 1 && lines[0].Length == 2 * DigestBytes;
        return isWhole && lines[1].StartsWith(lines[0] + " ", StringComparison.Ordinal);
    }
}
