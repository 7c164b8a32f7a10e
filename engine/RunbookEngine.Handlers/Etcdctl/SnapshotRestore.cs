using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary><c>snapshot restore</c>: makes a new data directory from a snapshot, and never touches one that is there.</summary>
internal sealed class SnapshotRestore : IEtcdVerb
{
    private const string Path = "path";
    private const string DataDir = "data-dir";
    private const string WalDir = "wal-dir";
    private const string Name = "name";
    private const string InitialCluster = "initial-cluster";
    private const string InitialClusterToken = "initial-cluster-token";
    private const string InitialAdvertisePeerUrls = "initial-advertise-peer-urls";
    private const string BumpRevision = "bump-revision";
    private const string MarkCompacted = "mark-compacted";
    private const string SkipHashCheck = "skip-hash-check";
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public VerbDefinition Definition { get; } = new()
    {
        Name = "snapshot restore",
        Summary = "Makes a new data directory from a snapshot; never touches one that is there.",
        HasSideEffect = true,
        Main = new(Path, ParameterType.Path, "The snapshot.", Required: true, Example: "/var/backups/etcd.db"),
        Parameters =
        [
            new(DataDir, ParameterType.Path, "The new data directory; must not exist, or from 3.5 on be empty.", Required: true,
                Example: "/var/lib/etcd"),
            new(WalDir, ParameterType.Path, "A place of its own for the log; inside `data-dir` when left out.",
                Example: "/var/lib/etcd-wal"),
            new(Name, ParameterType.Text, "The member's name; `default` when left out.", Example: "cp1"),
            new(InitialCluster, ParameterType.TextList, "All members as `name=peer-url`.", Example: "[\"cp1=https://10.0.0.11:2380\"]"),
            new(InitialClusterToken, ParameterType.Text,
                "The same for all members and new for every restore, so that no old member can join.",
                Example: "\"restore-{{ run.id }}\""),
            new(InitialAdvertisePeerUrls, ParameterType.TextList, "Where the other members reach this one.",
                Example: "https://10.0.0.11:2380"),
            new(BumpRevision, ParameterType.Integer,
                "Lifts revisions by so much, so that watchers of the old cluster see none go backwards; goes with `mark-compacted`.",
                Example: "1000000000"),
            new(MarkCompacted, ParameterType.Boolean, "Ends all watches of the old cluster; goes with `bump-revision`.", Example: "true"),
            new(SkipHashCheck, ParameterType.Boolean, "Only for a file copied from a data directory, which has no digest.",
                Example: "true"),
        ],
        Outputs =
        [
            new("path", ParameterType.Path, "The snapshot."),
            new("data_dir", ParameterType.Path, "The new data directory."),
            new("tool", ParameterType.Text, "The tool that restored: `etcdctl` or `etcdutl`."),
            new("version", ParameterType.Text, "The tool's version."),
        ],
        Example = """
            - id: restore
              etcdctl:
                snapshot restore: /var/backups/etcd.db
                data-dir: /var/lib/etcd-new
                name: cp1
                initial-cluster: ["cp1=https://10.0.0.11:2380"]
                initial-advertise-peer-urls: https://10.0.0.11:2380
                initial-cluster-token: restore-1
                bump-revision: 1000000000
                mark-compacted: true
            """,
    };

