using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Hosts;
using RunbookEngine.Simulation.Programs.Systemd;

namespace RunbookEngine.Simulation.Programs.Debian;

/// <summary>Debian or Ubuntu on a simulated machine: packages, units, kernels, and the programs that handlers call.</summary>
public sealed class DebianMachine
{
    private const string Kubelet = "kubelet.service";

    private static readonly string[] s_kubernetes = ["kubeadm", "kubelet", "kubectl"];

    internal DebianMachine(SimulatedHost host, DebianRepository repository, WorldTimes times)
    {
        (Host, Repository, Times) = (host, repository, times);
        host.Debian = this;
        host.BootTime = times.Boot;
        Packages = new();
        Lists = new(host, repository, Packages);
        Units = new(host, times);
        Parts = new(host, repository, Units);
        Units.Changed += OnUnit;
        host.Stopped += OnStopped;
        host.Started += OnStarted;
        host.IsInstalled = name => name is not ("kubeadm" or "kubelet" or "kubectl") || Packages.OnDisk(name) is not null || host.Name == "local";
        DebianPrograms.InstallOn(this);
        SystemdPrograms.InstallOn(this);
        SmallPrograms.InstallOn(this);
    }

    /// <summary>The machine.</summary>
    public SimulatedHost Host { get; }

    /// <summary>How long things take on it.</summary>
    public WorldTimes Times { get; }

    /// <summary>The kernel that it runs.</summary>
    public string Kernel { get; private set; } = "";

    /// <summary>Called when the kubelet comes up (true) or goes down, with its version, such as <c>1.36.4</c>.</summary>
    public Action<string, bool>? KubeletChanged { get; set; }

    /// <summary>Called when a unit comes up (true) or goes down.</summary>
    public Action<string, bool>? UnitChanged { get; set; }

    /// <summary>The version of the kubelet that runs; null: none does.</summary>
    public string? RunningKubelet { get; private set; }

    /// <summary>What <c>cat /etc/os-release</c> calls the system.</summary>
    internal string Os { get; set; } = "Ubuntu 24.04.3 LTS";

    /// <summary>Free bytes of its disk.</summary>
    internal long DiskFree { get; set; } = 40L << 30;

    internal DebianRepository Repository { get; }

    internal DebianPackages Packages { get; }

    internal AptLists Lists { get; }

    internal UnitBook Units { get; }

    internal DebianParts Parts { get; }

    /// <summary>The version of a package whose programs are on the disk, without its packaging (<c>1.36.4</c>); null: it is not there.</summary>
    public string? VersionOf(string package) => Packages.OnDisk(package) is { } version ? PackageVersion.Upstream(version) : null;

    /// <summary>Lets another program hold the lock of dpkg.</summary>
    /// <param name="length">For how long; null: until the machine is started anew.</param>
    public void HoldLock(TimeSpan? length)
    {
        var holder = new object();
        _ = Host.World.Time.Begin(async () =>
        {
            var boot = Host.BootId;
            while (!Packages.TryLock(holder, "4711 (unattended-upgr)"))
                await Task.Delay(TimeSpan.FromSeconds(1), Host.World.Time);
            if (length is { } time)
            {
                await Task.Delay(time, Host.World.Time);
                Packages.Unlock(holder);
            }

            return boot;
        });
    }

    /// <summary>Lets somebody else install another version of kubeadm, kubelet and kubectl, held or not, and start the kubelet anew. Nothing happens where there are none, or the repository lacks them.</summary>
    /// <param name="version">Such as <c>1.36.4</c>.</param>
    public void UpgradeByHand(string version)
    {
        var (holder, boot) = (new object(), Host.BootId);
        _ = Host.World.Time.Begin(async () =>
        {
            while (!Packages.TryLock(holder, "4712 (apt-get)"))
                await Task.Delay(TimeSpan.FromSeconds(1), Host.World.Time);
            foreach (var name in s_kubernetes)
            {
                await Task.Delay(Times.AptInstall, Host.World.Time);
                if (Host.IsOn && Host.BootId == boot && Packages.Whole(name) is { } before && Repository.Packaged(name, version, Host.Name) is { } other && other != before.Version)
                    Replace(before, other);
            }

            Packages.Unlock(holder);
            if (RunningKubelet is { } running && VersionOf("kubelet") != running)
                Units.Restart(Kubelet);
            return true;
        });
    }

