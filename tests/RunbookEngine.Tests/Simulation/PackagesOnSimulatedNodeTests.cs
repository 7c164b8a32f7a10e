using RunbookEngine.Execution;
using RunbookEngine.Simulation.Programs.Debian;
using RunbookEngine.Tests.NodeContract;

namespace RunbookEngine.Tests.Simulation;

/// <summary>The tool <c>apt</c> with a simulated apt, dpkg and repository.</summary>
public sealed class PackagesOnSimulatedNodeTests : PackagesContract, IPackageNode
{
    private readonly SimulatedNode _node = new();

    public ICommands Commands => _node.Commands;

    public async Task<string> HeldAsync() => (await _node.CallAsync("apt-mark", "showhold")).Stdout.TrimEnd();

    public Task HoldAsync(string package) => _node.CallAsync("apt-mark", "hold", package);

    public Task<string> InstalledAsync(string package) => Task.FromResult(_node.Machine.Packages.Find(package) is { } p ? $"{p.Version} {p.Status}" : "");

    public Task<string> KubeadmVersionAsync() => Task.FromResult("v" + _node.Machine.VersionOf("kubeadm"));

    public Task SwitchMinorAsync(string minor)
    {
        _node.Host.Files.Write(SimulatedNode.Sources, _node.Host.Files.Read(SimulatedNode.Sources)!.Replace("/v1.30/", $"/v{minor}/", StringComparison.Ordinal));
        return Task.CompletedTask;
    }

    public bool HasNote(string name) => _node.Host.Files.Exists("/var/lib/runbook/apt/" + name);

    public Task SlowDownAsync(int seconds)
    {
        _node.Repository.TakesLonger("lab-slow", TimeSpan.FromSeconds(seconds));
        return Task.CompletedTask;
    }

    public Task SlowHasBegunAsync(string version) =>
        _node.UntilAsync(() => _node.Machine.Packages.Find("lab-slow") is { Status: PackageState.HalfConfigured } p && p.Version == version);

    public Task BeginSlowInstallAsync()
    {
        _ = _node.CallAsync("apt-get", "-q", "-y", "install", "lab-slow=1.0");
        return SlowHasBegunAsync("1.0");
    }

    public Task ResetAsync() => _node.ResetAsync();

    public async Task<string> LeftoversAsync() =>
        (await _node.CallAsync("dpkg", "--audit")).Stdout + string.Join('\n', _node.Host.Files.Names("/var/lib/runbook/apt"));

    public async Task TouchSourcesAsync()
    {
        await _node.PassAsync(1);
        _node.Host.Files.Write(SimulatedNode.Sources, _node.Host.Files.Read(SimulatedNode.Sources)!);
    }

    public Task BreakSourcesAsync(bool isBroken)
    {
        if (isBroken)
            _node.Host.Files.Write("/etc/apt/sources.list.d/broken.list", "deb [trusted=yes] http://127.0.0.1:9/nothing ./\n");
        else
            _node.Host.Files.Remove("/etc/apt/sources.list.d/broken.list");
        return Task.CompletedTask;
    }

    protected override Task OnNodeAsync(Func<IPackageNode, Task> scenario)
    {
        _node.Run(() => scenario(this));
        return Task.CompletedTask;
    }
}
