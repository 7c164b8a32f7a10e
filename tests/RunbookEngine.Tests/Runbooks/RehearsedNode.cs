using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Handlers;

namespace RunbookEngine.Tests.Runbooks;

/// <summary>A machine that answers as Debian with systemd, apt and kubeadm does, as far as the shipped runbooks ask; a restart of its kubelet brings its version to the API.</summary>
internal sealed class RehearsedNode
{
    private readonly ConcurrentDictionary<string, string> _packages = new() { ["kubeadm"] = "1.35.3", ["kubelet"] = "1.35.3", ["kubectl"] = "1.35.3" };
    private readonly FakeUnit _kubelet = new FakeUnit { File = "enabled" }.Running();
    private readonly FakeCluster _cluster;
    private readonly string _name;

    public RehearsedNode(string name, FakeCluster cluster, ConcurrentQueue<string> effects)
    {
        (_name, _cluster) = (name, cluster);
        Files = new FakeFiles();
        foreach (var pod in new[] { "etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler" })
            Files.File($"/etc/kubernetes/manifests/{pod}.yaml", pod);
        Files.File("/etc/apt/sources.list.d/kubernetes.list", "deb https://pkgs.k8s.io/core:/stable:/v1.35/deb/ /\n");
        Machine = new(name, effects) { Files = Files, OutputOf = Answer };
    }

    public FakeFiles Files { get; }

    public FakeTransport Machine { get; }

    /// <summary>Days until its certificates expire; a renewal makes it a year.</summary>
    public int DaysLeft { get; set; } = 20;

    /// <summary>Whether its kubelet says nothing.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Whether it is a node yet.</summary>
    public bool IsJoined { get; set; } = true;

    private string Answer(string what)
    {
        if (what.Contains(":cat -- ", StringComparison.Ordinal))
            return Files.TextOf(what.Split(' ')[^1]) ?? "";
        if (what.Contains("#joined", StringComparison.Ordinal))
            return IsJoined ? "#joined\n" : "";
        if (what.Contains("scheduler.conf pki/ca.crt", StringComparison.Ordinal))
            return IsJoined ? "/etc/kubernetes/kubelet.conf\n" : "";
        if (what.Contains("apt-cache madison", StringComparison.Ordinal))
            return string.Concat(_packages.Select(static p => $"#package\t{p.Key}\t{p.Value}-1.1\tinstalled\tok\n#hold\t{p.Key}\n#version\t{p.Key}\t1.36.4-1.1\n"));
        if (what.Contains(" apt-get ", StringComparison.Ordinal) && !what.Contains("--simulate", StringComparison.Ordinal))
            return Install(what);
        if (what.Contains("kubeadm", StringComparison.Ordinal))
            return Kubeadm(what);
        if (what.Contains("systemctl", StringComparison.Ordinal))
            return Systemctl(what);
        // Of a script in a file nothing is seen here: the id of the boot, or what nobody reads.
        return $"boot-of-{_name}\n";
    }

    private string Install(string what)
    {
        foreach (var word in what.Split(' ').Where(static w => w.Contains('=') && w.StartsWith("kube", StringComparison.Ordinal)))
            _packages[word.Split('=')[0]] = word.Split('=')[1].Split('-')[0];
        return "";
    }

    private string Kubeadm(string what)
    {
        if (what.Contains("kubeadm version", StringComparison.Ordinal))
            return $"v{_packages["kubeadm"]}\n";
        if (what.Contains("certs renew", StringComparison.Ordinal))
            DaysLeft = 364;
        if (what.Contains("kubeadm reset", StringComparison.Ordinal))
            IsJoined = false;
        if (what.Contains("kubeadm join", StringComparison.Ordinal))
        {
            IsJoined = true;
            _cluster.Add(Some.Node(_name, $"v{_packages["kubelet"]}"));
        }

        if (what.Contains("check-expiration", StringComparison.Ordinal))
        {
            var expires = new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero).AddDays(DaysLeft + 1);
            return $$"""{"kind":"CertificateExpirationInfo","certificates":[{"name":"apiserver","expirationDate":"{{expires:yyyy-MM-ddTHH:mm:ssZ}}","caName":"ca"}]}""";
        }

        return what.Contains("upgrade plan", StringComparison.Ordinal)
            ? """{"kind":"UpgradePlan","availableUpgrades":[{"components":[{"name":"kube-apiserver","currentVersion":"v1.35.3","newVersion":"v1.36.4"}]}]}"""
            : "";
    }

    private string Systemctl(string what)
    {
        if (what.Contains("is-system-running", StringComparison.Ordinal))
            return "running\n";
        var words = what[(what.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ');
        var answer = _kubelet.Commands().QueryAsync(new() { Arguments = [.. words] }, CancellationToken.None).GetAwaiter().GetResult().Stdout;
        if (words.Contains("restart"))
            _cluster.Change("nodes", _name, n => n["status"]!["nodeInfo"]!["kubeletVersion"] = $"v{_packages["kubelet"]}");
        return answer;
    }
}