    /// <summary>Lets a unit end with an error whenever it is started.</summary>
    /// <param name="unit">Such as <c>kubelet</c>.</param>
    /// <param name="words">What it writes to its log; null: it can be started again.</param>
    public void BreakUnit(string unit, string? words) => Units.Break(unit, words);

    /// <summary>What it is now, in lines without times and generated names.</summary>
    public IEnumerable<string> Facts()
    {
        var files = Host.Files;
        IEnumerable<string> lines =
        [
            .. Packages.Facts(),
            .. Units.Facts(),
            $"kernel {Kernel}",
            .. RunningKubelet is { } version ? new[] { $"kubelet runs {version}" } : [],
            .. files.Exists("/run/reboot-required") ? new[] { "asks for a reboot" } : [],
            .. files.Facts(IsTold).Select(static f => $"file {f}"),
            .. files.Under("/").Where(p => IsNamed(p) && files.At(p)!.Kind == FileKind.File).Select(static p => $"file {p}"),
        ];
        return Host.IsOn ? lines.Select(l => $"{Host.Name}: {l}") : lines.Select(l => $"{Host.Name}: {l}").Prepend($"{Host.Name}: is off");
    }

    /// <summary>Reboots it, as systemd does: what runs is ended, and it is away for a while.</summary>
    internal void Reboot()
    {
        var boot = Host.BootId;
        Units.IsStopping = true;
        _ = Host.World.Time.Begin(async () =>
        {
            await Task.Delay(Times.Unit, Host.World.Time);
            if (Host.IsOn && Host.BootId == boot)
                Host.Restart();
            return true;
        });
    }

    /// <summary>A package that is there at the start of a story.</summary>
    internal void Add(string name, string version)
    {
        Packages.Install(name, version);
        Parts.BelongsFromTheStart(name, version);
    }

    /// <summary>The lists as they were fetched at a moment.</summary>
    internal void FetchLists(DateTimeOffset at)
    {
        foreach (var url in Lists.Sources)
            Lists.Fetch(url);
        Lists.HasFetchedAll(at);
    }

    /// <summary>Which of the enabled units are up at the start of a story.</summary>
    internal Func<string, bool> StartsAtFirst { get; set; } = static _ => true;

    /// <summary>Everything as it is when a machine has been up for long.</summary>
    internal void Settle() => Units.StartAll(StartsAtFirst);

    internal void Begin(string kernel)
    {
        Host.Files.Write("/boot/vmlinuz-" + kernel, kernel);
        Kernel = kernel;
    }

    private void Replace(PackageState before, string version)
    {
        Packages.Put(before with { Version = version, Before = version });
        Parts.Unpacked(before.Name, version);
        Parts.Configured(before.Name, before.Version, version);
    }

    /// <summary>Settings, with their content; what generated names and moments are in is told by name only.</summary>
    private static bool IsTold(string path) => path.StartsWith("/etc/", StringComparison.Ordinal) && !IsGenerated(path);

    private static bool IsNamed(string path) => (IsGenerated(path) && !path.StartsWith("/etc/kubernetes/tmp/", StringComparison.Ordinal)) || path.StartsWith("/var/lib/runbook/", StringComparison.Ordinal);

    private static bool IsGenerated(string path) => path.StartsWith("/etc/kubernetes/", StringComparison.Ordinal) && !path.StartsWith("/etc/kubernetes/manifests/", StringComparison.Ordinal);

    private void OnStopped()
    {
        Packages.LosePower();
        Units.LosePower();
    }

    private void OnStarted()
    {
        foreach (var path in Host.Files.Under("/run").Concat(Host.Files.Under("/var/run")).Where(static p => p is not ("/run" or "/var/run")).ToArray())
            Host.Files.Remove(path);
        Kernel = NewestKernel();
        Units.Boot();
    }

    private string NewestKernel()
    {
        const string Image = "/boot/vmlinuz-";
        return Host.Files.Under("/boot").Where(static p => p.StartsWith(Image, StringComparison.Ordinal)).Select(static p => p[Image.Length..]).Order(PackageVersion.Order).LastOrDefault() ?? Kernel;
    }

    private void OnUnit(string unit, bool isActive)
    {
        UnitChanged?.Invoke(unit, isActive);
        if (unit != Kubelet || (!isActive && RunningKubelet is null))
            return;
        var version = isActive ? VersionOf("kubelet") ?? "" : RunningKubelet!;
        RunningKubelet = isActive ? version : null;
        KubeletChanged?.Invoke(version, isActive);
    }
}
