using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Apt;

/// <summary>The words of the tool <c>apt</c>.</summary>
internal static class AptDefinition
{
    public const string Hold = "hold";
    public const string FullUpgrade = "full-upgrade";
    public const string Packages = "packages";
    public const string LockTimeout = "lock-timeout";
    public const string AllowDowngrades = "allow-downgrades";
    public const string AllowRemovals = "allow-removals";
    public const string NoInstallRecommends = "no-install-recommends";
    public const string Purge = "purge";
    public const string MaxAge = "max-age";
    public const string Path = "path";
    public const string Minor = "minor";

    private static readonly ParameterDefinition Lock =
        new(LockTimeout, ParameterType.Duration, "How long another apt or dpkg on the host is waited for; 10m when left out.", Example: "30m");

    private static readonly ParameterDefinition Removals =
        new(AllowRemovals, ParameterType.Boolean, "Let other packages be removed where apt sees no other way; without it the step fails and names them.", Example: "true");

    private static readonly ParameterDefinition Downgrades =
        new(AllowDowngrades, ParameterType.Boolean, "Let a package go back to an older version; without it the step fails and names it.", Example: "true");

    private static readonly OutputDefinition Changed =
        new("packages", ParameterType.Any, "All packages that changed meanwhile, over all attempts: `name`, `from` and `to`, nothing where it was or is not installed.");

    public static VerbDefinition Update { get; } = new()
    {
        Name = "update",
        Summary = "Fetches the lists of packages.",
        HasSideEffect = true,
        Parameters =
        [
            new(MaxAge, ParameterType.Duration, "Leave lists that are no older than this, unless a source has changed since.", Example: "1h"),
            Lock,
        ],
        Example = """
            - id: lists
              apt: update
            """,
    };

    public static VerbDefinition Install { get; } = new()
    {
        Name = "install",
        Summary = "Brings packages to versions; done when they are there, and held as asked. Holds that stand in the way are put back. "
            + "Where the lists offer no such version, they are fetched once.",
        HasSideEffect = true,
        Main = new(Packages, ParameterType.Any,
            "Packages and their versions: `1.31.2` takes the newest packaging of it that the host is offered, `1.31.*` the newest patch, `latest` the newest of all. "
                + "A list of names takes any version.",
            Required: true, Example: "{ kubeadm: 1.31.2 }"),
        Parameters =
        [
            new(Hold, ParameterType.Boolean, "Hold them afterwards, so that no upgrade changes them.", Example: "true"),
            Downgrades,
            Removals,
            new(NoInstallRecommends, ParameterType.Boolean, "Leave out what is only recommended.", Example: "true"),
            Lock,
        ],
        Outputs =
        [
            new("versions", ParameterType.Any, "The version of each package that was asked for, by name."),
            new("before", ParameterType.Any, "The earlier version of each that was at another one, by name; `undo` can install it."),
            new("added", ParameterType.TextList, "All packages that were not there before; `undo` can remove them."),
            new("held", ParameterType.TextList, "Those that are held now and were not; `undo` can unhold them."),
            Changed,
        ],
        Example = """
            - id: kubeadm
              apt:
                install: { kubeadm: 1.31.2 }
                hold: true
            """,
    };

    public static VerbDefinition Remove { get; } = new()
    {
        Name = "remove",
        Summary = "Takes packages off.",
        HasSideEffect = true,
        Main = new(Packages, ParameterType.TextList, "The packages.", Required: true, Example: "[nfs-common]"),
        Parameters =
        [
            new(Purge, ParameterType.Boolean, "Remove their configuration as well.", Example: "true"),
            Removals with { Description = "Let packages that need them be removed too; without it the step fails and names them." },
            Lock,
        ],
        Outputs = [Changed],
        Example = """
            - id: gone
              apt: { remove: [nfs-common] }
            """,
    };

    public static VerbDefinition Upgrade { get; } = Upgrading(
        "upgrade", "Brings all packages to what the lists offer, with new ones where they are needed; what is held stays, and nothing is removed.", [Lock], "upgrade");

    public static VerbDefinition Full { get; } = Upgrading(
        FullUpgrade, "As `upgrade`, and lets packages be removed where that is allowed.", [Removals, Lock], "full_upgrade");

    public static VerbDefinition Holding { get; } = Marking(Hold, "Keeps packages at the version that they have.", "held", "Those that were not held before.");

    public static VerbDefinition Unholding { get; } = Marking("unhold", "Lets packages change again.", "unheld", "Those that were held before.");

    public static VerbDefinition Repository { get; } = new()
    {
        Name = "repository",
        Summary = "Switches a file of sources to the repository of another minor version, where each minor has one of its own, as at pkgs.k8s.io.",
        HasSideEffect = true,
        Main = new(Path, ParameterType.Path, "The file, a `.list` or a `.sources`.", Required: true, Example: "/etc/apt/sources.list.d/kubernetes.list"),
        Parameters =
        [
            new(Minor, ParameterType.Text, "The minor version; of a whole version such as 1.31.2 its first two numbers count.", Required: true, Example: "\"1.31\""),
        ],
        Outputs =
        [
            new("path", ParameterType.Path, "The file."),
            new("minor", ParameterType.Text, "The minor that it names now."),
            new("before", ParameterType.Text, "The minor that it named before; `undo` can switch back."),
        ],
        Example = """
            - id: minor
              apt: { repository: /etc/apt/sources.list.d/kubernetes.list, minor: "1.31" }
            """,
    };

    private static VerbDefinition Upgrading(string name, string summary, ImmutableArray<ParameterDefinition> parameters, string id) => new()
    {
        Name = name,
        Summary = summary,
        HasSideEffect = true,
        Parameters = parameters,
        Outputs =
        [
            Changed,
            new("count", ParameterType.Integer, "How many packages changed."),
            new("kept_back", ParameterType.TextList, "Packages that stayed though there is something newer."),
            new("reboot_required", ParameterType.Boolean, "Whether the host asks for a reboot."),
            new("reboot_reason", ParameterType.Text, "Why; empty when it does not."),
        ],
        Example = $$"""
            - id: {{id}}
              apt: {{name}}
            """,
    };

    private static VerbDefinition Marking(string name, string summary, string output, string description) => new()
    {
        Name = name,
        Summary = summary,
        HasSideEffect = true,
        Main = new(Packages, ParameterType.TextList, "The packages.", Required: true, Example: "[kubelet, kubeadm, kubectl]"),
        Parameters = [Lock],
        Outputs = [new(output, ParameterType.TextList, description)],
        Example = $$"""
            - id: {{name}}
              apt: { {{name}}: [kubelet, kubeadm, kubectl] }
            """,
    };
}
