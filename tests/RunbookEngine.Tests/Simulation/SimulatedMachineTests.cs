using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Programs.Debian;
using RunbookEngine.Tests.Handlers;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Simulation;

/// <summary>A simulated machine as handlers find it: what a loss of power leaves, what a reboot changes, and what befalls packages and units.</summary>
public sealed class SimulatedMachineTests
{
    private readonly SimulatedNode _node = new(change: static n => n with
    {
        Packages = [.. n.Packages, new("kubeadm", "1.30.4-1.1"), new("kubelet", "1.30.4-1.1")],
        Held = ["kubelet", "kubeadm"],
    });

    [Fact]
    public void Wherever_the_power_goes_in_an_installation_the_next_attempts_end_in_the_same_world()
    {
        var undisturbed = Upgraded(null);
        for (var after = 0.1; after < 12; after += 0.3)
            Assert.Equal(undisturbed.Facts, Upgraded(after).Facts);

        Assert.Contains("w1: apt installed kubelet 1.30.6-1.1", undisturbed.Effects);
        Assert.Contains("w1: hold kubelet", undisturbed.Facts);
    }

    [Fact]
    public void An_installation_that_loses_its_power_is_noted_once()
    {
        for (var after = 0.1; after < 12; after += 0.3)
            Assert.Single(Upgraded(after).Effects, static e => e == "w1: apt installed kubelet 1.30.6-1.1");
    }

    [Fact]
    public void A_kubelet_runs_in_its_new_version_once_it_is_started_anew() => _node.Run(async () =>
    {
        var reports = new List<string>();
        _node.Machine.KubeletChanged = (version, isRunning) => reports.Add($"{version} {isRunning}");
        Assert.Equal("1.30.4", _node.Machine.RunningKubelet);

        await DoneAsync(Install("kubelet", "1.30.6"));
        Assert.Equal("1.30.4", _node.Machine.RunningKubelet);
        Assert.Empty(reports);

        await DoneAsync(Step(_node, "systemctl", "restart", ("unit", Text("kubelet"))));
        Assert.Equal(["1.30.4 False", "1.30.6 True"], reports);
    });

    [Fact]
    public void A_reboot_brings_the_new_kernel_and_what_is_enabled_and_takes_away_the_wish_for_it() => _node.Run(async () =>
    {
        _node.Repository.Add("linux-image-6.8.0-90-generic", "6.8.0-90.91");
        await DoneAsync(Step(_node, "apt", "update"));
        await DoneAsync(Step(_node, "apt", "install", ("packages", Text("linux-image-6.8.0-90-generic"))));
        await DoneAsync(Step(_node, "systemctl", "disable", ("unit", Text("ssh"))));
        var probe = Assert.IsType<ProbeResult.Needed>(await Step(_node, "reboot", "if-required").ProbeAsync());
        Assert.Contains("6.8.0-90-generic is installed and 6.8.0-79-generic runs", probe.Change, StringComparison.Ordinal);

        var outputs = await DoneAsync(Step(_node, "reboot", "if-required"));

        Assert.Equal(Text("6.8.0-90-generic"), outputs["kernel"]);
        Assert.Equal(Text("running"), outputs["system_state"]);
        Assert.Equal(2, _node.Host.Boots);
        Assert.Equal("1.30.4", _node.Machine.RunningKubelet);
        Assert.False(_node.Machine.Units.Find("ssh")!.IsActive);
        Assert.IsType<ProbeResult.Satisfied>(await Step(_node, "reboot", "if-required").ProbeAsync());
        Assert.Single(_node.World.Effects, static e => e == "w1: rebooted");
    });

    [Fact]
    public void A_package_that_the_repository_lost_is_a_failure_that_says_so() => _node.Run(async () =>
    {
        _node.Repository.Withdraw("kubelet", "w1");

        var failure = await Install("kubelet", "1.30.6").FailAsync();
        Assert.Equal("apt-failed", failure.Code);
        Assert.Contains("apt: update", failure.Hint, StringComparison.Ordinal);
        Assert.Equal("1.30.4-1.1", _node.Machine.Packages.Whole("kubelet")!.Version);

        await DoneAsync(Step(_node, "apt", "update"));
        Assert.Equal("version-not-found", (await Install("kubelet", "1.30.6").FailAsync()).Code);

        _node.Repository.PutBack("kubelet", "w1");
        await DoneAsync(Install("kubelet", "1.30.6"));
    });

    [Fact]
    public void A_full_disk_is_a_failure_that_leaves_packages_as_they_were() => _node.Run(async () =>
    {
        var before = string.Join('\n', _node.Machine.Packages.Lines);
        _node.Host.Files.IsFull = true;
        Assert.Contains("make room", (await Install("kubelet", "1.30.6").FailAsync()).Hint, StringComparison.Ordinal);

        _node.Host.Files.IsFull = false;
        var running = Install("kubelet", "1.30.6").FailAsync();
        await _node.UntilAsync(() => _node.Machine.Packages.Find("kubelet")!.Status == PackageState.HalfInstalled);
        _node.Host.Files.IsFull = true;
        Assert.Contains("make room", (await running).Hint, StringComparison.Ordinal);
        Assert.Equal(before, string.Join('\n', _node.Machine.Packages.Lines));

        _node.Host.Files.IsFull = false;
        await DoneAsync(Install("kubelet", "1.30.6"));
    });

