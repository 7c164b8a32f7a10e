using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RunbookEngine.Model;
using RunbookEngine.Ssh;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Ssh;

/// <summary>A real SSH server on the loopback address, with keys of its own.</summary>
public sealed class RealSshd : IAsyncLifetime
{
    private const string Program = "/usr/sbin/sshd";
    private Process? _server;

    /// <summary>Everything of it lies here: its configuration, all keys, the known hosts, and a home folder for the person at the engine.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("runbook-sshd-").FullName;

    public int Port { get; } = FreePort();

    public string Key => Path.Combine(Folder, "id");

    public string KnownHosts => Path.Combine(Folder, "known_hosts");

    /// <summary>Whether a server can be started here at all.</summary>
    public static bool IsHere => File.Exists(Program) && Environment.UserName == "root";

    public async ValueTask InitializeAsync()
    {
        if (!IsHere)
            return;
        Directory.CreateDirectory("/run/sshd");
        await KeyAsync("id", "ed25519");
        await KeyAsync("host", "ed25519");
        await KeyAsync("host_rsa", "rsa");
        File.Copy(Key + ".pub", Path.Combine(Folder, "authorized_keys"));
        Know("host");
        File.WriteAllText(Path.Combine(Folder, "conf"), Settings);
        await StartAsync();
    }

    /// <summary>Skips the test, or fails it where the server must be there.</summary>
    public static void Need() => Needed.Check(IsHere, "root and Debian's openssh-server");

    /// <summary>Starts it, once it was stopped; returns when it answers.</summary>
    public async Task StartAsync()
    {
        _server = Process.Start(Program, ["-D", "-E", Path.Combine(Folder, "log"), "-f", Path.Combine(Folder, "conf")]);
        for (var deadline = DateTimeOffset.UtcNow.AddSeconds(20); !await AnswersAsync(); await Task.Delay(20))
            Assert.True(DateTimeOffset.UtcNow < deadline, "sshd did not start");
    }

    /// <summary>Stops it, and with it or without it the connections that it has.</summary>
    public async Task StopAsync(bool connections)
    {
        if (_server is null)
            return;
        var sessions = connections ? Sessions() : [];
        _server.Kill();
        await _server.WaitForExitAsync();
        foreach (var session in sessions)
            Kill(session);
        _server = null;
    }

    /// <summary>The processes that serve one connection each.</summary>
    public List<int> Sessions() =>
        [.. ProcessesBelow(_server!.Id)];

    /// <summary>Makes a key of its own.</summary>
    public async Task KeyAsync(string name, string type)
    {
        var made = await Needed.TryAsync("ssh-keygen", "-q", "-t", type, "-N", "", "-C", "test", "-f", Path.Combine(Folder, name));
        Assert.Equal(0, made?.Exit);
    }

    /// <summary>The line of known_hosts for a key.</summary>
    public string LineOf(string name) =>
        string.Create(CultureInfo.InvariantCulture, $"[127.0.0.1]:{Port} {string.Join(' ', File.ReadAllText(Path.Combine(Folder, name + ".pub")).Split(' ')[..2])}");

    /// <summary>Makes this key the only one that is known.</summary>
    public void Know(string name) => File.WriteAllText(KnownHosts, LineOf(name) + "\n");

    /// <summary>The server as a host of an inventory.</summary>
    public Host Host(string name = "here", string user = "root") =>
        new() { Name = name, Address = "127.0.0.1", Port = Port, User = user, IdentityFile = Key, KnownHosts = KnownHosts, ReconnectTimeout = TimeSpan.FromSeconds(30), Span = SourceSpan.None };

    /// <summary>Options that touch nothing outside the folder.</summary>
    public SshOptions Options(string? scratch = null) =>
        new()
        {
            Clock = TimeProvider.System, Random = new Random(1), Home = Folder, SystemKnownHosts = Path.Combine(Folder, "none"), AgentSocket = null,
            BaseDirectory = scratch, StateFolder = scratch is null ? null : scratch + "/commands",
        };

    public async ValueTask DisposeAsync()
    {
        await StopAsync(connections: true);
        Directory.Delete(Folder, recursive: true);
    }

    private string Settings =>
        $"""
         Port {Port.ToString(CultureInfo.InvariantCulture)}
         ListenAddress 127.0.0.1
         HostKey {Folder}/host
         HostKey {Folder}/host_rsa
         AuthorizedKeysFile {Folder}/authorized_keys
         StrictModes no
         UsePAM no
         PasswordAuthentication no
         PermitRootLogin yes
         PidFile none
         Subsystem sftp internal-sftp
         MaxStartups 100:30:200

         """;

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using TcpClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
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

    /// <summary>The server's children: one for each connection.</summary>
    private static IEnumerable<int> ProcessesBelow(int parent)
    {
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && ParentOf(id) == parent)
                yield return id;
        }
    }

    private static int ParentOf(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
