using RunbookEngine.Execution;
using RunbookEngine.Handlers.Reboot;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Handlers;

public class RebootTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(143)]
    [InlineData(255)]
    [InlineData(null)]
    public async Task A_new_boot_proves_it_whatever_became_of_the_command(int? status)
    {
        var host = new FakeHost { Status = status };

        var outputs = Assert.IsType<StepOutcome.Succeeded>(await Step("now", host).RunAsync()).Outputs;

        Assert.Equal(1, host.Reboots);
        Assert.Equal(Text("boot-2"), outputs["boot_id"]);
        Assert.Equal(Flag(true), outputs["rebooted"]);
        Assert.Equal(Text("running"), outputs["system_state"]);
    }

    [Fact]
    public async Task An_engine_that_dies_anywhere_reboots_once()
    {
        for (var moment = 0; ; moment++)
        {
            var host = new FakeHost();
            var commands = new DyingCommands(host) { DiesAfter = moment };
            var step = Step("now", host).On(commands);
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
            Assert.IsType<StepOutcome.Succeeded>(await step.RunAsync());
            Assert.Equal(1, host.Reboots);
            if (!died)
                break;
        }
    }

    [Fact]
    public async Task A_host_that_was_in_a_new_boot_already_is_not_rebooted()
    {
        var host = new FakeHost { Boot = 7 };

        Assert.IsType<StepOutcome.Succeeded>(await Step("now", host).RunAsync());
        Assert.IsType<ProbeResult.Satisfied>(await Step("now", host).ProbeAsync());
        Assert.Equal(0, host.Reboots);
    }

    [Fact]
    public async Task A_host_that_does_not_come_back_is_a_failure_that_names_the_console()
    {
        var failure = await Step("now", new FakeHost { DownFor = int.MaxValue }, ("timeout", Text("5m"))).FailAsync();

        Assert.Equal("not-back", failure.Code);
        Assert.Contains("BMC", failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_refuses_is_told_from_one_that_goes_down_slowly()
    {
        var refusing = new FakeHost { Status = 1, GoesDown = false };
        var slow = new FakeHost { Status = 0, GoesDown = false };

        Assert.Equal("reboot-refused", (await Step("now", refusing).FailAsync()).Code);
        Assert.Equal("not-down", (await Step("now", slow).FailAsync()).Code);
    }

    [Fact]
    public async Task A_host_with_another_key_after_its_reboot_is_not_waited_for()
    {
        var host = new FakeHost { ErrorWhileDown = "host-key-changed", DownFor = int.MaxValue };

        var e = await Assert.ThrowsAsync<TargetLostException>(Step("now", host).RunAsync);

        Assert.Equal("host-key-changed", e.Code);
    }

    [Fact]
    public async Task Services_are_waited_for_and_a_failed_one_is_no_failure()
    {
        var host = new FakeHost { States = new(["initializing", "starting", "degraded"]) };

        var outputs = Assert.IsType<StepOutcome.Succeeded>(await Step("now", host).RunAsync()).Outputs;

        Assert.Equal(Text("degraded"), outputs["system_state"]);
    }

    [Fact]
    public async Task The_engines_own_machine_is_never_rebooted()
    {
        var host = new FakeHost();

        Assert.Equal("not-on-local", (await new ToolRun("reboot", "now").On(host).FailAsync()).Code);
        Assert.Equal(0, host.Reboots);
    }

    [Theory]
    [InlineData("6.1.0-28-amd64\n", false)]
    [InlineData("6.1.0-28-amd64\nkernel 6.1.0-28-amd64\n", false)]
    [InlineData("6.1.0-28-amd64\nkernel 6.1.0-9-amd64\nkernel 6.1.0-28-amd64\n", false)]
    [InlineData("6.1.0-28-amd64\nkernel 6.1.0-30-amd64\nkernel 6.1.0-28-amd64\n", true)]
    [InlineData("6.1.0-28-amd64\nkernel 6.12.9-cloud-amd64\n", false)]
    [InlineData("6.8.12-4-pve\nkernel 6.8.12-10-pve\n", true)]
    [InlineData("6.1.0-28-amd64\nflag \n", true)]
    public async Task It_is_rebooted_only_where_it_asks_for_it(string look, bool isRequired)
    {
        var host = new FakeHost { Look = look };

        var probe = await Step("if-required", host).With(static c => c with { BootId = null }).ProbeAsync();

        Assert.Equal(isRequired ? typeof(ProbeResult.Needed) : typeof(ProbeResult.Satisfied), probe.GetType());
    }

    [Fact]
    public void The_reason_names_the_packages_and_the_kernel()
    {
        var need = RebootNeed.Parse("6.1.0-28-amd64\nflag libc6 linux-image-amd64\nkernel 6.1.0-30-amd64\n");

        Assert.Equal("/run/reboot-required is there, for libc6, linux-image-amd64; kernel 6.1.0-30-amd64 is installed and 6.1.0-28-amd64 runs", need.Words);
    }

    private static ToolRun Step(string verb, ICommands host, params (string, Value)[] settings) =>
        new ToolRun("reboot", verb, settings).On(host).With(static c => c with { Target = "w1", BootId = "boot-1", Clock = new HastyClock() });

    private sealed class FakeHost : ICommands
    {
        private readonly HashSet<string> _claimed = [];
        private int _silent;

        public int Boot { get; set; } = 1;

        public int Reboots { get; private set; }

        public int? Status { get; init; } = 0;

        public bool GoesDown { get; init; } = true;

        public int DownFor { get; init; } = 3;

        public string ErrorWhileDown { get; init; } = "host-unreachable";

        public Queue<string> States { get; init; } = new(["running"]);

        public string Look { get; init; } = "6.1.0-28-amd64\n";

        public Task<CommandResult> ExecuteAsync(string label, Command command, CancellationToken cancellation)
        {
            if (_claimed.Add(label))
            {
                Reboots++;
                Boot += GoesDown ? 1 : 0;
                _silent = GoesDown ? DownFor : 0;
            }

            return Status is { } status
                ? Task.FromResult(FakeCommands.Exited(status, "", status == 0 ? "" : "Interactive authentication required."))
                : throw Lost();
        }

        public Task<CommandResult> QueryAsync(Command command, CancellationToken cancellation)
        {
            if (_silent > 0)
                throw Lost();
            if (command.Arguments.Contains("is-system-running"))
                return Task.FromResult(FakeCommands.Exited(0, (States.Count > 1 ? States.Dequeue() : States.Peek()) + "\n"));
            return Task.FromResult(FakeCommands.Exited(0, command.Script is null ? "6.1.0-28-amd64\n" : Look));
        }

        public ValueTask<string> GetBootIdAsync(CancellationToken cancellation) =>
            _silent-- > 0 ? throw Lost() : new($"boot-{Boot}");

        private TargetLostException Lost() => new("w1", ErrorWhileDown, "w1 does not answer", "wait");
    }
}
