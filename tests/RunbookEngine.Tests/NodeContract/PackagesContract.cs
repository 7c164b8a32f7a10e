using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Handlers;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.NodeContract;

/// <summary>
/// A machine whose packages are worked on: one of the lab, or a simulated one. It is offered kubeadm, kubelet and kubectl 1.30.4, 1.30.6, 1.31.2 and 1.31.4, each minor in a repository of its own, 1.30 at
/// first; lab-base 1.0, installed, and 1.1, which asks for a reboot; and lab-slow 1.0 and 1.1, which takes as long to configure as one likes.
/// </summary>
public interface IPackageNode
{
    /// <summary>A new way to its commands, as each attempt of a step has one.</summary>
    ICommands Commands { get; }

    Task<string> HeldAsync();

    Task HoldAsync(string package);

    /// <summary>Version and status, such as <c>1.0 installed</c>.</summary>
    Task<string> InstalledAsync(string package);

    Task<string> KubeadmVersionAsync();

    Task SwitchMinorAsync(string minor);

    /// <summary>Whether the note of a step is still there.</summary>
    bool HasNote(string name);

    /// <summary>How long lab-slow takes from now on.</summary>
    Task SlowDownAsync(int seconds);

    /// <summary>Returns once lab-slow is being configured.</summary>
    Task SlowHasBegunAsync(string version);

    /// <summary>Lets somebody else install lab-slow 1.0.</summary>
    Task BeginSlowInstallAsync();

    /// <summary>Takes the power away and gives it back; returns once it is up.</summary>
    Task ResetAsync();

    /// <summary>What dpkg and the engine left unfinished.</summary>
    Task<string> LeftoversAsync();

    Task TouchSourcesAsync();

    /// <summary>Adds a source where nothing answers, or takes it away.</summary>
    Task BreakSourcesAsync(bool isBroken);
}

/// <summary>The tool <c>apt</c> on real machines and on simulated ones: where the two differ, the simulation is wrong.</summary>
public abstract class PackagesContract
{
    protected const string Node = "w1";

    /// <summary>Does a scenario on a fresh machine, in its own time.</summary>
    protected abstract Task OnNodeAsync(Func<IPackageNode, Task> scenario);

    [Fact]
    public Task A_version_without_its_packaging_is_found_installed_and_held() => OnNodeAsync(static async node =>
    {
        var outputs = await DoneAsync(node, Install(("kubeadm", "1.30.4"), ("kubelet", "1.30.*")).With(Hold));

        Assert.Equal("kubeadm=1.30.4-1.1, kubelet=1.30.6-1.1", outputs["versions"]!.ToString());
        Assert.Equal("kubeadm, kubelet", outputs["held"]!.ToString());
        Assert.Equal("kubeadm, kubelet", outputs["added"]!.ToString());
        Assert.Equal("kubeadm\nkubelet", await node.HeldAsync());
        Assert.IsType<ProbeResult.Satisfied>(await Install(("kubeadm", "1.30.4"), ("kubelet", "1.30.*")).With(Hold).On(node.Commands).ProbeAsync());
    });

    [Fact]
    public Task A_held_package_goes_to_its_new_version_and_is_held_again_and_that_counts_as_no_change_of_holds() => OnNodeAsync(static async node =>
    {
        await DoneAsync(node, Install(("kubeadm", "1.30.4")).With(Hold));

        var outputs = await DoneAsync(node, Install(("kubeadm", "1.30.6")));

        Assert.Equal("kubeadm", await node.HeldAsync());
        Assert.Equal("", outputs["held"]!.ToString());
        Assert.Equal("kubeadm=1.30.4-1.1", outputs["before"]!.ToString());
        Assert.Equal("name=kubeadm, from=1.30.4-1.1, to=1.30.6-1.1", outputs["packages"]!.ToString());
    });

    [Fact]
    public Task An_older_version_is_installed_only_where_that_is_said() => OnNodeAsync(static async node =>
    {
        await DoneAsync(node, Install(("kubeadm", "1.30.6")));

        var failure = await Install(("kubeadm", "1.30.4")).On(node.Commands).FailAsync();
        Assert.Equal("downgrade", failure.Code);
        Assert.Contains("kubeadm 1.30.6-1.1 to 1.30.4-1.1", failure.Message, StringComparison.Ordinal);

        var outputs = await DoneAsync(node, Step("install", ("packages", Map(("kubeadm", Text("1.30.4")))), ("allow-downgrades", Flag(true))));
        Assert.Equal("kubeadm=1.30.4-1.1", outputs["versions"]!.ToString());
    });

