using System.Text.Json;
using RunbookEngine.Simulation.Cluster;
using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Kubernetes;

/// <summary><c>kubeadm join</c> and <c>reset</c>. Simplified: a machine joins as a worker; one for the control plane is not simulated, and says so.</summary>
internal static class KubeadmJoin
{
    private const string Bootstrap = KubernetesMachine.Home + "/bootstrap-kubelet.conf";
    private const string Kubelet = KubernetesMachine.KubeletAccess;

    private static readonly string[] s_left =
        ["kubelet.conf", "bootstrap-kubelet.conf", "admin.conf", "controller-manager.conf", "scheduler.conf", "pki/ca.crt", "manifests/etcd.yaml", "manifests/kube-apiserver.yaml", "manifests/kube-controller-manager.yaml", "manifests/kube-scheduler.yaml"];

    /// <summary><c># runbook: kubeadm join look</c>.</summary>
    public static Task<int> LookAsync(KubernetesMachine machine, ProgramCall call)
    {
        if (machine.Host.Files.Exists(Kubelet))
            call.Say("#joined");
        if (machine.Host.Files.Exists(Bootstrap))
            call.Say("#joining");
        return Task.FromResult(0);
    }

    /// <summary><c># runbook: kubeadm reset look</c>.</summary>
    public static Task<int> LeftAsync(KubernetesMachine machine, ProgramCall call)
    {
        foreach (var path in s_left.Select(static p => $"{KubernetesMachine.Home}/{p}").Append(KubernetesMachine.KubeletConfig).Where(machine.Host.Files.Exists))
            call.Say(path);
        return Task.FromResult(0);
    }

    /// <summary><c># runbook: kubeadm join</c>: <c>HOME FILE COMMAND…</c>; the file is there only while kubeadm reads it, unless the power goes meanwhile.</summary>
    public static async Task<int> ScriptAsync(KubernetesMachine machine, ProgramCall call)
    {
        var (files, file) = (machine.Host.Files, call.Arguments[1]);
        if (machine.Kubeadm() is null)
            return 127;
        if (files.Exists(Kubelet))
            return 73;
        if (file.Length == 0)
            return await call.CallAsync(call.Arguments[2], call.Arguments[3..]);
        files.Write(file, System.Text.Encoding.UTF8.GetBytes(call.Input ?? ""), new(0b110_000_000), null);
        var status = await call.CallAsync(call.Arguments[2], [.. call.Arguments[3..], "--discovery-file=" + file]);
        files.Remove(file);
        return status;
    }

    public static async Task<int> JoinAsync(KubernetesMachine machine, ProgramCall call)
    {
        string? Given(string flag) => call.Arguments.FirstOrDefault(a => a.StartsWith($"--{flag}=", StringComparison.Ordinal))?[(flag.Length + 3)..];
        var name = Given("node-name") ?? machine.Node;
        call.Say("[preflight] Running pre-flight checks");
        await call.TakesAsync(TimeSpan.FromSeconds(2));
        if (Given("control-plane") == "true")
            return call.Fail(1, "error: a simulated machine joins as a worker only");
        if (machine.Host.Files.Exists(Kubelet))
            return KubeadmSmall.Preflight(call, "error execution phase preflight", "FileAvailable--etc-kubernetes-kubelet.conf", "/etc/kubernetes/kubelet.conf already exists");
        if (!machine.HasApi)
            return call.Fail(1, "error execution phase preflight: couldn't validate the identity of the API Server: failed to request the cluster-info ConfigMap: Get \"https://10.0.0.11:6443/api/v1/namespaces/kube-public/configmaps/cluster-info\": dial tcp 10.0.0.11:6443: connect: connection refused");
        if (!IsKnown(machine, Token(machine, Given("discovery-file"))))
            return call.Fail(1, "error execution phase preflight: couldn't validate the identity of the API Server: configmaps \"cluster-info\" is forbidden: User \"system:anonymous\" cannot get resource \"configmaps\" in API group \"\" in the namespace \"kube-public\"");
        if (KubeadmPlan.Nodes(machine).Any(n => n.Name == name && n.IsReady))
            return call.Fail(1, $"error execution phase kubelet-start: a Node with name \"{name}\" and status \"Ready\" already exists in the cluster. You must delete the existing Node or change the name of this new joining Node");
        return await StartAsync(machine, call, name);
    }

