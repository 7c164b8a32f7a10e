using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>How a cluster is built. What is added is there and runs at once; nodes come first, so that workloads find room.</summary>
public sealed partial class SimulatedCluster
{
    private bool _isBuilding;

    /// <summary>Adds a namespace, if it is not there.</summary>
    public SimulatedCluster AddNamespace(string name) => Build(() => HaveNamespace(name));

    /// <summary>Adds a machine that is a node and ready, with the pods of its control plane if it is one.</summary>
    public SimulatedCluster AddNode(NodeSpec spec) => Build(() =>
    {
        ArgumentNullException.ThrowIfNull(spec);
        var machine = Machine(spec);
        Register(machine, spec, isReady: true);
        foreach (var (component, image) in machine.Manifests)
        {
            Store(KindNamed("pods"), MirrorPod(machine, component, image, Running()).AsRead());
            machine.Running.Add(component);
        }

        TellVersion();
        foreach (var set in _workloads.Values.Where(static w => w.Kind == "DaemonSet").ToArray())
            Daemon(set, machine);
        RunAll();
    });

    /// <summary>Adds a Deployment with its ReplicaSet and its pods.</summary>
    public SimulatedCluster AddDeployment(WorkloadSpec spec) => Add("apps/v1", "Deployment", spec);

    /// <summary>Adds a StatefulSet with its pods.</summary>
    public SimulatedCluster AddStatefulSet(WorkloadSpec spec) => Add("apps/v1", "StatefulSet", spec);

    /// <summary>Adds a DaemonSet with its pods on all nodes that are there and that come.</summary>
    public SimulatedCluster AddDaemonSet(WorkloadSpec spec) => Add("apps/v1", "DaemonSet", spec);

    /// <summary>Adds a Job with one pod.</summary>
    public SimulatedCluster AddJob(WorkloadSpec spec) => Add("batch/v1", "Job", spec);