    [Fact]
    public Task A_version_of_another_minor_is_there_after_the_repository_was_switched() => OnNodeAsync(static async node =>
    {
        var failure = await Install(("kubeadm", "1.31.2")).On(node.Commands).FailAsync();
        Assert.Equal("version-not-found", failure.Code);
        Assert.Contains("1.30.6-1.1, 1.30.4-1.1", failure.Message, StringComparison.Ordinal);
        Assert.False(node.HasNote("20250601-120000-abcd-step-0-before"), "nothing was done, and the note is still there");

        await node.SwitchMinorAsync("1.31");
        await DoneAsync(node, Step("update"));
        await DoneAsync(node, Install(("kubeadm", "v1.31.2")));

        Assert.Equal("v1.31.2", await node.KubeadmVersionAsync());
    });

    [Fact]
    public Task A_version_that_the_lists_are_too_old_for_is_found() => OnNodeAsync(static async node =>
    {
        await node.SwitchMinorAsync("1.31");

        await DoneAsync(node, Install(("kubeadm", "1.31.2")));

        Assert.Equal("v1.31.2", await node.KubeadmVersionAsync());
    });

    [Fact]
    public Task Where_the_lists_cannot_be_fetched_it_is_still_the_version_that_is_not_found() => OnNodeAsync(static async node =>
    {
        await node.BreakSourcesAsync(true);

        Assert.Equal("version-not-found", (await Install(("kubeadm", "1.31.2")).On(node.Commands).FailAsync()).Code);

        await node.BreakSourcesAsync(false);
    });

