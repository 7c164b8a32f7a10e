using System.Collections.Immutable;

namespace RunbookEngine.Model;

/// <summary>What a node of a world is.</summary>
public enum WorldRole
{
    /// <summary>Runs API server, controller manager and scheduler as static pods, and etcd unless that is external.</summary>
    ControlPlane,

    /// <summary>Runs pods only.</summary>
    Worker,
}

/// <summary>A machine of a world: what nodes and other hosts have in common.</summary>
public abstract record WorldMachine
{
    private protected WorldMachine()
    {
    }

    /// <summary>As targets name it.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is reached; empty: by its name.</summary>
    public string Address { get; init; } = "";

    /// <summary>Such as <c>Ubuntu 24.04.3 LTS</c>.</summary>
    public string Os { get; init; } = "Ubuntu 24.04.3 LTS";

    /// <summary>Such as <c>6.8.0-79-generic</c>.</summary>
    public string Kernel { get; init; } = "6.8.0-79-generic";

    /// <summary>What is installed: names with their versions as the repository spells them.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Packages { get; init; } = [];

    /// <summary>The names of packages that are held.</summary>
    public ImmutableArray<string> Held { get; init; } = [];

    /// <summary>Free bytes of its disk. Default: 40 GiB.</summary>
    public long DiskFree { get; init; } = 40L << 30;

    /// <summary>Files that are there at the start, beside those that belong to what is installed: path and content.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Files { get; init; } = [];

    /// <summary>Whether it wants to be started again (<c>/var/run/reboot-required</c>).</summary>
    public bool NeedsReboot { get; init; }

    /// <summary>How long things take on it; the world's times with what its entry says.</summary>
    public WorldTimes Times { get; init; } = new();

    /// <summary>Where it stands in its file.</summary>
    public SourceSpan Span { get; init; } = SourceSpan.None;
}

/// <summary>A machine beyond the cluster, such as the engine's own (<c>local</c>) or one that keeps backups.</summary>
public sealed record WorldHost : WorldMachine;

/// <summary>A node of a world's cluster, and the machine under it.</summary>
public sealed record WorldNode : WorldMachine
{
    /// <summary>What it is.</summary>
    public required WorldRole Role { get; init; }

    /// <summary>The version of its kubelet, and of its static pods.</summary>
    public required string Version { get; init; }

    /// <summary>As the node reports it. Default: <c>containerd://2.1.4</c>.</summary>
    public string Runtime { get; init; } = "containerd://2.1.4";

    /// <summary>Processors in thousandths. Default: 4000.</summary>
    public int Cpu { get; init; } = 4000;

    /// <summary>Memory in bytes. Default: 16 GiB.</summary>
    public long Memory { get; init; } = 16L << 30;

    /// <summary>How many pods it takes. Default: 110.</summary>
    public int Pods { get; init; } = 110;

    /// <summary>Labels, those that every node has (<c>kubernetes.io/hostname</c>, the label of its role) among them.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>Taints, that of control planes among them.</summary>
    public ImmutableArray<WorldTaint> Taints { get; init; } = [];

    /// <summary>Whether somebody cordoned it before.</summary>
    public bool IsCordoned { get; init; }

    /// <summary>Whether it is Ready at the start; false: its kubelet is stopped. Default: true.</summary>
    public bool IsReady { get; init; } = true;
}

/// <summary>A taint: <c>key=value:effect</c>.</summary>
/// <param name="Key">Such as <c>dedicated</c>.</param>
/// <param name="Value">Empty: none.</param>
/// <param name="Effect"><c>NoSchedule</c>, <c>PreferNoSchedule</c> or <c>NoExecute</c>.</param>
public sealed record WorldTaint(string Key, string Value, string Effect);
