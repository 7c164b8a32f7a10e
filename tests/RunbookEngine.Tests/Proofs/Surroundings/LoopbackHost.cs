using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RunbookEngine.Tests.Proofs.Surroundings;

/// <summary>
/// A host on the loopback address with a real SSH server, and with processes, users, a boot id and a machine id of its own: what a sweep may restart, clone or cut off without touching the machine that it
/// runs on. All that it runs ends with it.
/// </summary>
public sealed class LoopbackHost : IAsyncDisposable
{
    /// <summary>Runs on the host first: it puts the host's identity in place, and keeps the server up for as long as the file <c>up</c> is there.</summary>
    private const string Boot =
        """
        mount --bind "$0/people" /etc/passwd && mount --bind "$0/shadow" /etc/shadow && mount --bind "$0/boot" /proc/sys/kernel/random/boot_id &&
        { [ ! -e /etc/machine-id ] || mount --bind "$0/machine" /etc/machine-id; } || exit
        while sleep 0.05; do [ ! -e "$0/up" ] || /usr/sbin/sshd -D -e -f "$0/conf" 2>>"$0/log"; done
        """;

    private readonly Scene _scene;
    private Process? _machine;

    public LoopbackHost(Scene scene, string name, int user)
    {
        (_scene, Name, User) = (scene, name, user);
        Directory.CreateDirectory(At(""));
        (Home, OtherHome) = (At("home"), At("home-of-deploy"));
        MakeHome(Home, user);
        MakeHome(OtherHome, user + 1);
        NewBoot();
        File.WriteAllText(At("machine"), Guid.NewGuid().ToString("N") + "\n");
    }

    public string Name { get; }

    /// <summary>The id of <c>worker</c>; <c>deploy</c> has the next one. Each host has users of its own, since limits count over the whole machine.</summary>
    public int User { get; }

    public int Port { get; } = FreePort();

    /// <summary>Where <c>worker</c> is at home.</summary>
    public string Home { get; set; }

    public string OtherHome { get; }

    public string At(string name) => Path.Combine(_scene.Path, name.Length == 0 ? Name : Name + "/" + name);

    /// <summary>Another boot id, as after a start of the machine.</summary>
    public void NewBoot() => File.WriteAllText(At("boot"), Guid.NewGuid() + "\n");

    public void NewMachine() => File.WriteAllText(At("machine"), Guid.NewGuid().ToString("N") + "\n");

    /// <summary>Starts it with the identity and the homes that it has now; returns when it answers.</summary>
    public async Task StartAsync()
    {
        await File.WriteAllTextAsync(At("people"), People());
        await File.WriteAllTextAsync(At("shadow"), "root:*:19000::::::\nsshd:*:19000::::::\nworker:*:19000::::::\ndeploy:*:19000::::::\n");
        await File.WriteAllTextAsync(At("conf"), Settings());
        await File.WriteAllTextAsync(At("up"), "");
        _machine = Process.Start(new ProcessStartInfo(
            "unshare", ["--pid", "--fork", "--kill-child", "--mount", "--mount-proc", "--propagation", "private", "sh", "-c", Boot, At("")])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        _machine.StandardInput.Close();
        await AnswersAsync();
    }

    /// <summary>Its power is lost: every process ends at once.</summary>
    public async Task StopAsync()
    {
        if (_machine is null)
            return;
        _machine.Kill();
        await _machine.WaitForExitAsync();
        _machine.Dispose();
        _machine = null;
        await Scene.UntilAsync(() => Inside().Count == 0, "the host's processes have ended");
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        NewBoot();
        await StartAsync();
    }

    /// <summary>Nobody reaches it any more and all sessions have ended; its commands go on.</summary>
    public async Task CutOffAsync()
    {
        File.Delete(At("up"));
        await Scene.UntilAsync(
            () =>
            {
                var servers = Inside().Where(static p => Read($"/proc/{p}/comm").StartsWith("sshd", StringComparison.Ordinal)).ToList();
                servers.ForEach(Kill);
                return servers.Count == 0;
            },
            "no server is left");
    }

    public async Task ComeBackAsync()
    {
        await File.WriteAllTextAsync(At("up"), "");
        await AnswersAsync();
    }

    public static void MakeHome(string path, int user)
    {
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Scene.Do("chown", string.Create(CultureInfo.InvariantCulture, $"{user}:{user}"), path);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private string People() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
         root:x:0:0:root:/root:/bin/sh
         sshd:x:{User + 2}:65534::/run/sshd:/usr/sbin/nologin
         worker:x:{User}:{User}::{Home}:/bin/sh
         deploy:x:{User + 1}:{User + 1}::{OtherHome}:/bin/sh

         """);

    private string Settings() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
         Port {Port}
         ListenAddress 127.0.0.1
         HostKey {_scene.At("hostkey")}
         AuthorizedKeysFile {_scene.At("key.pub")}
         StrictModes no
         UsePAM no
         PasswordAuthentication no
         PidFile none
         MaxStartups 100

         """);

    private async Task AnswersAsync()
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using TcpClient client = new();
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (clock.Elapsed < TimeSpan.FromSeconds(20))
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>The processes on the host: all below the one that made its namespaces.</summary>
    private List<int> Inside()
    {
        if (_machine is null)
            return [];
        var space = Directory.EnumerateDirectories($"/proc/{_machine.Id}/task").SelectMany(static t => Read(t + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(static c => Link($"/proc/{c}/ns/pid")).FirstOrDefault();
        return space is null ? [] : [.. Processes().Where(p => Link($"/proc/{p}/ns/pid") == space)];
    }

    private static IEnumerable<int> Processes() =>
        Directory.EnumerateDirectories("/proc").Select(static d => int.TryParse(Path.GetFileName(d), out var id) ? id : 0).Where(static id => id > 0);

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string? Link(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: false)?.Name;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Kill(int process)
    {
        try
        {
            using var victim = Process.GetProcessById(process);
            victim.Kill();
        }
        catch (ArgumentException)
        {
            // It ended by itself.
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
