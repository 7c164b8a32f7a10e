using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Apt;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Handlers;

/// <summary>What apt and dpkg say, and what follows from it. What they do is tested on real machines.</summary>
public class AptTests
{
    private const string Available = "#version\tkubeadm\t1.30.4-1.1\n#version\tkubeadm\t1.30.10-1.1\n#version\tkubeadm\t1.30.6-1.1\n#version\tkubeadm\t1.30.6-2.1\n#candidate\tkubeadm\t1.30.10-1.1\n";

    [Theory]
    [InlineData("1.0", "1.0", 0)]
    [InlineData("1.9", "1.10", -1)]
    [InlineData("1.0~rc1", "1.0", -1)]
    [InlineData("1.0-1", "1.0-2", -1)]
    [InlineData("1.0-1", "1.0-1.1", -1)]
    [InlineData("1:0.9", "2.0", 1)]
    [InlineData("2.36-9+deb12u9", "2.36-9+deb12u10", -1)]
    [InlineData("1.2.3a", "1.2.3", 1)]
    [InlineData("1.0+dfsg-1", "1.0-1", 1)]
    [InlineData("5:24.0.7-1~debian.12~bookworm", "5:24.0.9-1~debian.12~bookworm", -1)]
    [InlineData("1.00", "1.0", 0)]
    public void Versions_are_compared_as_dpkg_does(string left, string right, int expected)
    {
        Assert.Equal(expected, Math.Sign(DebianVersion.Compare(left, right)));
        Assert.Equal(-expected, Math.Sign(DebianVersion.Compare(right, left)));
    }

    [Theory]
    [InlineData("1.31.2", "1.31.2-1.1", true)]
    [InlineData("1.31.2", "1.31.2", true)]
    [InlineData("1.31.2", "1.31.20-1.1", false)]
    [InlineData("1.31.2", "1.31.2~rc1-1", false)]
    [InlineData("1.31.2-1.1", "1.31.2-1.1", true)]
    [InlineData("1.31.2-1.1", "1.31.2-2.1", false)]
    [InlineData("1.31.*", "1.31.2-1.1", true)]
    [InlineData("1.31.*", "1.3.1-1.1", false)]
    [InlineData("24.0.7", "5:24.0.7-1~debian.12", true)]
    [InlineData("5:24.0.7-1~debian.12", "5:24.0.7-1~debian.12", true)]
    [InlineData("3.5.16", "3.5.16+dfsg-1", true)]
    public void The_packaging_of_a_version_need_not_be_written(string asked, string version, bool accepted) =>
        Assert.Equal(accepted, new PackageRequest("kubeadm", asked).Accepts(version));

    [Theory]
    [InlineData("1.30.6", "kubeadm=1.30.6-2.1")]
    [InlineData("v1.30.6", "kubeadm=1.30.6-2.1")]
    [InlineData("1.30.6-1.1", "kubeadm=1.30.6-1.1")]
    [InlineData("1.30.*", "kubeadm=1.30.10-1.1")]
    [InlineData("latest", "kubeadm")]
    public async Task The_newest_packaging_on_offer_is_taken(string version, string expected)
    {
        var commands = new FakeCommands(c => FakeCommands.Exited(0, IsScript(c, "look") ? Available : ""));

        await Install(version).On(commands).RunAsync();

        Assert.Equal(expected, commands.Executed.Single(static e => e.Label == "simulate").Command.Arguments[^1]);
        Assert.Equal(expected, commands.Executed.Single(static e => e.Label == "install").Command.Arguments[^1]);
    }

    [Theory]
    [InlineData("installed", "ok", true)]
    [InlineData("half-configured", "ok", false)]
    [InlineData("unpacked", "ok", false)]
    [InlineData("installed", "reinstreq", false)]
    [InlineData("config-files", "ok", false)]
    public async Task Only_a_package_that_is_there_as_a_whole_counts(string status, string error, bool isDone)
    {
        var commands = new FakeCommands(_ => FakeCommands.Exited(0, $"#package\tkubeadm\t1.30.6-1.1\t{status}\t{error}\n" + Available));

        var probe = await Install("1.30.6").On(commands).ProbeAsync();

        Assert.Equal(isDone ? typeof(ProbeResult.Satisfied) : typeof(ProbeResult.Needed), probe.GetType());
    }

    [Theory]
    [InlineData("#begun\n")]
    [InlineData("#interrupted\n")]
    public async Task What_is_unfinished_is_never_called_done(string found)
    {
        var commands = new FakeCommands(_ => FakeCommands.Exited(0, "#package\tkubeadm\t1.30.6-1.1\tinstalled\tok\n" + found));

        Assert.IsType<ProbeResult.Needed>(await Install("1.30.6").On(commands).ProbeAsync());
    }

