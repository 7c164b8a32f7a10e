using System.Security.Cryptography.X509Certificates;
using System.Text;
using RunbookEngine.Cluster;
using RunbookEngine.Kubernetes;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Kubernetes;

/// <summary>A loopback API server with its authority, a kubeconfig for it, and clusters that read that.</summary>
internal sealed class KubernetesBench : IAsyncDisposable
{
    private readonly Func<LoopbackCall, Task> _answer;
    private readonly List<KubernetesCluster> _clusters = [];

    public KubernetesBench(Func<LoopbackCall, Task>? answer = null, X509Certificate2? certificate = null)
    {
        _answer = answer ?? (static call => call.AnswerAsync(200));
        Api = new(certificate ?? SomeCertificate.SignedBy(Authority, "api"), _answer);
    }

    public static X509Certificate2 Authority { get; } = SomeCertificate.Authority("lab");

    public string Folder { get; } = Directory.CreateTempSubdirectory("kube-").FullName;

    public LoopbackApi Api { get; private set; }

    public List<string> Notices { get; } = [];

    /// <summary>The fields that every kubeconfig of these tests has, for Base64.</summary>
    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>A kubeconfig for the server.</summary>
    /// <param name="user">What stands under <c>user</c>, as a flow map.</param>
    /// <param name="cluster">What stands under <c>cluster</c> beside the server and its authority.</param>
    public string KubeConfig(string user = "{}", string cluster = "", X509Certificate2? authority = null, string name = "config") => Write(name, $$"""
        apiVersion: v1
        kind: Config
        current-context: lab
        contexts:
          - name: lab
            context: { cluster: lab, user: admin }
        clusters:
          - name: lab
            cluster: { server: "{{Api.Address}}", certificate-authority-data: {{Base64((authority ?? Authority).ExportCertificatePem())}}{{(cluster.Length > 0 ? ", " + cluster : "")}} }
        users:
          - name: admin
            user: {{user}}
        """);

    public string Write(string name, string text)
    {
        var file = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>A program that the tests' kubeconfig can name.</summary>
    public string Program(string name, string script)
    {
        var file = Write(name, "#!/bin/sh\n" + script);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    /// <summary>Options with a short patience.</summary>
    public KubernetesOptions Options(string? kubeConfig = null) => new()
    {
        Clock = TimeProvider.System,
        Random = new(1),
        KubeConfig = kubeConfig,
        Environment = static _ => null,
        Patience = TimeSpan.FromSeconds(20),
        ServiceAccount = Path.Combine(Folder, "account"),
        Notice = Notices.Add,
    };

    public KubernetesCluster Cluster(KubernetesOptions options)
    {
        var cluster = new KubernetesCluster(options);
        _clusters.Add(cluster);
        return cluster;
    }

    public KubernetesCluster Cluster(string user = "{}", Func<KubernetesOptions, KubernetesOptions>? change = null) =>
        Cluster((change ?? (static o => o))(Options(KubeConfig(user))));

    /// <summary>Asks for the nodes.</summary>
    public static Task<ClusterAnswer> AskAsync(ICluster cluster) => cluster.SendAsync(new("GET", "/api/v1/nodes"), CancellationToken.None);

    /// <summary>The server goes away.</summary>
    public async Task StopAsync() => await Api.DisposeAsync();

    /// <summary>And comes back where it was.</summary>
    public void Restart(int port) => Api = new(SomeCertificate.SignedBy(Authority, "api"), _answer, port);

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in _clusters)
            await cluster.DisposeAsync();
        await Api.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
