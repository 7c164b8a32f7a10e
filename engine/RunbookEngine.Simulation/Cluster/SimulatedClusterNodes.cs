using System.Globalization;
using System.Text.Json.Nodes;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>Kubelets, what they report, and what becomes of a node that falls silent.</summary>
public sealed partial class SimulatedCluster
{
    private const string Unreachable = "node.kubernetes.io/unreachable";
    private const string NotReadyTaint = "node.kubernetes.io/not-ready";
    private const string Unschedulable = "node.kubernetes.io/unschedulable";

    /// <summary>How often a kubelet renews its Lease.</summary>
    private static readonly TimeSpan s_renewal = TimeSpan.FromSeconds(10);

    /// <summary>Toleration that admission adds to every pod.</summary>
    private static readonly TimeSpan s_tolerated = TimeSpan.FromSeconds(300);

    /// <summary>How long the collector of pods without a node waits.</summary>
    private static readonly TimeSpan s_quarantine = TimeSpan.FromSeconds(60);

    private NodeLife[]? _inOrder;
    private readonly SortedDictionary<string, NodeLife> _machines = new(StringComparer.Ordinal);

    /// <summary>A kubelet was started, stopped, or started anew in another version. It reports a few seconds later, and is registered again if it was not.</summary>
    /// <param name="node">The node.</param>
    /// <param name="version">Such as <c>v1.36.4</c>.</param>
    /// <param name="isRunning">Whether it runs from now on.</param>
    public void SetKubelet(string node, string version, bool isRunning)
    {
        lock (Gate)
        {
            CatchUp();
            var machine = NodeOf(node);
            machine.KubeletVersion = version;
            machine.IsKubeletOn = isRunning;
            Follow(machine);
        }
    }

    /// <summary>A machine lost its power or was given it again. With power, its kubelet starts again if it ran before.</summary>
    /// <param name="node">The node.</param>
    /// <param name="isOn">Whether it has power.</param>
    /// <param name="bootId">The id of its new boot; made up when left out.</param>
    public void NodePower(string node, bool isOn, string? bootId = null)
    {
        lock (Gate)
        {
            CatchUp();
            var machine = NodeOf(node);
            if (isOn && !machine.HasPower)
                machine.Boots++;
            machine.BootId = isOn ? bootId ?? string.Create(CultureInfo.InvariantCulture, $"boot-{machine.Boots}-of-{node}") : machine.BootId;
            (machine.HasPower, machine.WasOff) = (isOn, true);
            machine.Running.Clear();
            TellVersion();
            Follow(machine);
        }
    }

    /// <summary>A manifest of a static pod is on a machine, in another version than before, or there no more.</summary>
    /// <param name="node">The node.</param>
    /// <param name="component">Such as <c>kube-apiserver</c>.</param>
    /// <param name="image">Its image with its tag; null: the manifest is gone.</param>
    public void SetStaticPod(string node, string component, string? image)
    {
        lock (Gate)
        {
            CatchUp();
            var machine = NodeOf(node);
            if (image is null)
                machine.Manifests.Remove(component);
            else
                machine.Manifests[component] = image;
            Mirror(machine, component, Between(4, 12));
        }
    }

    /// <summary>A kubelet that has been silent for longer than it may be when the story begins: its node is not ready, and neither are its pods.</summary>
    public void BeginLost(string node)
    {
        lock (Gate)
        {
            var machine = NodeOf(node);
            (machine.IsKubeletOn, machine.SilentSince) = (false, Agenda.Now);
            Lose(machine, ++machine.Silences);
        }
    }

    /// <summary>A machine joins: it registers at once, and is ready when its network is.</summary>
    public void JoinNode(NodeSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        lock (Gate)
        {
            CatchUp();
            var machine = Machine(spec);
            Register(machine, spec, isReady: false);
            machine.SilentSince = Agenda.Now;
            Follow(machine, Between(8, 20));
            foreach (var component in machine.Manifests.Keys.ToArray())
                Mirror(machine, component, Between(5, 15));
        }
    }

    /// <summary>Whether a node is registered.</summary>
    public bool HasNode(string node) => this["nodes", node] is not null;

    private NodeLife NodeOf(string name)
    {
        if (!_machines.TryGetValue(name, out var machine))
            (_machines[name], _inOrder) = (machine = new(name, _machines.Count), null);
        return machine;
    }

    /// <summary>All machines by name; a tree is walked too slowly for every pod.</summary>
    private NodeLife[] InOrder() => _inOrder ??= [.. _machines.Values];

