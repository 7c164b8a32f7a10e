using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Handlers;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Lab;

/// <summary>The tool <c>apt</c> with a real apt, dpkg and repository.</summary>
[Collection(nameof(LabCollection))]
public sealed class PackagesOnNodeTests(LabMachines lab) : IAsyncLifetime
{
    private const string Node = "w1";

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

    [Fact]
    public async Task A_version_without_its_packaging_is_found_installed_and_held()
    {
        var outputs = await DoneAsync(Install(("kubeadm", "1.30.4"), ("kubelet", "1.30.*")).With(Hold));

        Assert.Equal("kubeadm=1.30.4-1.1, kubelet=1.30.6-1.1", outputs["versions"]!.ToString());
        Assert.Equal("kubeadm, kubelet", outputs["held"]!.ToString());
        Assert.Equal("kubeadm, kubelet", outputs["added"]!.ToString());
        Assert.Equal("kubeadm\nkubelet", await HeldAsync());
        Assert.IsType<ProbeResult.Satisfied>(await Install(("kubeadm", "1.30.4"), ("kubelet", "1.30.*")).With(Hold).On(new NodeCommands(Node)).ProbeAsync());
    }

    [Fact]
    public async Task A_held_package_goes_to_its_new_version_and_is_held_again_and_that_counts_as_no_change_of_holds()
    {
        await DoneAsync(Install(("kubeadm", "1.30.4")).With(Hold));

        var outputs = await DoneAsync(Install(("kubeadm", "1.30.6")));

        Assert.Equal("kubeadm", await HeldAsync());
        Assert.Equal("", outputs["held"]!.ToString());
        Assert.Equal("kubeadm=1.30.4-1.1", outputs["before"]!.ToString());
        Assert.Equal("name=kubeadm, from=1.30.4-1.1, to=1.30.6-1.1", outputs["packages"]!.ToString());
    }

    [Fact]
    public async Task An_older_version_is_installed_only_where_that_is_said()
    {
        await DoneAsync(Install(("kubeadm", "1.30.6")));

        var failure = await Install(("kubeadm", "1.30.4")).On(new NodeCommands(Node)).FailAsync();
        Assert.Equal("downgrade", failure.Code);
        Assert.Contains("kubeadm 1.30.6-1.1 to 1.30.4-1.1", failure.Message, StringComparison.Ordinal);

        var outputs = await DoneAsync(Step("install", ("packages", Map(("kubeadm", Text("1.30.4")))), ("allow-downgrades", Flag(true))));
        Assert.Equal("kubeadm=1.30.4-1.1", outputs["versions"]!.ToString());
    }

    [Fact]
    public async Task A_version_of_another_minor_is_there_after_the_repository_was_switched()
    {
        var failure = await Install(("kubeadm", "1.31.2")).On(new NodeCommands(Node)).FailAsync();
        Assert.Equal("version-not-found", failure.Code);
        Assert.Contains("1.30.6-1.1, 1.30.4-1.1", failure.Message, StringComparison.Ordinal);
        Assert.False(lab.Has(Node, "/var/lib/runbook/apt/20250601-120000-abcd-step-0-before"), "nothing was done, and the note is still there");

        await lab.InAsync(Node, "sed -i s,/v1.30/,/v1.31/, /etc/apt/sources.list.d/*.list");
        await DoneAsync(Step("update"));
        await DoneAsync(Install(("kubeadm", "v1.31.2")));

        Assert.Equal("v1.31.2", await lab.InAsync(Node, "kubeadm version"));
    }