    [Fact]
    public void A_lock_that_somebody_holds_for_a_while_is_waited_for() => _node.Run(async () =>
    {
        var begin = _node.World.Time.GetUtcNow();
        _node.Machine.HoldLock(TimeSpan.FromMinutes(3));
        await _node.PassAsync(1);

        await DoneAsync(Install("kubelet", "1.30.6"));

        Assert.InRange(_node.World.Time.GetUtcNow() - begin, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(4));
    });

    [Fact]
    public void A_unit_that_cannot_be_started_fails_with_its_own_words_until_it_is_mended() => _node.Run(async () =>
    {
        _node.Machine.BreakUnit("kubelet", "failed to load kubelet config file");
        var failure = await Step(_node, "systemctl", "restart", ("unit", Text("kubelet"))).FailAsync();
        Assert.Equal("restart-failed", failure.Code);
        Assert.Contains(failure.Details, static l => l.Contains("failed to load kubelet config file", StringComparison.Ordinal));
        Assert.Null(_node.Machine.RunningKubelet);

        _node.Machine.BreakUnit("kubelet", null);
        await DoneAsync(Step(_node, "systemctl", "restart", ("unit", Text("kubelet"))));
    });

    [Fact]
    public void Power_that_goes_while_it_boots_keeps_a_machine_down() => _node.Run(async () =>
    {
        _node.Host.Restart();
        await _node.PassAsync(10);
        _node.Host.PowerOff();
        await _node.PassAsync(300);
        Assert.False(_node.Host.IsOn);
    });

    [Fact]
    public void A_change_is_committed_once() => _node.Run(async () =>
    {
        async Task<int?> GitAsync(params string[] words) => (await _node.CallAsync(["git", "-C", "/srv/backup", .. words])).ExitStatus;
        _node.Host.Files.Write("/srv/backup/one/all.yaml", "kind: List");
        Assert.Equal(128, await GitAsync("rev-parse", "--is-inside-work-tree"));
        Assert.Equal(0, await GitAsync("init", "--quiet"));
        Assert.Equal(0, await GitAsync("add", "--all", "--force", "--", "one"));
        Assert.Equal(1, await GitAsync("diff", "--cached", "--quiet", "--", "one"));
        Assert.Equal(0, await GitAsync("-c", "user.name=runbook", "commit", "--quiet", "--message", "backup", "--", "one"));
        Assert.Equal(0, await GitAsync("diff", "--cached", "--quiet", "--", "one"));
        Assert.Equal(1, await GitAsync("commit", "--quiet", "--message", "backup", "--", "one"));
        Assert.Equal(40, (await _node.CallAsync("git", "-C", "/srv/backup", "rev-parse", "HEAD")).Stdout.Trim().Length);
    });

    /// <summary>Installs a held kubelet anew, loses the power after a while, and tries again until it is there.</summary>
    private static (IReadOnlyList<string> Facts, IReadOnlyList<string> Effects) Upgraded(double? powerLoss)
    {
        var node = new SimulatedNode(change: static n => n with { Packages = [.. n.Packages, new("kubelet", "1.30.4-1.1")], Held = ["kubelet"] });
        node.Run(async () =>
        {
            var first = Install(node, "kubelet", "1.30.6").RunAsync();
            if (powerLoss is { } seconds)
            {
                await node.PassAsync(seconds);
                await node.ResetAsync();
            }

            if (await first is not StepOutcome.Succeeded)
                await DoneAsync(Install(node, "kubelet", "1.30.6").With(static c => c with { Attempt = 2 }));
            await DoneAsync(Step(node, "systemctl", "restart", ("unit", Text("kubelet"))));
            await node.PassAsync(60);
        });
        return (node.World.Facts(), node.World.Effects);
    }

    private ToolRun Install(string name, string version) => Install(_node, name, version);

    private static ToolRun Install(SimulatedNode node, string name, string version) => Step(node, "apt", "install", ("packages", Map((name, Text(version)))));

    private static ToolRun Step(SimulatedNode node, string tool, string verb, params (string, Value)[] settings) =>
        new ToolRun(tool, verb, settings).On(node.Commands).With(c => c with { Target = "w1", BaseDirectory = "", Clock = node.World.Time, StartedAt = node.World.Time.GetUtcNow() });

    private static async Task<Value.Map> DoneAsync(ToolRun step)
    {
        var outcome = await step.RunAsync();
        Assert.True(outcome is StepOutcome.Succeeded, outcome is StepOutcome.Failed(var f, _) ? $"{f.Message}: {string.Join('\n', f.Details)}" : outcome.ToString());
        return ((StepOutcome.Succeeded)outcome).Outputs;
    }
}