    /// <summary>The version since which a node is given 50 s before it counts as lost, and 40 s before.</summary>
    private TimeSpan Grace => TimeSpan.FromSeconds(Minor(ServerVersion) >= 32 ? 50 : 40);

    private TimeSpan Between(double least, double most) => TimeSpan.FromMilliseconds(Random.Next((int)(least * 1000), (int)(most * 1000)));

    /// <summary>Lets a kubelet fall silent or speak, as its machine now has it.</summary>
    private void Follow(NodeLife machine, TimeSpan? startsIn = null)
    {
        var silence = ++machine.Silences;
        machine.SilentSince ??= Agenda.Now;
        if (machine.IsAlive)
            Agenda.In(startsIn ?? Between(2, 6), () => Speak(machine, silence));
        else
            Agenda.In(machine.SilentSince.Value + Grace - Agenda.Now is { Ticks: > 0 } left ? left : TimeSpan.Zero, () => Lose(machine, silence));
    }

    private void Speak(NodeLife machine, int silence)
    {
        if (machine.Silences != silence || !machine.IsAlive)
            return;
        machine.SilentSince = null;
        if (machine.Item is null)
            Register(machine, new(machine.Name) { Version = machine.KubeletVersion }, isReady: true);
        Change(machine.Item!, json =>
        {
            var info = (JsonObject)(json.Status()["nodeInfo"] ??= new JsonObject());
            (info["kubeletVersion"], info["bootID"]) = (machine.KubeletVersion, machine.BootId);
            Untaint(json, Unreachable);
            if (machine.IsIll)
                return;
            SetReady(json, "True", "KubeletReady", "kubelet is posting ready status");
            Untaint(json, NotReadyTaint);
        });
        if (machine.IsIll)
        {
            Ail(machine, silence);
            return;
        }

        foreach (var component in machine.Manifests.Keys.Concat(MirrorsOn(machine)).Distinct().ToArray())
            Mirror(machine, component, Between(1, 5));
        Resume(machine);
        DaemonsFor(machine);
    }

    /// <summary>Pods that stop go on stopping; all others are started again on a machine that was off, and count as ready again on one that was only silent.</summary>
    private void Resume(NodeLife machine)
    {
        var isNewBoot = machine.WasOff;
        machine.WasOff = false;
        foreach (var pod in On(machine).Where(static p => p.Controller is not { } c || (string?)c["kind"] != "Node").ToArray())
        {
            if (pod.IsGoing)
                StopAgain(pod);
            else if (isNewBoot || pod.Phase == "Pending")
                Restart(pod);
            else if (!pod.IsReady && pod.Phase == "Running")
                Change(pod, static json => json["status"] = Running());
        }
    }

    private void Restart(ApiObject pod)
    {
        if (pod.Phase is "Succeeded" or "Failed")
            return;
        if (pod.IsReady)
            Change(pod, static json => json["status"] = NotReady());
        ((PodLife)pod.Life!).IsStarting = false;
        Start(pod);
    }

    private void Lose(NodeLife machine, int silence)
    {
        if (machine.Silences != silence || machine.IsAlive || machine.Item is not { } item)
            return;
        GiveUp(machine, item, silence, json =>
        {
            SetReady(json, "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.");
            Taint(json, Unreachable, "NoSchedule");
            Taint(json, Unreachable, "NoExecute");
        });
    }

    /// <summary>The kubelet speaks, but not of a node that is ready.</summary>
    private void Ail(NodeLife machine, int silence) => GiveUp(machine, machine.Item!, silence, static json =>
    {
        SetReady(json, "False", "KubeletNotReady", "container runtime is down");
        Taint(json, NotReadyTaint, "NoSchedule");
        Taint(json, NotReadyTaint, "NoExecute");
    });

    private void GiveUp(NodeLife machine, ApiObject item, int silence, Action<JsonObject> say)
    {
        Change(item, say);
        foreach (var pod in On(machine).Where(static p => p.IsReady).ToArray())
            Change(pod, static json => json["status"] = NotReady());
        Agenda.In(s_tolerated, () => Abandon(machine, silence));
    }

    /// <summary>The pods of a lost node are deleted, whatever budgets say; they stay until somebody confirms that they are gone.</summary>
    private void Abandon(NodeLife machine, int silence)
    {
        if (machine.Silences != silence)
            return;
        foreach (var pod in On(machine).Where(static p => !p.IsGoing && !Tolerates(p, (Unreachable, "", "NoExecute"))).ToArray())
        {
            OnEvicted(pod);
            TaintEvictions++;
            Delete(pod, null);
        }
    }