    /// <summary>
    /// A step that begins cannot tell. In doubt, a folder that has its name has it whole, unless a mark beside it says that the restore went straight into it;
    /// one that is much older than the attempt is not its own.
    /// </summary>
    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        if (!Restarts.IsInDoubt(context))
            return ProbeResult.Unknown;
        var dataDir = TargetPath.Of(context, DataDir);
        var beside = await context.Files.StatAsync(RestoreScript.Beside(context, dataDir), cancellation);
        if (beside is not null and not { Kind: FileKind.Directory })
            return ProbeResult.Unknown;
        var member = await context.Files.StatAsync(dataDir + "/member", cancellation);
        if (beside is null && member?.ModifiedAt >= context.StartedAt - ClockSkew)
            return new ProbeResult.Satisfied(Outputs(context, await EtcdToolLook.ForFilesAsync(context, cancellation)));
        return member is null ? new ProbeResult.Needed($"restore to {dataDir}") : ProbeResult.Unknown;
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var bumps = context.Arguments.IntegerOrNull(BumpRevision) is not null;
        if (bumps != context.Arguments.Flag(MarkCompacted))
            throw new SettingException($"`{BumpRevision}` and `{MarkCompacted}` go only together", "give both, or neither");
        var tool = await EtcdToolLook.ForFilesAsync(context, cancellation);
        var help = bumps ? await EtcdToolLook.HelpAsync(context, tool, ["snapshot", "restore"], cancellation) : "";
        if (bumps && EtcdToolChoice.WithoutBump(tool, help) is { } without)
            return new StepOutcome.Failed(without);
        return Judge(context, tool, await context.Commands.ExecuteAsync("", Restore(context, tool), cancellation));
    }

    private static Command Restore(StepContext context, EtcdTool tool)
    {
        var command = EtcdCommand.Offline(tool.Name, ["snapshot", "restore", TargetPath.Of(context, Path), .. Flags(context)]);
        return RestoreScript.Around(
            command,
            TargetPath.Of(context, DataDir),
            RestoreScript.Beside(context, TargetPath.Of(context, DataDir)),
            emptyIsFine: EtcdToolChoice.RestoresIntoEmptyFolder(tool),
            inPieces: context.Arguments.Has(WalDir));
    }

    private static ImmutableArray<string> Flags(StepContext context)
    {
        var arguments = context.Arguments;
        return
        [
            .. Flag(WalDir, TargetPath.OrNull(context, WalDir)),
            .. Flag(Name, arguments.TextOrNull(Name)),
            .. Flag(InitialCluster, Joined(arguments, InitialCluster)),
            .. Flag(InitialClusterToken, arguments.TextOrNull(InitialClusterToken)),
            .. Flag(InitialAdvertisePeerUrls, Joined(arguments, InitialAdvertisePeerUrls)),
            .. Flag(BumpRevision, arguments.IntegerOrNull(BumpRevision)?.ToString(CultureInfo.InvariantCulture)),
            .. Flag(MarkCompacted, arguments.Flag(MarkCompacted) ? "true" : null),
            .. Flag(SkipHashCheck, arguments.Flag(SkipHashCheck) ? "true" : null),
        ];
    }

    private static StepOutcome Judge(StepContext context, EtcdTool tool, CommandResult result)
    {
        if (CommandOutcomes.OfMissingExit(result) is { } missing)
            return missing;
        var dataDir = TargetPath.Of(context, DataDir);
        return result.ExitStatus switch
        {
            0 => new StepOutcome.Succeeded(Outputs(context, tool)),
            RestoreScript.Occupied => new StepOutcome.Failed(Exists(tool, dataDir)),
            _ => new StepOutcome.Failed(EtcdFailures.Of(result, tool.Name, "restore-failed", $"{tool} did not restore the snapshot",
                Leftover(dataDir))),
        };
    }

    private static Value.Map Outputs(StepContext context, EtcdTool tool) => OutputMap.Of(
        ("path", OutputMap.Text(TargetPath.Of(context, Path))),
        ("data_dir", OutputMap.Text(TargetPath.Of(context, DataDir))),
        ("tool", OutputMap.Text(tool.Name)),
        ("version", OutputMap.Text(tool.Version.ToString())));

    private static StepFailure Exists(EtcdTool tool, string dataDir) => new(
        "data-dir-exists",
        EtcdToolChoice.RestoresIntoEmptyFolder(tool)
            ? $"{dataDir} is there and not empty; nothing was restored"
            : $"{dataDir} is there, and {tool} restores only to a new folder; nothing was restored",
        Retryable: false,
        "stop etcd and move the old data away first (`file: { move: …, to: … }`), and keep it until the restored member is healthy");

    private static string Leftover(string dataDir) =>
        $"read its last lines above; if there is something in {dataDir} now, it is not complete: remove that before trying again";

    private static ImmutableArray<string> Flag(string name, string? value) => string.IsNullOrEmpty(value) ? [] : [$"--{name}={value}"];

    private static string? Joined(Arguments arguments, string name) =>
        arguments.List(name) is { IsEmpty: false } list ? string.Join(',', list) : null;
}
