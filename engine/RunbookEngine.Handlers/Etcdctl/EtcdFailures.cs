using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary>
/// What can go wrong with etcd, and how to mend it. Codes come from what was done and seen; only hints read the tool's own words.
/// </summary>
internal static class EtcdFailures
{
    /// <summary>The mend of a full database, in the only order that works.</summary>
    public const string NoSpaceMend =
        "make room in this order: `etcdctl compaction REVISION`, `defrag` of member after member, `alarm disarm`; "
        + "then look at `--quota-backend-bytes`";

    /// <summary>Where to look when nothing better is known.</summary>
    public const string UnreachableMend = "look whether etcd runs there (`journalctl -u etcd`), at the address, and at `cacert`, `cert` and `key`";

    private static readonly (string Words, string Hint)[] Hints =
    [
        ("x509:", "the member's certificate is not signed by `cacert`, or not made for this address: give the CA that etcd was started with"),
        ("bad certificate", "the member does not trust the client certificate: look at `cert` and `key`"),
        ("certificate required", "the member asks for a client certificate: give `cert` and `key`"),
        ("must both be present", "give `cert` and `key` together"),
        ("connection refused", "nothing listens at that address: look at the address, and at `systemctl status etcd`"),
        ("connection closed", "the member hung up: it wants https, or a client certificate that it trusts (`cert`, `key`)"),
        ("no such host", "the name in `endpoints` is not known: look at the address"),
        ("invalid user ID or password", "look at `user` and `password`"),
        ("user name is empty", "etcd asks for a user: give `user` and `password`"),
        ("user not found", "etcd asks for a user: give `user` and `password`"),
        ("permission denied", "this user may not do that: use one with the role root, or mend the mode of the file"),
        ("in sync with leader", "it has not caught up yet: try again in a moment, best by `retry`"),
        ("too many learner", "another learner is in the cluster: promote or remove that one first"),
        // The server's words; the tool itself says "unhealthy cluster" of every health that is not good.
        ("etcdserver: unhealthy cluster", "not all members have been connected for long enough: wait until `endpoint health` is good, then resume"),
        ("re-configuration failed", "etcd itself sees its majority in danger: mend or start other members first"),
        ("database space exceeded", NoSpaceMend),
        ("no space left on device", "make room: look at `df`, then resume"),
        ("no such file or directory", "check that the path exists"),
    ];

    /// <summary>Neither tool is there.</summary>
    public static StepFailure ToolsMissing { get; } = new(
        "etcdctl-missing",
        "etcdctl is not installed",
        Retryable: false,
        "install etcdctl (Debian: etcd-client) where the step works, or put its folder into PATH");

    /// <summary>No member that answers leads.</summary>
    public static StepFailure NoLeader { get; } = new(
        "no-leader", "no member that answers is the leader", Retryable: true, "look at `endpoint health`: without a majority there is none");

    /// <summary>The cluster would stand still after what was asked for.</summary>
    public static StepFailure Quorum(string message) => new(
        "quorum",
        message,
        Retryable: false,
        "mend or start other members first; a new one can come as a learner (`learner: true`), which has no vote; `force: true` does it all the same");

    /// <summary>Nobody of that name.</summary>
    public static StepFailure NoSuchMember(string name, IEnumerable<MemberEntry> members) => new(
        "member-not-found",
        $"{name} is no member of the cluster",
        Retryable: false,
        $"its members are {string.Join(", ", members.Select(static m => m.Name.Length > 0 ? m.Name : m.Id))}");

    /// <summary>The failure of a tool that ended with an exit status other than 0.</summary>
    public static StepFailure Of(
        CommandResult result, string tool, string code = "exit-status", string? message = null, string? hint = null)
    {
        if (result.ExitStatus == 127)
            return tool == EtcdTool.Etcdctl
                ? ToolsMissing
                : new("etcdutl-missing", "etcdutl is not installed", Retryable: false, "install etcdutl, or put its folder into PATH");
        var general = CommandOutcomes.ExitStatus(result, tool);
        return general with { Code = code, Message = message ?? general.Message, Hint = HintFrom(result) ?? hint ?? general.Hint };
    }

    /// <summary>No answer from any member.</summary>
    public static StepFailure Unreachable(CommandResult result, string endpoints) => Of(
        result,
        EtcdTool.Etcdctl,
        "etcd-unreachable",
        $"no answer from {endpoints}",
        UnreachableMend);

    /// <summary>The tool said something that this engine does not understand.</summary>
    public static StepFailure Unreadable(string tool, CommandResult result) => new(
        "unexpected-output",
        $"the answer of {tool} is not the JSON that was asked for",
        Retryable: false,
        $"run it by hand and look at what it prints; is this a wrapper instead of {tool} itself?",
        CommandOutcomes.LastLines(result));

    /// <summary>What the tool's words suggest, or null.</summary>
    public static string? HintFrom(CommandResult result)
    {
        foreach (var (words, hint) in Hints)
        {
            if (Says(result.Stderr, words) || Says(result.Stdout, words))
                return hint;
        }

        return null;
    }

    private static bool Says(string output, string words) => output.Contains(words, StringComparison.OrdinalIgnoreCase);
}