    private void Watch(NodeLife machine, ApiObject item)
    {
        var (wasOpen, before, wasNew) = (machine.IsOpen, machine.Taints.Count, machine.Item is null);
        machine.Read(item);
        if (machine.KubeletVersion.Length == 0)
            machine.KubeletVersion = (string?)item.Json["status"]?["nodeInfo"]?["kubeletVersion"] ?? ServerVersion;
        if (machine.IsOpen && (!wasOpen || machine.Taints.Count < before))
            ScheduleSoon();
        if (machine.Taints.Any(static t => t is { Key: "node.kubernetes.io/out-of-service", Effect: "NoExecute" }) && !machine.HasPower)
            foreach (var pod in On(machine).Where(static p => !Tolerates(p, ("node.kubernetes.io/out-of-service", "nodeshutdown", "NoExecute"))).ToArray())
                Erase(pod);
        if (wasNew && !_isBuilding)
            DaemonsFor(machine);
        if (IsMarkedWrong(item))
            Agenda.In(TimeSpan.FromMilliseconds(50), () => Mark(item));
    }

    /// <summary>Whether a node says by its taints something else about taking pods than by its field.</summary>
    private bool IsMarkedWrong(ApiObject node) =>
        !_isBuilding && (bool?)node.Json["spec"]?["unschedulable"] == true != (node.Json["spec"]?["taints"] as JsonArray ?? []).Any(static t => (string?)t!["key"] == Unschedulable);

    /// <summary>The controller of node lifecycles keeps the taint of a cordoned node as its field is.</summary>
    private void Mark(ApiObject node)
    {
        if (!IsThere(node) || !IsMarkedWrong(node))
            return;
        Change(node, json =>
        {
            if ((bool?)json.Spec()["unschedulable"] == true)
                Taint(json, Unschedulable, "NoSchedule");
            else
                Untaint(json, Unschedulable);
        });
    }

    private void Forget(ApiObject node)
    {
        var machine = NodeOf(node.Name);
        (machine.Item, machine.IsOpen, machine.IsReady) = (null, false, false);
        if (Find("leases", $"kube-node-lease/{node.Name}") is { } lease)
            Erase(lease);
        foreach (var set in _workloads.Values.Where(static w => w.Kind == "DaemonSet"))
            Due(set);
        Agenda.In(s_quarantine, () =>
        {
            if (machine.Item is not null)
                return;
            foreach (var pod in On(machine).ToArray())
                Erase(pod);
        });
    }

    private IReadOnlyList<ApiObject> On(NodeLife machine) => Shelf(KindNamed("pods")).On(machine.Name).Items;

    private void RenewLeases(IEnumerable<NodeLife> machines)
    {
        foreach (var machine in machines)
        {
            if (Find("leases", $"kube-node-lease/{machine.Name}") is not { } lease)
                continue;
            var heard = machine.SilentSince ?? Agenda.Now;
            var phase = machine.Number * 37 % s_renewal.TotalMilliseconds;
            var last = new DateTimeOffset(heard.Ticks - (heard.Ticks - TimeSpan.FromMilliseconds(phase).Ticks) % s_renewal.Ticks, TimeSpan.Zero);
            var stamp = ObjectJson.MicroStamp(last);
            if ((string?)lease.Json["spec"]?["renewTime"] != stamp)
                Change(lease, json => json.Spec()["renewTime"] = stamp);
        }
    }

    private static void SetReady(JsonObject node, string status, string reason, string message)
    {
        var conditions = (JsonArray)(node.Status()["conditions"] ??= new JsonArray());
        var ready = conditions.OfType<JsonObject>().FirstOrDefault(static c => (string?)c["type"] == "Ready");
        if (ready is null)
            conditions.Add((JsonNode)(ready = new JsonObject { ["type"] = "Ready" }));
        (ready["status"], ready["reason"], ready["message"]) = (status, reason, message);
    }

    private static void Taint(JsonObject node, string key, string effect, string value = "")
    {
        var taints = (JsonArray)(node.Spec()["taints"] ??= new JsonArray());
        if (!taints.Any(t => (string?)t!["key"] == key && (string?)t["effect"] == effect))
            taints.Add((JsonNode)(value.Length > 0 ? new JsonObject { ["key"] = key, ["value"] = value, ["effect"] = effect } : new JsonObject { ["key"] = key, ["effect"] = effect }));
    }

    private static void Untaint(JsonObject node, string key)
    {
        if (node.Spec()["taints"] is not JsonArray taints)
            return;
        foreach (var taint in taints.Where(t => (string?)t!["key"] == key).ToArray())
            taints.Remove(taint);
        if (taints.Count == 0)
            node.Spec().Remove("taints");
    }
}
