using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary>
/// Which tool works on files: <c>snapshot status</c>, <c>snapshot restore</c> and <c>defrag --data-dir</c> moved from etcdctl to etcdutl in
/// 3.5, and left etcdctl in 3.6. Pure.
/// </summary>
internal static class EtcdToolChoice
{
    private static readonly Version FirstWithoutFiles = new(3, 6);
    private static readonly Version FirstWithEmptyFolders = new(3, 5);

    /// <summary>The tool, or why there is none.</summary>
    public static (EtcdTool? Tool, StepFailure? Failure) ForFiles(EtcdTools tools, string verb) => tools switch
    {
        { Etcdutl: { } etcdutl } => (etcdutl, null),
        { Etcdctl: { } etcdctl } when etcdctl.Version < FirstWithoutFiles => (etcdctl, null),
        { Etcdctl: { } etcdctl } => (null, new(
            "etcdutl-missing",
            $"{etcdctl} no longer offers `{verb}`, and etcdutl is not installed",
            Retryable: false,
            $"install etcdutl {etcdctl.Version}: it stands beside etcdctl in the same release")),
        _ => (null, EtcdFailures.ToolsMissing),
    };

    /// <summary>Whether the tool restores into a folder that exists and is empty; before 3.5 it must not exist.</summary>
    public static bool RestoresIntoEmptyFolder(EtcdTool tool) => tool.Version >= FirstWithEmptyFolders;

    /// <summary>Why a restore cannot bump the revision, from the tool's own help; null when it can.</summary>
    public static StepFailure? WithoutBump(EtcdTool tool, string help) => help.Contains("--bump-revision", StringComparison.Ordinal)
        ? null
        : new(
            "bump-revision-missing",
            $"{tool} does not offer `--bump-revision`",
            Retryable: false,
            "install etcdctl 3.4.27, etcdutl 3.5.10 or newer; leave out `bump-revision` and `mark-compacted` only where nobody watched "
                + "the old cluster, as in a drill");
}
