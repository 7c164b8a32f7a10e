using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace RunbookEngine.Tests.Etcd;

/// <summary>
/// One etcd of the machine's own installation, with TLS and client certificates, on free ports of loopback and in a folder of its own,
/// loaded with 10,000 keys. Where etcd is not installed its tests are skipped, and fail when <c>CI</c> is <c>true</c>.
/// </summary>
public sealed class RealEtcd : IAsyncLifetime
{
    /// <summary>How many keys there are once it is loaded.</summary>
    public const int Keys = 10_000;

    private const int Batch = 1_000;
    private readonly StringBuilder _log = new();
    private EtcdCertificates? _certificates;
    private Process? _etcd;

    /// <summary>Removed at the end.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("runbook-etcd-").FullName;

    public string Endpoint { get; private set; } = "";

    public string AuthorityFile => _certificates!.AuthorityFile;

    public string CertificateFile => _certificates!.CertificateOf("client");

    public string KeyFile => _certificates!.KeyOf("client");

    /// <summary>The flags that reach it.</summary>
    public string[] Flags => [$"--endpoints={Endpoint}", $"--cacert={AuthorityFile}", $"--cert={CertificateFile}", $"--key={KeyFile}"];

    /// <summary>Whether etcd can be started here.</summary>
    public static bool IsInstalled => Programs.Find("etcd") is not null && Programs.Find("etcdctl") is not null;

    /// <summary>The first line of every test that needs it.</summary>
    public static void Require()
    {
        if (IsInstalled)
            return;
        const string reason = "etcd and etcdctl are not in PATH: install etcd-server and etcd-client";
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(reason);
        Assert.Skip(reason);
    }

    public async ValueTask InitializeAsync()
    {
        if (!IsInstalled)
            return;
        _certificates = new(Path.Combine(Folder, "pki"));
        for (var tries = 1; !await StartAsync(); tries++)
            Assert.True(tries < 5, "etcd did not start:\n" + _log);
        await LoadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_etcd is { HasExited: false })
        {
            _etcd.Kill();
            await _etcd.WaitForExitAsync();
        }

        _etcd?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A new folder inside <see cref="Folder"/>.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(Folder, Guid.NewGuid().ToString("N")[..8])).FullName;

    /// <summary>Two ports that nothing listens on.</summary>
    public static (int First, int Second) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }

    /// <summary>Calls etcdctl by hand.</summary>
    internal Task<Ended> EtcdctlAsync(params string[] arguments) =>
        Programs.RunAsync("etcdctl", [.. Flags, .. arguments], environment: Api);

    /// <summary>The number of keys, and the revision, as the member itself tells them.</summary>
    public async Task<(long Count, long Revision)> CountAsync()
    {
        var got = await EtcdctlAsync("get", "", "--prefix", "--keys-only", "--limit=1", "-w", "json");
        using var document = JsonDocument.Parse(got.Expect());
        var answer = document.RootElement;
        return (answer.GetProperty("count").GetInt64(), answer.GetProperty("header").GetProperty("revision").GetInt64());
    }

    private static Dictionary<string, string> Api => new() { ["ETCDCTL_API"] = "3" };

    /// <summary>False when it ended at once: another process was quicker to take the port.</summary>
    private async Task<bool> StartAsync()
    {
        var (client, peer) = FreePorts();
        Endpoint = $"https://127.0.0.1:{client}";
        var peerUrl = $"http://127.0.0.1:{peer}";
        _etcd = Programs.Start("etcd",
        [
            "--name=live", $"--data-dir={Path.Combine(Folder, "live")}", $"--listen-client-urls={Endpoint}",
            $"--advertise-client-urls={Endpoint}",
            $"--listen-peer-urls={peerUrl}", $"--initial-advertise-peer-urls={peerUrl}", $"--initial-cluster=live={peerUrl}",
            "--client-cert-auth",
            $"--trusted-ca-file={AuthorityFile}", $"--cert-file={_certificates!.CertificateOf("server")}",
            $"--key-file={_certificates.KeyOf("server")}",
            string.Create(CultureInfo.InvariantCulture, $"--max-txn-ops={2 * Batch}"),
        ]);
        _etcd.OutputDataReceived += Keep;
        _etcd.ErrorDataReceived += Keep;
        _etcd.BeginOutputReadLine();
        _etcd.BeginErrorReadLine();
        for (var tries = 0; tries < 60 && !_etcd.HasExited; tries++)
        {
            if ((await EtcdctlAsync("--command-timeout=1s", "endpoint", "health")).Status == 0)
                return true;
            await Task.Delay(100);
        }

        return false;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
            _log.AppendLine(line.Data);
    }

    /// <summary>
    /// Ten thousand keys, and some that were changed and removed: a snapshot's count of entries is then not the count of keys.
    /// </summary>
    private async Task LoadAsync()
    {
        for (var first = 0; first < Keys; first += Batch)
            await TransactAsync(Enumerable.Range(first, Batch).Select(static i => $"put key/{i:D5} \"value of {i}\""));
        await TransactAsync(Enumerable.Range(0, 300).Select(static i => $"put key/{i:D5} \"changed {i}\""));
        await TransactAsync(Enumerable.Range(0, 100).Select(static i => $"put gone/{i:D5} \"soon\""));
        await TransactAsync(Enumerable.Range(0, 100).Select(static i => $"del gone/{i:D5}"));
    }

    private async Task TransactAsync(IEnumerable<string> puts)
    {
        var input = "\n" + string.Join('\n', puts) + "\n\n\n";
        (await Programs.RunAsync("etcdctl", [.. Flags, "txn"], input, Api)).Expect();
    }
}
