using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Kubernetes;

/// <summary>The certificates of a node of the control plane: files that say until when they are good, and nothing more.</summary>
internal static class KubeadmCertificates
{
    private const string Expires = "expires: ";
    private const string First = "generation: first";

    private static readonly ImmutableArray<(string Name, string Path, string Authority)> s_all =
    [
        ("admin.conf", "admin.conf", "ca"), ("apiserver", "pki/apiserver.crt", "ca"), ("apiserver-etcd-client", "pki/apiserver-etcd-client.crt", "etcd-ca"),
        ("apiserver-kubelet-client", "pki/apiserver-kubelet-client.crt", "ca"), ("controller-manager.conf", "controller-manager.conf", "ca"),
        ("etcd-healthcheck-client", "pki/etcd/healthcheck-client.crt", "etcd-ca"), ("etcd-peer", "pki/etcd/peer.crt", "etcd-ca"), ("etcd-server", "pki/etcd/server.crt", "etcd-ca"),
        ("front-proxy-client", "pki/front-proxy-client.crt", "front-proxy-ca"), ("scheduler.conf", "scheduler.conf", "ca"),
    ];

    private static readonly ImmutableArray<(string Name, string Path)> s_authorities = [("ca", "pki/ca.crt"), ("etcd-ca", "pki/etcd/ca.crt"), ("front-proxy-ca", "pki/front-proxy-ca.crt")];

    /// <summary>Those of a cluster that was made at a moment: good for a year, authorities for ten.</summary>
    public static void Make(KubernetesMachine machine, DateTimeOffset at)
    {
        foreach (var (name, path) in s_authorities)
            machine.Host.Files.Write($"{KubernetesMachine.Home}/{path}", Content(machine, name, at.AddYears(10), isFirst: true));
        foreach (var (name, path, _) in s_all)
        {
            machine.Host.Files.Write($"{KubernetesMachine.Home}/{path}", Content(machine, name, at.AddYears(1), isFirst: true));
            if (path.EndsWith(".crt", StringComparison.Ordinal))
                machine.Host.Files.Write($"{KubernetesMachine.Home}/{path[..^3]}key", "key\n");
        }
    }

    /// <summary>New ones of a component, as <c>upgrade</c> makes them.</summary>
    public static void RenewFor(KubernetesMachine machine, string component)
    {
        string[] names = component switch
        {
            "etcd" => ["etcd-server", "etcd-peer", "etcd-healthcheck-client"],
            "kube-apiserver" => ["apiserver", "apiserver-kubelet-client", "front-proxy-client", "apiserver-etcd-client"],
            "kube-controller-manager" => ["controller-manager.conf"],
            _ => ["scheduler.conf"],
        };
        foreach (var (name, path, _) in s_all.Where(c => names.Contains(c.Name)))
            Renew(machine, name, path);
    }

    /// <summary><c>certs renew all</c> or one by its name: unconditional, one file after the other.</summary>
    public static async Task<int> RenewAsync(KubernetesMachine machine, ProgramCall call)
    {
        var which = call.Arguments[2];
        var meant = s_all.Where(c => which == "all" || c.Name == which).ToArray();
        if (meant.Length == 0)
            return call.Fail(1, $"error: unknown command \"{which}\" for \"kubeadm certs renew\"\nTo see the stack trace of this error execute with --v=5 or higher");
        if (!machine.Host.Files.Exists(KubernetesMachine.Home + "/pki/ca.crt"))
            return call.Fail(1, "error: failed to load existing certificate \"apiserver\": open /etc/kubernetes/pki/apiserver.crt: no such file or directory");
        call.Say("[renew] Reading configuration from the cluster...");
        foreach (var (name, path, _) in meant)
        {
            await call.TakesAsync(TimeSpan.FromMilliseconds(300));
            Renew(machine, name, path);
            call.Say(name.EndsWith(".conf", StringComparison.Ordinal) ? $"certificate embedded in the kubeconfig file {Purpose(name)} renewed" : $"certificate for {Purpose(name)} renewed");
        }

        call.Say("\nDone renewing certificates. You must restart the kube-apiserver, kube-controller-manager, kube-scheduler and etcd, so that they can use the new certificates.");
        return 0;
    }

