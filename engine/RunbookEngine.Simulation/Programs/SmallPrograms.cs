using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Simulation.Hosts;
using RunbookEngine.Simulation.Programs.Debian;

namespace RunbookEngine.Simulation.Programs;

/// <summary>Small programs that only look, and those that call others.</summary>
internal static class SmallPrograms
{
    public static void InstallOn(DebianMachine machine)
    {
        var host = machine.Host;
        host.Install("true", static _ => Task.FromResult(0));
        host.Install("false", static _ => Task.FromResult(1));
        host.Install("uname", c => Say(machine, c, c.Arguments.Contains("-r") ? machine.Kernel : c.Arguments.Contains("-m") ? "x86_64" : "Linux"));
        host.Install("hostname", c => Say(machine, c, host.Name));
        host.Install("id", c => Say(machine, c, c.Arguments.Contains("-un") ? "root" : c.Arguments.Contains("-u") ? "0" : "uid=0(root) gid=0(root) groups=0(root)"));
        host.Install("sleep", SleepAsync);
        host.Install("cat", c => CatAsync(machine, c));
        host.Install("df", c => DiskAsync(machine, c));
        host.Install("env", static c => CallAsync(c, AfterVariables(c.Arguments)));
        host.Install("as root", static c => CallAsync(c, c.Arguments));
        host.Install("sudo", static c => CallAsync(c, [.. c.Arguments.SkipWhile(static a => a.StartsWith('-'))]));
        host.Install("git", new Git(machine).RunAsync);
    }

    private static async Task<int> Say(DebianMachine machine, ProgramCall call, string line)
    {
        await call.TakesAsync(machine.Times.Command);
        call.Say(line);
        return 0;
    }

    private static async Task<int> SleepAsync(ProgramCall call)
    {
        await call.TakesAsync(TimeSpan.FromSeconds(double.TryParse(call.Arguments.FirstOrDefault(), CultureInfo.InvariantCulture, out var seconds) ? seconds : 0));
        return 0;
    }

    private static async Task<int> CatAsync(DebianMachine machine, ProgramCall call)
    {
        await call.TakesAsync(machine.Times.Command);
        var status = 0;
        foreach (var path in call.Arguments.Where(static a => !a.StartsWith('-')))
        {
            if (TextOf(machine, path) is { } text)
                call.Write(text);
            else
                status = call.Fail(1, $"cat: {path}: No such file or directory");
        }

        return status;
    }

    private static string? TextOf(DebianMachine machine, string path) => path switch
    {
        "/proc/sys/kernel/random/boot_id" => machine.Host.BootId + "\n",
        "/proc/sys/kernel/osrelease" => machine.Kernel + "\n",
        "/proc/sys/kernel/hostname" or "/etc/hostname" => machine.Host.Name + "\n",
        "/etc/os-release" => $"PRETTY_NAME=\"{machine.Os}\"\n",
        _ => machine.Host.Files.Read(path),
    };

    private static async Task<int> DiskAsync(DebianMachine machine, ProgramCall call)
    {
        await call.TakesAsync(machine.Times.Command);
        var free = machine.Host.Files.IsFull ? 0 : machine.DiskFree >> 30;
        call.Say("Filesystem      Size  Used Avail Use% Mounted on");
        foreach (var path in call.Arguments.Where(static a => !a.StartsWith('-')).DefaultIfEmpty("/"))
            call.Say(string.Create(CultureInfo.InvariantCulture, $"/dev/sda1        80G  {80 - Math.Min(80, free),3}G {free,4}G {100 - Math.Min(100, free * 100 / 80),3}% {path}"));
        return 0;
    }

    private static Task<int> CallAsync(ProgramCall call, ImmutableArray<string> words) => words.IsEmpty ? Task.FromResult(0) : call.CallAsync(words[0], words[1..]);

    /// <summary>What follows <c>-u NAME</c> and <c>NAME=VALUE</c>.</summary>
    private static ImmutableArray<string> AfterVariables(ImmutableArray<string> words)
    {
        var at = 0;
        while (at < words.Length && (words[at] == "-u" || words[at].Contains('=', StringComparison.Ordinal)))
            at += words[at] == "-u" ? 2 : 1;
        return words[Math.Min(at, words.Length)..];
    }
}
