using System.Globalization;
using RunbookEngine.Simulation.Hosts;
using RunbookEngine.Simulation.Programs.Debian;

namespace RunbookEngine.Simulation.Programs.Systemd;

/// <summary>The programs of systemd, and the scripts of the tools <c>systemctl</c> and <c>reboot</c>.</summary>
internal static class SystemdPrograms
{
    private static readonly string[] s_flags = ["/run/reboot-required", "/var/run/reboot-required"];

    public static void InstallOn(DebianMachine machine)
    {
        var host = machine.Host;
        host.Install("systemctl", new Systemctl(machine).RunAsync);
        host.Install("journalctl", c => JournalAsync(machine, c));
        host.Install("restart unit", c => RestartAsync(machine, c));
        host.Install("reboot after", RebootAsync);
        host.Install("reboot need", c => NeedAsync(machine, c));
    }

    /// <summary><c>--unit=NAME --lines=N</c>, of which the last lines are told.</summary>
    private static async Task<int> JournalAsync(DebianMachine machine, ProgramCall call)
    {
        await call.TakesAsync(machine.Times.Command);
        string? Of(string name) => call.Arguments.FirstOrDefault(a => a.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
        var most = int.TryParse(Of("--lines="), CultureInfo.InvariantCulture, out var lines) ? lines : int.MaxValue;
        foreach (var line in machine.Units.LogOf(Of("--unit=") ?? "").TakeLast(most))
            call.Say(line);
        return 0;
    }

    /// <summary><c>UNIT COMMAND…</c>: prints the invocation before, then acts.</summary>
    private static async Task<int> RestartAsync(DebianMachine machine, ProgramCall call)
    {
        call.Say("InvocationID=" + machine.Units.Find(call.Arguments[0])?.InvocationId);
        return await call.CallAsync(call.Arguments[1], call.Arguments[2..]);
    }

    /// <summary><c>SECONDS MESSAGE</c></summary>
    private static async Task<int> RebootAsync(ProgramCall call)
    {
        if (call.Arguments[0] != "0")
            await call.TakesAsync(TimeSpan.FromSeconds(long.Parse(call.Arguments[0], CultureInfo.InvariantCulture)));
        return await call.CallAsync("systemctl", "--no-ask-password", "--message=" + call.Arguments[1], "reboot");
    }

    /// <summary>The running kernel, the flag of packages, and the kernels that are installed.</summary>
    private static async Task<int> NeedAsync(DebianMachine machine, ProgramCall call)
    {
        await call.TakesAsync(machine.Times.Command);
        var files = machine.Host.Files;
        call.Say(machine.Kernel);
        if (s_flags.FirstOrDefault(files.Exists) is { } flag)
        {
            var packages = (files.Read(flag + ".pkgs") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal).Take(8);
            call.Say($"flag {string.Concat(packages.Select(static p => p + " "))}");
        }

        const string Image = "/boot/vmlinuz-";
        foreach (var path in files.Under("/boot").Where(static p => p.StartsWith(Image, StringComparison.Ordinal)))
            call.Say("kernel " + path[Image.Length..]);
        return 0;
    }
}