    /// <summary>JSON from 1.30 on, tables before.</summary>
    public static async Task<int> TellAsync(KubernetesMachine machine, ProgramCall call, bool asJson)
    {
        await call.TakesAsync(TimeSpan.FromSeconds(1));
        if (!machine.Host.Files.Exists(KubernetesMachine.Home + "/pki/ca.crt"))
            return call.Fail(1, "error: failed to load existing certificate \"apiserver\": open /etc/kubernetes/pki/apiserver.crt: no such file or directory");
        var now = machine.Host.World.Time.GetUtcNow();
        var all = s_all.Select(c => (c.Name, At: ExpiryOf(machine, c.Path), c.Authority)).ToArray();
        var authorities = s_authorities.Select(c => (c.Name, At: ExpiryOf(machine, c.Path))).ToArray();
        if (asJson)
        {
            call.Say($"{{\"kind\":\"CertificateExpirationInfo\",\"apiVersion\":\"output.kubeadm.k8s.io/v1alpha3\",\"certificates\":[{string.Join(',', all.Select(c => Json(c.Name, c.At, now, c.Authority)))}],\"certificateAuthorities\":[{string.Join(',', authorities.Select(c => Json(c.Name, c.At, now, null)))}]}}");
            return 0;
        }

        call.Say("[check-expiration] Reading configuration from the cluster...\n");
        call.Say($"{"CERTIFICATE",-26} {"EXPIRES",-24} {"RESIDUAL TIME",-15} {"CERTIFICATE AUTHORITY",-23} EXTERNALLY MANAGED");
        foreach (var (name, at, authority) in all)
            call.Say(at is { } time ? $"{name,-26} {Stamp(time),-24} {Left(time, now),-15} {(name.EndsWith(".conf", StringComparison.Ordinal) ? "" : authority),-23} no      " : $"!MISSING! {name}");
        call.Say($"\n{"CERTIFICATE AUTHORITY",-23} {"EXPIRES",-24} {"RESIDUAL TIME",-15} EXTERNALLY MANAGED");
        foreach (var (name, at) in authorities)
            call.Say(at is { } time ? $"{name,-23} {Stamp(time),-24} {Left(time, now),-15} no      " : $"!MISSING! {name}");
        return 0;
    }

    /// <summary>Whether they are those of the beginning; how often they were renewed since says nothing.</summary>
    public static IEnumerable<string> Facts(KubernetesMachine machine)
    {
        foreach (var (name, path, _) in s_all)
        {
            if (machine.Host.Files.Read($"{KubernetesMachine.Home}/{path}") is { } content)
                yield return $"certificate {name} {(content.Contains(First, StringComparison.Ordinal) ? "as at first" : "renewed")}";
        }
    }

    private static void Renew(KubernetesMachine machine, string name, string path) =>
        machine.Host.Files.Write($"{KubernetesMachine.Home}/{path}", Content(machine, name, machine.Host.World.Time.GetUtcNow().AddYears(1), isFirst: false));

    /// <summary>A kubeconfig says besides how the cluster is reached.</summary>
    private static string Content(KubernetesMachine machine, string name, DateTimeOffset until, bool isFirst)
    {
        var facts = $"{Expires}{until.ToString("O", CultureInfo.InvariantCulture)}\n{(isFirst ? First : "generation: renewed")}\n";
        return name.EndsWith(".conf", StringComparison.Ordinal)
            ? $"apiVersion: v1\nkind: Config\nclusters:\n- name: kubernetes\n  cluster:\n    certificate-authority-data: Q0EK\n    server: https://{machine.Address}:6443\n{facts}"
            : $"certificate {name}\n{facts}";
    }

    private static DateTimeOffset? ExpiryOf(KubernetesMachine machine, string path) =>
        machine.Host.Files.Read($"{KubernetesMachine.Home}/{path}")?.Split('\n').FirstOrDefault(static l => l.StartsWith(Expires, StringComparison.Ordinal)) is { } line
            ? DateTimeOffset.Parse(line[Expires.Length..], CultureInfo.InvariantCulture)
            : null;

    private static string Json(string name, DateTimeOffset? at, DateTimeOffset now, string? authority) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"name\":\"{name}\",\"expirationDate\":{(at is { } time ? $"\"{time:yyyy-MM-dd'T'HH:mm:ss'Z'}\"" : "null")},\"residualTime\":{(long)((at - now)?.TotalSeconds ?? 0)},\"externallyManaged\":false{(authority is null ? "" : $",\"caName\":\"{authority}\"")},\"missing\":{(at is null ? "true" : "false")}}}");

    private static string Stamp(DateTimeOffset time) => time.ToString("MMM dd, yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Left(DateTimeOffset time, DateTimeOffset now) => time <= now
        ? "<invalid>"
        : string.Create(CultureInfo.InvariantCulture, $"{((time - now).TotalDays >= 730 ? $"{(int)((time - now).TotalDays / 365)}y" : $"{(int)(time - now).TotalDays}d")}");

    private static string Purpose(string name) => name switch
    {
        "admin.conf" => "for the admin to use and for kubeadm itself",
        "controller-manager.conf" => "for the controller manager to use",
        "scheduler.conf" => "for the scheduler manager to use",
        "apiserver" => "serving the Kubernetes API",
        "apiserver-etcd-client" => "the apiserver to use to access etcd",
        "apiserver-kubelet-client" => "the API server to connect to kubelet",
        "etcd-healthcheck-client" => "liveness probes to healthcheck etcd",
        "etcd-peer" => "etcd nodes to communicate with each other",
        "etcd-server" => "serving etcd",
        _ => "the front proxy client",
    };
}