    /// <summary>Best effort, as the real one: settings of the network stay, and so does the Node.</summary>
    public static async Task<int> ResetAsync(KubernetesMachine machine, ProgramCall call)
    {
        var (files, wasAny) = (machine.Host.Files, s_left.Any(p => machine.Host.Files.Exists($"{KubernetesMachine.Home}/{p}")));
        call.Say("[preflight] Running pre-flight checks");
        await call.TakesAsync(TimeSpan.FromSeconds(1));
        if (machine.Etcd is { } etcd && files.Exists(KubernetesMachine.ManifestOf("etcd")) && etcd.Running.FirstOrDefault(m => m.Host == machine.Host && m.IsServing) is { } member)
        {
            etcd.Commit(member, d => d with { Members = d.Members.RemoveAll(m => m.Id == member.Id && d.Members.Length > 1) });
            call.Say("[reset] Deleted the local etcd member");
        }

        call.Say("[reset] Stopping the kubelet service");
        if (machine.Host.ProgramAt("systemctl") is not null)
            await call.CallAsync("systemctl", "stop", "kubelet");
        machine.Cluster.SetKubelet(machine.Node, machine.Kubelet() ?? "", isRunning: false);
        await call.TakesAsync(TimeSpan.FromSeconds(3));
        call.Say("[reset] Deleting contents of directories: [/etc/kubernetes/manifests /var/lib/kubelet /etc/kubernetes/pki]");
        foreach (var path in files.Under(KubernetesMachine.Manifests).Skip(1).Concat(["/var/lib/kubelet", "/var/lib/etcd", KubernetesMachine.Home + "/pki"]).ToArray())
            files.Remove(path);
        await call.TakesAsync(TimeSpan.FromSeconds(1));
        call.Say("[reset] Deleting files: [/etc/kubernetes/admin.conf /etc/kubernetes/kubelet.conf /etc/kubernetes/bootstrap-kubelet.conf /etc/kubernetes/controller-manager.conf /etc/kubernetes/scheduler.conf]");
        foreach (var path in s_left.Take(5))
            files.Remove($"{KubernetesMachine.Home}/{path}");
        if (call.Arguments.Contains("--cleanup-tmp-dir=true"))
            files.Remove(KubernetesMachine.Home + "/tmp");
        if (wasAny)
            call.HasEffect("kubeadm reset");
        return 0;
    }

    /// <summary>kubelet gets its certificate with the token, writes its file, and registers the node; then the token's file goes.</summary>
    private static async Task<int> StartAsync(KubernetesMachine machine, ProgramCall call, string name)
    {
        var files = machine.Host.Files;
        files.Write(Bootstrap, "apiVersion: v1\nkind: Config\n");
        files.Write(KubernetesMachine.Home + "/pki/ca.crt", "certificate ca\n");
        files.Write(KubernetesMachine.KubeletConfig, KubeadmUpgrade.KubeletSettings(machine.ClusterVersion ?? machine.Kubeadm()!));
        call.Say("[kubelet-start] Starting the kubelet");
        if (machine.Host.ProgramAt("systemctl") is not null)
            await call.CallAsync("systemctl", "restart", "kubelet");
        await call.TakesAsync(TimeSpan.FromSeconds(3));
        machine.Node = name;
        files.Write(Kubelet, "apiVersion: v1\nkind: Config\n");
        machine.Cluster.JoinNode(new NodeSpec(name) { Version = machine.Kubelet() ?? machine.Kubeadm()! });
        call.HasEffect($"kubeadm join {name}");
        await call.TakesAsync(TimeSpan.FromSeconds(2));
        files.Remove(Bootstrap);
        call.Say("\nThis node has joined the cluster:\n* Certificate signing request was sent to apiserver and a response was received.\n* The Kubelet was informed of the new secure connection details.\n\nRun 'kubectl get nodes' on the control-plane to see this node join the cluster.\n");
        return 0;
    }

    private static string? Token(KubernetesMachine machine, string? file) => file is null ? null : machine.Host.Files.Read(file)?.Split('\n').Select(static l => l.Trim())
        .FirstOrDefault(static l => l.StartsWith("token:", StringComparison.Ordinal))?["token:".Length..].Trim();

    /// <summary>A token of the API must still be there; one that <c>token create</c> made is as good as the file.</summary>
    private static bool IsKnown(KubernetesMachine machine, string? token) => token is not null
        && (token.EndsWith(".0123456789abcdef", StringComparison.Ordinal) || machine.Cluster["secrets", "kube-system/bootstrap-token-" + token.Split('.')[0]] is { ValueKind: JsonValueKind.Object });
}
