using RunbookEngine.Execution;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.NodeContract;

namespace RunbookEngine.Tests.Lab;

/// <summary>The tool <c>apt</c> with a real apt, dpkg and repository.</summary>
[Collection(nameof(LabCollection))]
public sealed class PackagesOnNodeTests(LabMachines lab) : PackagesContract, IPackageNode, IAsyncLifetime
{
    public ICommands Commands => new NodeCommands(Node);

    public async ValueTask InitializeAsync()
    {
        await lab.UpAsync();
        await lab.InAsync(Node, """
            export DEBIAN_FRONTEND=noninteractive
            rm -f /etc/lab-slow; dpkg --configure -a; rm -rf /var/lib/runbook /var/log/lab-slow.log /run/reboot-required*
            sed -i 's,/v1\.[0-9]*/,/v1.30/,' /etc/apt/sources.list.d/*.list
            apt-mark unhold kubeadm kubelet kubectl lab-base lab-slow
            apt-get -q update && apt-get -q -y purge kubeadm kubelet kubectl lab-slow && apt-get -q -y --allow-downgrades install lab-base=1.0
            """);
    }

    /// <summary>A power loss leaves a dpkg that was interrupted, which is not for the next one to mend.</summary>
    public async ValueTask DisposeAsync() => await lab.InAsync(Node, "rm -f /etc/lab-slow; dpkg --configure -a");

    public Task<string> HeldAsync() => lab.InAsync(Node, "apt-mark showhold");

    public Task HoldAsync(string package) => lab.InAsync(Node, $"apt-mark hold {package}");

    public Task<string> InstalledAsync(string package) => lab.InAsync(Node, "dpkg-query -W -f '${Version} ${db:Status-Status}' " + package);

    public Task<string> KubeadmVersionAsync() => lab.InAsync(Node, "kubeadm version");

    public Task SwitchMinorAsync(string minor) => lab.InAsync(Node, $"sed -i s,/v1.30/,/v{minor}/, /etc/apt/sources.list.d/*.list");

    public bool HasNote(string name) => lab.Has(Node, "/var/lib/runbook/apt/" + name);

    public Task SlowDownAsync(int seconds) => lab.InAsync(Node, $"echo {seconds} >/etc/lab-slow");

    public Task SlowHasBegunAsync(string version) => Eventually.Holds(() => lab.Lines(Node, "/var/log/lab-slow.log") is [var line] && line == "begin " + version);

    public async Task BeginSlowInstallAsync()
    {
        await lab.InAsync(Node, "(setsid apt-get -q -y install lab-slow=1.0 >/dev/null 2>&1 &)");
        await SlowHasBegunAsync("1.0");
    }

    public async Task ResetAsync()
    {
        await lab.NodeAsync("reset", Node);
        await lab.NodeAsync("wait", Node);
    }

    public Task<string> LeftoversAsync() => lab.InAsync(Node, "dpkg --audit; ls /var/lib/runbook/apt");

    public Task TouchSourcesAsync() => lab.InAsync(Node, "sleep 0.1; touch /etc/apt/sources.list.d/*.list");

    public Task BreakSourcesAsync(bool isBroken) => lab.InAsync(
        Node,
        isBroken ? "echo 'deb [trusted=yes] http://127.0.0.1:9/nothing ./' >/etc/apt/sources.list.d/broken.list" : "rm /etc/apt/sources.list.d/broken.list");

    protected override Task OnNodeAsync(Func<IPackageNode, Task> scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return scenario(this);
    }
}