    [Theory]
    [InlineData("Inst kubeadm [1.30.4-1.1] (1.30.6-1.1 / [all])\nRemv cri-tools [1.30.0-1.1]\n", "would-remove", "cri-tools")]
    [InlineData("Inst kubeadm (1.30.6-1.1 / [all])\nInst cri-tools [1.31.0-1.1] (1.30.0-1.1 / [all])\n", "downgrade", "cri-tools 1.31.0-1.1 to 1.30.0-1.1")]
    [InlineData("Inst kubeadm (1.30.6-1.1 / [all])\nInst kubernetes-cni [1.3.0-1.1] (1.4.0-1.1 / [all])\n", "held", "kubernetes-cni")]
    public async Task What_apt_would_do_beyond_what_was_asked_is_refused_by_name_before_it_is_done(string simulation, string code, string named)
    {
        var commands = new FakeCommands(c =>
            FakeCommands.Exited(0, c.Arguments.Contains("--simulate") ? simulation : IsScript(c, "look") ? Available + "#hold\tkubernetes-cni\n" : ""));

        var failure = await Install("1.30.6").On(commands).FailAsync();

        Assert.Equal(code, failure.Code);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.Equal(["prepare", "simulate", "finish"], commands.Executed.Select(static e => e.Label));
    }

    [Fact]
    public async Task An_attempt_that_is_cut_off_anywhere_starts_each_of_its_commands_once()
    {
        for (var moment = 0; ; moment++)
        {
            var installed = false;
            var target = new FakeCommands(c =>
            {
                installed |= c.Arguments.Contains("install") && !c.Arguments.Contains("--simulate");
                if (IsScript(c, "#changed"))
                    return FakeCommands.Exited(0, "#changed\tkubeadm\t1.30.4-1.1\tinstall\tinstalled\t1.30.6-2.1\thold\tinstalled\n");
                return FakeCommands.Exited(0, Available + $"#package\tkubeadm\t{(installed ? "1.30.6-2.1" : "1.30.4-1.1")}\tinstalled\tok\n");
            });
            var commands = new DyingCommands(target) { DiesAfter = moment };
            var step = Install("1.30.6", ("hold", Flag(true))).On(commands);
            var died = false;
            try
            {
                await step.RunAsync();
            }
            catch (CrashException)
            {
                died = true;
            }

            commands.DiesAfter = null;
            var outputs = Assert.IsType<StepOutcome.Succeeded>(await step.RunAsync()).Outputs;
            Assert.Equal(["prepare", "simulate", "install", "finish"], target.Executed.Select(static e => e.Label));
            Assert.Equal("kubeadm=1.30.6-2.1", outputs["versions"]!.ToString());
            Assert.Equal("kubeadm=1.30.4-1.1", outputs["before"]!.ToString());
            Assert.Equal("kubeadm", outputs["held"]!.ToString());
            if (!died)
                break;
        }
    }

    [Fact]
    public async Task A_command_that_was_lost_is_a_doubt()
    {
        foreach (var lost in new[] { "prepare", "simulate", "install", "finish" })
        {
            var inner = new FakeCommands(_ => FakeCommands.Exited(0, Available));
            var commands = new LosingCommands(inner, lost);

            Assert.IsType<StepOutcome.InDoubt>(await Install("1.30.6").On(commands).RunAsync());
        }
    }

    [Fact]
    public async Task Holds_that_apt_lifts_are_put_back_also_when_an_earlier_attempt_lost_its_power()
    {
        var commands = new FakeCommands(c => FakeCommands.Exited(0, IsScript(c, "look") ? Available + "#begun\n#was-held\tkubeadm\n" : ""));

        await Install("1.30.6").On(commands).RunAsync();

        var act = commands.Executed.Single(static e => e.Label == "install").Command;
        Assert.Equal("kubeadm", act.Arguments[6]);
        Assert.Contains("--allow-change-held-packages", act.Arguments);
    }

    [Theory]
    [InlineData("Kubeadm")]
    [InlineData("a b")]
    [InlineData("--purge")]
    [InlineData("x;reboot")]
    [InlineData("kubeadm=$(id)")]
    public async Task A_name_that_no_package_has_is_refused(string name)
    {
        var commands = new FakeCommands();

        Assert.Equal("bad-setting", (await new ToolRun("apt", "install", ("packages", Text(name))).On(commands).FailAsync()).Code);
        Assert.Empty(commands.Executed);
    }