    [Fact]
    public async Task An_upgrade_tells_what_it_changed_and_that_a_reboot_is_asked_for()
    {
        var step = Step("upgrade");
        Assert.Contains("lab-base 1.0 to 1.1", Assert.IsType<ProbeResult.Needed>(await step.On(new NodeCommands(Node)).ProbeAsync()).Change, StringComparison.Ordinal);

        var outputs = await DoneAsync(step);

        Assert.Contains("name=lab-base, from=1.0, to=1.1", outputs["packages"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(Flag(true), outputs["reboot_required"]);
        Assert.Contains("lab-base", outputs["reboot_reason"]!.ToString(), StringComparison.Ordinal);
        Assert.IsType<ProbeResult.Satisfied>(await step.On(new NodeCommands(Node)).ProbeAsync());
    }

    [Fact]
    public async Task An_upgrade_leaves_what_is_held()
    {
        Assert.Equal("lab-base", (await DoneAsync(Step("hold", ("packages", Text("lab-base")))))["held"]!.ToString());

        var probe = await Step("full-upgrade").On(new NodeCommands(Node)).ProbeAsync();

        Assert.DoesNotContain("lab-base", (probe as ProbeResult.Needed)?.Change ?? "", StringComparison.Ordinal);
        Assert.Equal("lab-base", (await DoneAsync(Step("unhold", ("packages", Text("lab-base")))))["unheld"]!.ToString());
        Assert.Equal("", await HeldAsync());
    }

    [Fact]
    public async Task A_package_that_is_not_installed_can_be_held_for_the_day_it_comes()
    {
        var hold = Step("hold", ("packages", Text("lab-slow")));

        Assert.Equal("lab-slow", (await DoneAsync(hold))["held"]!.ToString());
        Assert.IsType<ProbeResult.Satisfied>(await hold.On(new NodeCommands(Node)).ProbeAsync());
        Assert.Equal("lab-slow", (await DoneAsync(Step("unhold", ("packages", Text("lab-slow")))))["unheld"]!.ToString());
        Assert.IsType<ProbeResult.Needed>(await hold.On(new NodeCommands(Node)).ProbeAsync());
    }

    [Fact]
    public async Task Another_dpkg_is_waited_for()
    {
        await lab.InAsync(Node, "echo 4 >/etc/lab-slow; (setsid apt-get -q -y install lab-slow=1.0 >/dev/null 2>&1 &)");
        await Eventually.Holds(() => lab.Lines(Node, "/var/log/lab-slow.log") is ["begin 1.0"]);

        await DoneAsync(Step("hold", ("packages", Text("lab-base"))));
        await DoneAsync(Install(("kubeadm", "1.30.4")));

        Assert.Equal("lab-base", await HeldAsync());
        Assert.Equal("1.0 installed", await lab.InAsync(Node, "dpkg-query -W -f '${Version} ${db:Status-Status}' lab-slow"));
    }

    [Fact]
    public async Task A_lock_that_is_never_given_back_is_a_failure_that_says_so()
    {
        await lab.InAsync(Node, "echo 60 >/etc/lab-slow; (setsid apt-get -q -y install lab-slow=1.0 >/dev/null 2>&1 &)");
        await Eventually.Holds(() => lab.Lines(Node, "/var/log/lab-slow.log") is ["begin 1.0"]);

        var failure = await Step("install", ("packages", Text("kubeadm")), ("lock-timeout", Text("2s"))).On(new NodeCommands(Node)).FailAsync();
        await lab.NodeAsync("reset", Node);
        await lab.NodeAsync("wait", Node);

        Assert.Equal("apt-failed", failure.Code);
        Assert.Contains("lock-timeout", failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_loss_of_power_in_the_middle_the_next_attempt_mends_and_ends_what_the_first_began()
    {
        await lab.InAsync(Node, "apt-mark hold lab-base; echo 60 >/etc/lab-slow");
        var requests = Map(("lab-slow", Text("1.1")), ("lab-base", Text("1.1")));
        var first = Step("install", ("packages", requests)).On(new NodeCommands(Node)).RunAsync();
        await Eventually.Holds(() => lab.Lines(Node, "/var/log/lab-slow.log") is ["begin 1.1"]);
        await lab.NodeAsync("reset", Node);
        await lab.NodeAsync("wait", Node);
        Assert.IsType<StepOutcome.Failed>(await first);
        await lab.InAsync(Node, "echo 0 >/etc/lab-slow");
        var second = Step("install", ("packages", requests)).On(new NodeCommands(Node)).With(static c => c with { Attempt = 2 });

        Assert.IsType<ProbeResult.Needed>(await second.With(static c => c with { BootId = "before" }).ProbeAsync());
        var outputs = await DoneAsync(second);

        Assert.Equal("lab-slow=1.1, lab-base=1.1", outputs["versions"]!.ToString());
        Assert.Equal("name=lab-base, from=1.0, to=1.1, name=lab-slow, from=, to=1.1", outputs["packages"]!.ToString());
        Assert.Equal("lab-base", await HeldAsync());
        Assert.Equal("", await lab.InAsync(Node, "dpkg --audit; ls /var/lib/runbook/apt"));
    }

    [Fact]
    public async Task Only_what_is_named_is_removed()
    {
        await DoneAsync(Install(("kubeadm", "1.30.4")));

        Assert.Equal("name=kubeadm, from=1.30.4-1.1, to=", (await DoneAsync(Step("remove", ("packages", Text("kubeadm")))))["packages"]!.ToString());

        var failure = await Step("remove", ("packages", Text("openssh-sftp-server"))).On(new NodeCommands(Node)).FailAsync();
        Assert.Equal("would-remove", failure.Code);
        Assert.Contains("openssh-server", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Young_lists_are_left_alone_until_a_source_changes()
    {
        await DoneAsync(Step("update"));
        var step = Step("update", ("max-age", Text("1h")));
        Assert.IsType<ProbeResult.Satisfied>(await step.On(new NodeCommands(Node)).ProbeAsync());

        await lab.InAsync(Node, "sleep 0.1; touch /etc/apt/sources.list.d/*.list");
        Assert.IsType<ProbeResult.Needed>(await step.On(new NodeCommands(Node)).ProbeAsync());
    }

    [Fact]
    public async Task Lists_that_cannot_be_fetched_are_a_failure()
    {
        await lab.InAsync(Node, "echo 'deb [trusted=yes] http://127.0.0.1:9/nothing ./' >/etc/apt/sources.list.d/broken.list");
        var failure = await Step("update").On(new NodeCommands(Node)).FailAsync();
        await lab.InAsync(Node, "rm /etc/apt/sources.list.d/broken.list");

        Assert.Equal("update-failed", failure.Code);
    }

    private static StepContext Hold(StepContext context) =>
        context with { Arguments = new(new Value.Map([.. context.Arguments.Values.Entries, new("hold", Flag(true))])) };

    private static ToolRun Install(params (string Name, string Version)[] packages) =>
        Step("install", ("packages", Map([.. packages.Select(static p => (p.Name, Text(p.Version)))])));

    private static ToolRun Step(string verb, params (string, Value)[] settings) =>
        new ToolRun("apt", verb, settings).With(static c => c with { Target = Node, BaseDirectory = "" });

    private static async Task<Value.Map> DoneAsync(ToolRun step)
    {
        var outcome = await step.On(new NodeCommands(Node)).RunAsync();
        Assert.True(outcome is StepOutcome.Succeeded, outcome is StepOutcome.Failed(var f, _) ? $"{f.Message}: {string.Join('\n', f.Details)}" : outcome.ToString());
        return ((StepOutcome.Succeeded)outcome).Outputs;
    }

    private Task<string> HeldAsync() => lab.InAsync(Node, "apt-mark showhold");
}