    /// <summary>Adds a pod that nobody brings back.</summary>
    public SimulatedCluster AddPod(WorkloadSpec spec) => Build(() =>
    {
        ArgumentNullException.ThrowIfNull(spec);
        HaveNamespace(spec.Namespace);
        var template = TemplateOf(spec);
        var pod = new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = new JsonObject { ["name"] = spec.Name, ["namespace"] = spec.Namespace, ["labels"] = template["metadata"]!["labels"]!.DeepClone() },
            ["spec"] = template["spec"]!.DeepClone(), ["status"] = new JsonObject { ["phase"] = "Pending" },
        };
        Store(KindNamed("pods"), pod.AsRead());
        RunAll();
    });

    /// <summary>Adds a disruption budget.</summary>
    /// <param name="space">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="minAvailable">A number or a share such as <c>50%</c>; null: not said.</param>
    /// <param name="maxUnavailable">A number or a share; null: not said.</param>
    /// <param name="selector">The labels of its pods.</param>
    public SimulatedCluster AddBudget(string space, string name, string? minAvailable, string? maxUnavailable, ImmutableSortedDictionary<string, string> selector) => Build(() =>
    {
        HaveNamespace(space);
        Store(KindNamed("poddisruptionbudgets"), new JsonObject
        {
            ["apiVersion"] = $"policy/{PolicyVersions[0]}", ["kind"] = "PodDisruptionBudget",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = space, ["generation"] = 1L },
            ["spec"] = new JsonObject { ["minAvailable"] = Share(minAvailable), ["maxUnavailable"] = Share(maxUnavailable), ["selector"] = new JsonObject { ["matchLabels"] = ObjectJson.Texts(selector) } },
        }.AsRead());
    });

    /// <summary>Adds what kubeadm puts into <c>kube-system</c> besides static pods: kube-proxy on each node, and two of CoreDNS.</summary>
    public SimulatedCluster AddKubeSystem(string version)
    {
        AddDaemonSet(new("kube-system", "kube-proxy") { Labels = Labels("k8s-app", "kube-proxy"), Image = $"registry.k8s.io/kube-proxy:{version}", Cpu = "", Memory = "" });
        return AddDeployment(new("kube-system", "coredns") { Labels = Labels("k8s-app", "kube-dns"), Image = "registry.k8s.io/coredns/coredns:v1.12.1", Replicas = 2, ToleratesAll = true });
    }

    private static ImmutableSortedDictionary<string, string> Labels(string name, string value) => ImmutableSortedDictionary<string, string>.Empty.Add(name, value);

    private static JsonNode? Share(string? amount) => amount is null ? null : long.TryParse(amount, CultureInfo.InvariantCulture, out var number) ? number : amount;

    private SimulatedCluster Build(Action what)
    {
        lock (Gate)
        {
            var before = _isBuilding;
            _isBuilding = true;
            what();
            _isBuilding = before;
        }

        return this;
    }

    private SimulatedCluster Add(string apiVersion, string kind, WorkloadSpec spec) => Build(() =>
    {
        ArgumentNullException.ThrowIfNull(spec);
        HaveNamespace(spec.Namespace);
        var item = Store(KindOfName(kind, apiVersion)!, new JsonObject
        {
            ["apiVersion"] = apiVersion, ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = spec.Name, ["namespace"] = spec.Namespace, ["generation"] = 1L, ["labels"] = ObjectJson.Texts(spec.PodLabels) },
            ["spec"] = new JsonObject
            {
                ["replicas"] = kind is "DaemonSet" or "Job" ? null : (long)spec.Replicas, ["selector"] = new JsonObject { ["matchLabels"] = ObjectJson.Texts(spec.PodLabels) }, ["template"] = TemplateOf(spec),
            },
        }.AsRead());
        var workload = (Workload)item.Life!;
        Reconcile(workload);
        foreach (var one in workload.Child is { } child ? [workload, child] : new[] { workload })
            (one.StartsIn, one.StopsIn, one.Work) = (spec.StartsIn, spec.StopsIn, spec.Work);
        if (workload.Child is { } replicas)
            Reconcile(replicas);
        RunAll();
    });

    /// <summary>All pods that wait have a place and run, without any time.</summary>
    private void RunAll()
    {
        foreach (var pod in _waiting.ToArray())
            Schedule(pod);
        foreach (var pod in _starting.ToArray())
            Change(pod, static json => json["status"] = Running());
        foreach (var (pod, job) in _starting.Select(static p => (p, ((PodLife)p.Life!).Owner)).Where(static p => p.Owner is { Kind: "Job" }))
            Agenda.In(job!.Work, () => Finish(pod));
        _starting.Clear();
    }

    private void HaveNamespace(string name)
    {
        if (Find("namespaces", name) is null)
        {
            Store(KindNamed("namespaces"), new JsonObject
            {
                ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["kubernetes.io/metadata.name"] = name } },
                ["status"] = new JsonObject { ["phase"] = "Active" },
            });
        }
    }

    private static JsonObject TemplateOf(WorkloadSpec spec)
    {
        var container = new JsonObject { ["name"] = spec.Name, ["image"] = spec.Image };
        if (spec.Cpu.Length + spec.Memory.Length > 0)
            container["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = spec.Cpu.Length > 0 ? spec.Cpu : null, ["memory"] = spec.Memory.Length > 0 ? spec.Memory : null } };
        var pod = new JsonObject { ["terminationGracePeriodSeconds"] = (long)spec.GraceSeconds, ["containers"] = new JsonArray(container) };
        if (!spec.NodeSelector.IsEmpty)
            pod["nodeSelector"] = ObjectJson.Texts(spec.NodeSelector);
        if (spec.ToleratesAll)
            pod["tolerations"] = Anything;
        if (spec.HasEmptyDir)
            pod["volumes"] = new JsonArray(new JsonObject { ["name"] = "scratch", ["emptyDir"] = new JsonObject() });
        return new() { ["metadata"] = new JsonObject { ["labels"] = ObjectJson.Texts(spec.PodLabels) }, ["spec"] = pod };
    }

    private NodeLife Machine(NodeSpec spec)
    {
        var machine = NodeOf(spec.Name);
        machine.KubeletVersion = spec.Version;
        if (!spec.IsControlPlane)
            return machine;
        if (!_planes.Contains(machine))
            _planes.Add(machine);
        foreach (var component in new[] { "kube-apiserver", "kube-controller-manager", "kube-scheduler" })
            machine.Manifests[component] = $"registry.k8s.io/{component}:{spec.Version}";
        if (spec.HasEtcd)
            machine.Manifests["etcd"] = $"registry.k8s.io/etcd:{spec.EtcdVersion}";
        return machine;
    }

    private void Register(NodeLife machine, NodeSpec spec, bool isReady)
    {
        Store(KindNamed("nodes"), NodeJson(machine, spec, isReady).AsRead());
        Store(KindNamed("leases"), new JsonObject
        {
            ["apiVersion"] = "coordination.k8s.io/v1", ["kind"] = "Lease", ["metadata"] = new JsonObject { ["name"] = spec.Name, ["namespace"] = "kube-node-lease" },
            ["spec"] = new JsonObject { ["holderIdentity"] = spec.Name, ["leaseDurationSeconds"] = 40L, ["renewTime"] = ObjectJson.MicroStamp(Agenda.Now) },
        });
    }

    private static JsonObject NodeJson(NodeLife machine, NodeSpec spec, bool isReady)
    {
        var labels = spec.Labels.SetItem("kubernetes.io/hostname", spec.Name).SetItem("kubernetes.io/os", "linux").SetItem("kubernetes.io/arch", "amd64");
        var json = new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "Node",
            ["metadata"] = new JsonObject { ["name"] = spec.Name, ["labels"] = ObjectJson.Texts(spec.IsControlPlane ? labels.SetItem("node-role.kubernetes.io/control-plane", "") : labels) },
            ["spec"] = new JsonObject(),
            ["status"] = new JsonObject
            {
                ["addresses"] = new JsonArray(
                    new JsonObject { ["type"] = "InternalIP", ["address"] = spec.Address ?? string.Create(CultureInfo.InvariantCulture, $"10.0.{machine.Number / 250}.{machine.Number % 250 + 1}") },
                    new JsonObject { ["type"] = "Hostname", ["address"] = spec.Name }),
                ["allocatable"] = new JsonObject { ["cpu"] = spec.Cpu, ["memory"] = spec.Memory, ["pods"] = spec.Pods.ToString(CultureInfo.InvariantCulture) },
                ["nodeInfo"] = new JsonObject { ["kubeletVersion"] = spec.Version, ["bootID"] = machine.BootId, ["containerRuntimeVersion"] = spec.Runtime, ["osImage"] = "Debian GNU/Linux 12 (bookworm)" },
            },
        };
        SetReady(json, isReady ? "True" : "False", isReady ? "KubeletReady" : "KubeletNotReady", isReady ? "kubelet is posting ready status" : "container runtime network not ready: cni plugin not initialized");
        if (spec is { IsControlPlane: true, Taints: null })
            Taint(json, "node-role.kubernetes.io/control-plane", "NoSchedule");
        foreach (var taint in spec.Taints ?? [])
            Taint(json, taint.Key, taint.Effect, taint.Value);
        if (!isReady)
            Taint(json, "node.kubernetes.io/not-ready", "NoSchedule");
        if (spec.IsCordoned)
        {
            json.Spec()["unschedulable"] = true;
            Taint(json, Unschedulable, "NoSchedule");
        }

        return json;
    }
}