    [Fact]
    public async Task A_version_that_was_read_as_a_number_is_refused() =>
        Assert.Equal("bad-setting", (await new ToolRun("apt", "install", ("packages", Map(("kubeadm", new Value.Real(1.3))))).FailAsync()).Code);

    [Fact]
    public async Task Nothing_to_undo_is_nothing_to_do()
    {
        foreach (var (verb, nothing) in new (string, Value)[] { ("install", Map()), ("unhold", new Value.List([])), ("remove", new Value.List([])) })
            Assert.IsType<ProbeResult.Satisfied>(await new ToolRun("apt", verb, ("packages", nothing)).ProbeAsync());
    }

    [Fact]
    public void What_is_kept_back_is_read()
    {
        var simulation = AptSimulation.Parse("The following packages have been kept back:\n  kubeadm kubelet\n  linux-image-amd64\n0 upgraded, 0 newly installed\n");

        Assert.True(simulation.IsEmpty);
        Assert.Equal(["kubeadm", "kubelet", "linux-image-amd64"], simulation.KeptBack);
    }

    [Theory]
    [InlineData("deb [signed-by=/k.gpg] https://pkgs.k8s.io/core:/stable:/v1.30/deb/ /\n", "deb [signed-by=/k.gpg] https://pkgs.k8s.io/core:/stable:/v1.31/deb/ /\n")]
    [InlineData("Types: deb\nURIs: https://mirror/v1.30/deb\nSuites: /\n", "Types: deb\nURIs: https://mirror/v1.31/deb\nSuites: /\n")]
    [InlineData("URIs: https://mirror/v1.30\n", "URIs: https://mirror/v1.31\n")]
    [InlineData("# https://mirror/v1.29/deb\nURIs: https://a/v1.30/x https://b/v1.28/y\n", "# https://mirror/v1.29/deb\nURIs: https://a/v1.31/x https://b/v1.31/y\n")]
    public async Task A_source_is_switched_to_another_minor(string before, string after)
    {
        var files = new FakeFiles().File("/etc/apt/k.list", before, "0640", "root:adm");
        var commands = new FakeCommands(_ => FakeCommands.Exited(0, before));
        var step = Switch("1.31.2").On(files).On(commands);

        Assert.IsType<ProbeResult.Needed>(await step.ProbeAsync());
        var outputs = Assert.IsType<StepOutcome.Succeeded>(await step.RunAsync()).Outputs;

        Assert.Equal(after, files.TextOf("/etc/apt/k.list"));
        Assert.Contains("0640 root:adm", files.Snapshot(), StringComparison.Ordinal);
        Assert.Equal("1.31", outputs["minor"]!.ToString());
        Assert.IsType<ProbeResult.Satisfied>(await step.ProbeAsync());
        Assert.Equal(outputs, Assert.IsType<StepOutcome.Succeeded>(await step.RunAsync()).Outputs);
    }

    [Fact]
    public async Task A_source_without_minors_is_not_guessed_at()
    {
        var files = new FakeFiles().File("/etc/apt/k.list", "deb https://mirror.example/debian trixie main\n");

        Assert.Equal("unknown-layout", (await Switch("1.31").On(files).On(new FakeCommands(_ => FakeCommands.Exited(0, "deb https://x/debian trixie main\n"))).FailAsync()).Code);
        Assert.Equal("bad-setting", (await Switch("latest").On(files).FailAsync()).Code);
    }

    private static bool IsScript(Command command, string words) => command.Arguments is ["sh", _, _, var script, ..] && script.Contains(words, StringComparison.Ordinal);

    private static ToolRun Install(string version, params (string, Value)[] settings) =>
        new ToolRun("apt", "install", [("packages", Map(("kubeadm", Text(version)))), .. settings]).With(static c => c with { Target = "w1", BaseDirectory = "" });

    private static ToolRun Switch(string minor) => new("apt", "repository", ("path", Text("/etc/apt/k.list")), ("minor", Text(minor)));

    private sealed class LosingCommands(FakeCommands inner, string lost) : ICommands
    {
        public Task<CommandResult> ExecuteAsync(string label, Command command, CancellationToken cancellation) =>
            label == lost ? Task.FromResult(FakeCommands.Lost("the power was gone")) : inner.ExecuteAsync(label, command, cancellation);

        public Task<CommandResult> QueryAsync(Command command, CancellationToken cancellation) => inner.QueryAsync(command, cancellation);

        public ValueTask<string> GetBootIdAsync(CancellationToken cancellation) => inner.GetBootIdAsync(cancellation);
    }
}