    [Fact]
    public Task An_upgrade_tells_what_it_changed_and_that_a_reboot_is_asked_for() => OnNodeAsync(static async node =>
    {
        var step = Step("upgrade");
        Assert.Contains("lab-base 1.0 to 1.1", Assert.IsType<ProbeResult.Needed>(await step.On(node.Commands).ProbeAsync()).Change, StringComparison.Ordinal);

        var outputs = await DoneAsync(node, step);

        Assert.Contains("name=lab-base, from=1.0, to=1.1", outputs["packages"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(Flag(true), outputs["reboot_required"]);
        Assert.Contains("lab-base", outputs["reboot_reason"]!.ToString(), StringComparison.Ordinal);
        Assert.IsType<ProbeResult.Satisfied>(await step.On(node.Commands).ProbeAsync());
    });

    [Fact]
    public Task An_upgrade_leaves_what_is_held() => OnNodeAsync(static async node =>
    {
        Assert.Equal("lab-base", (await DoneAsync(node, Step("hold", ("packages", Text("lab-base")))))["held"]!.ToString());

        var probe = await Step("full-upgrade").On(node.Commands).ProbeAsync();

        Assert.DoesNotContain("lab-base", (probe as ProbeResult.Needed)?.Change ?? "", StringComparison.Ordinal);
        Assert.Equal("lab-base", (await DoneAsync(node, Step("unhold", ("packages", Text("lab-base")))))["unheld"]!.ToString());
        Assert.Equal("", await node.HeldAsync());
    });

    [Fact]
    public Task A_package_that_is_not_installed_can_be_held_for_the_day_it_comes() => OnNodeAsync(static async node =>
    {
        var hold = Step("hold", ("packages", Text("lab-slow")));

        Assert.Equal("lab-slow", (await DoneAsync(node, hold))["held"]!.ToString());
        Assert.IsType<ProbeResult.Satisfied>(await hold.On(node.Commands).ProbeAsync());
        Assert.Equal("lab-slow", (await DoneAsync(node, Step("unhold", ("packages", Text("lab-slow")))))["unheld"]!.ToString());
        Assert.IsType<ProbeResult.Needed>(await hold.On(node.Commands).ProbeAsync());
    });

    [Fact]
    public Task Another_dpkg_is_waited_for() => OnNodeAsync(static async node =>
    {
        await node.SlowDownAsync(4);
        await node.BeginSlowInstallAsync();

        await DoneAsync(node, Step("hold", ("packages", Text("lab-base"))));
        await DoneAsync(node, Install(("kubeadm", "1.30.4")));

        Assert.Equal("lab-base", await node.HeldAsync());
        Assert.Equal("1.0 installed", await node.InstalledAsync("lab-slow"));
    });

    [Fact]
    public Task A_lock_that_is_never_given_back_is_a_failure_that_says_so() => OnNodeAsync(static async node =>
    {
        await node.SlowDownAsync(60);
        await node.BeginSlowInstallAsync();

        var failure = await Step("install", ("packages", Text("kubeadm")), ("lock-timeout", Text("2s"))).On(node.Commands).FailAsync();
        await node.ResetAsync();

        Assert.Equal("apt-failed", failure.Code);
        Assert.Contains("lock-timeout", failure.Hint, StringComparison.Ordinal);
    });

    [Fact]
    public Task After_a_loss_of_power_in_the_middle_the_next_attempt_mends_and_ends_what_the_first_began() => OnNodeAsync(static async node =>
    {
        await node.HoldAsync("lab-base");
        await node.SlowDownAsync(60);
        var requests = Map(("lab-slow", Text("1.1")), ("lab-base", Text("1.1")));
        var first = Step("install", ("packages", requests)).On(node.Commands).RunAsync();
        await node.SlowHasBegunAsync("1.1");
        await node.ResetAsync();
        Assert.IsNotType<StepOutcome.Succeeded>(await first);
        await node.SlowDownAsync(0);
        var second = Step("install", ("packages", requests)).On(node.Commands).With(static c => c with { Attempt = 2 });

        Assert.IsType<ProbeResult.Needed>(await second.With(static c => c with { BootId = "before" }).ProbeAsync());
        var outputs = await DoneAsync(node, second);

        Assert.Equal("lab-slow=1.1, lab-base=1.1", outputs["versions"]!.ToString());
        Assert.Equal("name=lab-base, from=1.0, to=1.1, name=lab-slow, from=, to=1.1", outputs["packages"]!.ToString());
        Assert.Equal("lab-base", await node.HeldAsync());
        Assert.Equal("", await node.LeftoversAsync());
    });

    [Fact]
    public Task Only_what_is_named_is_removed() => OnNodeAsync(static async node =>
    {
        await DoneAsync(node, Install(("kubeadm", "1.30.4")));

        Assert.Equal("name=kubeadm, from=1.30.4-1.1, to=", (await DoneAsync(node, Step("remove", ("packages", Text("kubeadm")))))["packages"]!.ToString());

        var failure = await Step("remove", ("packages", Text("openssh-sftp-server"))).On(node.Commands).FailAsync();
        Assert.Equal("would-remove", failure.Code);
        Assert.Contains("openssh-server", failure.Message, StringComparison.Ordinal);
    });

    [Fact]
    public Task Young_lists_are_left_alone_until_a_source_changes() => OnNodeAsync(static async node =>
    {
        await DoneAsync(node, Step("update"));
        var step = Step("update", ("max-age", Text("1h")));
        Assert.IsType<ProbeResult.Satisfied>(await step.On(node.Commands).ProbeAsync());

        await node.TouchSourcesAsync();
        Assert.IsType<ProbeResult.Needed>(await step.On(node.Commands).ProbeAsync());
    });

    [Fact]
    public Task Lists_that_cannot_be_fetched_are_a_failure() => OnNodeAsync(static async node =>
    {
        await node.BreakSourcesAsync(true);
        var failure = await Step("update").On(node.Commands).FailAsync();
        await node.BreakSourcesAsync(false);

        Assert.Equal("update-failed", failure.Code);
    });

    private static StepContext Hold(StepContext context) =>
        context with { Arguments = new(new Value.Map([.. context.Arguments.Values.Entries, new("hold", Flag(true))])) };

    private static ToolRun Install(params (string Name, string Version)[] packages) =>
        Step("install", ("packages", Map([.. packages.Select(static p => (p.Name, Text(p.Version)))])));

    private static ToolRun Step(string verb, params (string, Value)[] settings) =>
        new ToolRun("apt", verb, settings).With(static c => c with { Target = Node, BaseDirectory = "" });

    private static async Task<Value.Map> DoneAsync(IPackageNode node, ToolRun step)
    {
        var outcome = await step.On(node.Commands).RunAsync();
        Assert.True(outcome is StepOutcome.Succeeded, outcome is StepOutcome.Failed(var f, _) ? $"{f.Message}: {string.Join('\n', f.Details)}" : outcome.ToString());
        return ((StepOutcome.Succeeded)outcome).Outputs;
    }
}
