using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace RunbookEngine.Tests.Proofs.Surroundings;

/// <summary>What one run of the sweep lives in: a store, a runbook of three steps, the file that they write into, and perhaps hosts.</summary>
public sealed class Scene : IAsyncDisposable
{
    private readonly List<LoopbackHost> _hosts = [];
    private readonly List<Func<Task>> _atTheEnd = [];

    private Scene(string path) => Path = path;

    public string Path { get; }

    /// <summary>The store that a resume is given; a change may move it.</summary>
    public string Store { get; set; } = "";

    /// <summary>What a resume is started through, such as a program that sets limits.</summary>
    public string[] Through { get; set; } = [];

    /// <summary>How <c>worker</c> is called in the inventory.</summary>
    public string LoginUser { get; set; } = "worker";

    public IReadOnlyList<LoopbackHost> Hosts => _hosts;

    public LoopbackHost Host => _hosts[0];

    public bool HasHosts => _hosts.Count > 0;

    /// <summary>How long the step in the middle is at work.</summary>
    public TimeSpan Work { get; private init; }

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public string[] Lines => File.Exists(At("log")) ? File.ReadAllLines(At("log")) : [];

    public int Count(string line) => Lines.Count(l => l == line);

    /// <summary>Makes one. Without hosts the steps run on the engine's own machine.</summary>
    public static async Task<Scene> MakeAsync(int hosts, bool shareHome, TimeSpan work, int user)
    {
        var path = Directory.CreateTempSubdirectory("sweep-").FullName;
        Scene scene = new(path) { Work = work };
        try
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b111_001_001);
            Directory.CreateDirectory(scene.At("store"));
            scene.Store = scene.At("store/runs.db");
            await File.WriteAllTextAsync(scene.At("log"), "");
            File.SetUnixFileMode(scene.At("log"), (UnixFileMode)0b110_110_110);
            if (hosts > 0)
                await scene.MakeHostsAsync(hosts, shareHome, user);
            scene.WriteRunbook();
            scene.WriteInventory();
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    public void AtTheEnd(Func<Task> undo) => _atTheEnd.Add(undo);

    public RunningProgram Start(params string[] arguments) =>
        RunbookProgram.StartThrough(Through, Path, [.. arguments, "--store", Store, .. HasHosts ? new[] { "--inventory", At("inventory.yaml") } : []], ("PATH", Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin"));

    public void WriteInventory() => File.WriteAllText(
        At("inventory.yaml"),
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
             apiVersion: inventory/v1
             defaults: {"{"} user: {LoginUser}, supervision: shell, identity-file: {At("key")}, known-hosts: {At("known_hosts")}, connect-timeout: 3s, reconnect-timeout: 4s {"}"}
             hosts:
             {string.Join('\n', _hosts.Select(static h => string.Create(CultureInfo.InvariantCulture, $"  {h.Name}: {{ address: 127.0.0.1, port: {h.Port} }}")))}

             """));

    /// <summary>Waits for a condition; fails when it does not come true.</summary>
    public static async Task UntilAsync(Func<bool> isTrue, string what, double seconds = 20)
    {
        var clock = Stopwatch.StartNew();
        while (!isTrue())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(seconds), $"waited in vain until {what}");
            await Task.Delay(20);
        }
    }

    /// <summary>Runs a program of the machine, which must succeed.</summary>
    public static void Do(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {error}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var undo in _atTheEnd)
            await undo();
        foreach (var host in _hosts)
            await host.DisposeAsync();
        // A command on this machine that outlived its engine.
        await UntilAsync(() => !Directory.EnumerateDirectories("/proc").Any(IsHere), "the commands have ended", 60);
        Directory.Delete(Path, recursive: true);
    }

    private async Task MakeHostsAsync(int count, bool shareHome, int user)
    {
        Do("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "sweep", "-f", At("key"));
        Do("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "host", "-f", At("hostkey"));
        Directory.CreateDirectory("/run/sshd");
        for (var i = 0; i < count; i++)
        {
            LoopbackHost host = new(this, string.Create(CultureInfo.InvariantCulture, $"h{i + 1}"), shareHome ? user : user + 10 * i);
            if (shareHome && i > 0)
                host.Home = _hosts[0].Home;
            _hosts.Add(host);
            await host.StartAsync();
        }

        var key = string.Join(' ', (await File.ReadAllTextAsync(At("hostkey.pub"))).Split(' ')[..2]);
        await File.WriteAllLinesAsync(At("known_hosts"), _hosts.Select(h => string.Create(CultureInfo.InvariantCulture, $"[127.0.0.1]:{h.Port} {key}")));
    }

    private void WriteRunbook()
    {
        string Step(string id, string command) => $"{{ id: {id}, interrupted: ask, {(HasHosts ? "on: \"{{ t.name }}\", " : "")}shell: '{command}' }}";
        var name = HasHosts ? "{{ t.name }}" : "here";
        var log = At("log");
        string[] steps =
        [
            Step("before", $"echo before {name} >> {log}"),
            Step("once", string.Create(CultureInfo.InvariantCulture, $"echo start {name} >> {log}; sleep {Work.TotalSeconds:0.00}; echo end {name} >> {log}")),
            Step("after", $"echo after {name} >> {log}"),
        ];
        var lines = HasHosts
            ? $"""
               targets:
                 all: {"{"} group: all {"}"}
               steps:
                 - id: go
                   for-each: all
                   as: t
                   batches: all
                   max-failures: 100%
                   steps:
                     - {string.Join("\n      - ", steps).Replace("on: \"{{ t.name }}\", ", "", StringComparison.Ordinal)}
               """
            : $"""
               steps:
                 - {string.Join("\n  - ", steps)}
               """;
        File.WriteAllText(At("sweep.yaml"), $"apiVersion: runbook/v1\nname: sweep\n{lines}\n");
    }

    private bool IsHere(string process)
    {
        try
        {
            return char.IsAsciiDigit(process[^1]) && File.ReadAllText(process + "/cmdline").Contains(Path, StringComparison.Ordinal)
                && !File.ReadAllText(process + "/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
