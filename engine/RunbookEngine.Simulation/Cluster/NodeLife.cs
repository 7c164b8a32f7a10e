using System.Text.Json.Nodes;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>A machine as the cluster knows it: what its kubelet does, and what room is left on it.</summary>
internal sealed class NodeLife(string name, int number)
{
    public string Name => name;

    /// <summary>Which of the nodes it is, so that not all renew their Leases in the same moment.</summary>
    public int Number => number;

    /// <summary>The Node; null while it is not registered.</summary>
    public ApiObject? Item { get; set; }

    public bool HasPower { get; set; } = true;

    /// <summary>Whether the kubelet's unit runs when the machine does.</summary>
    public bool IsKubeletOn { get; set; } = true;

    public string KubeletVersion { get; set; } = "";

    /// <summary>The images of its static pods by component, as the manifests on the machine have them.</summary>
    public SortedDictionary<string, string> Manifests { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether its kubelet runs, but never says that the node is ready.</summary>
    public bool IsIll { get; set; }

    /// <summary>Whether its kubelet works.</summary>
    public bool IsAlive => HasPower && IsKubeletOn;

    /// <summary>The components of its manifests whose containers run.</summary>
    public HashSet<string> Running { get; } = [];

    /// <summary>When its kubelet said something for the last time; null while it speaks.</summary>
    public DateTimeOffset? SilentSince { get; set; }

    /// <summary>Counts its silences, so that what was to come of an old one does not come.</summary>
    public int Silences { get; set; }

    /// <summary>Whether a machine that came back has still to start its pods anew.</summary>
    public bool WasOff { get; set; }

    public int Boots { get; set; } = 1;

    public string BootId { get; set; } = $"boot-1-of-{name}";

    /// <summary>What it has for pods in all.</summary>
    public Room Capacity { get; set; }

    public Room Used { get; set; }

    public Dictionary<string, string> Labels { get; set; } = [];

    public List<(string Key, string Value, string Effect)> Taints { get; set; } = [];

    /// <summary>Whether the scheduler puts pods there at all.</summary>
    public bool IsOpen { get; set; }

    public bool IsReady { get; set; }

    public bool IsControlPlane => Labels.ContainsKey("node-role.kubernetes.io/control-plane");

    /// <summary>Reads anew what the scheduler looks at.</summary>
    public void Read(ApiObject item)
    {
        Item = item;
        Capacity = Room.OfNode(item.Json);
        Labels = item.Labels;
        IsReady = item.IsReady;
        Taints = [.. (item.Json["spec"]?["taints"] as JsonArray ?? []).Select(static t => ((string)t!["key"]!, (string?)t["value"] ?? "", (string)t["effect"]!))];
        IsOpen = IsReady && (bool?)item.Json["spec"]?["unschedulable"] != true;
    }
}

/// <summary>A pod as its node and its controller know it.</summary>
internal sealed class PodLife
{
    public NodeLife? Node { get; set; }

    public Workload? Owner { get; set; }

    public Room Wants { get; set; }

    /// <summary>Which template of its workload it was made from.</summary>
    public int Revision { get; set; }

    /// <summary>Whether it counts for its workload.</summary>
    public bool Counts { get; set; }

    /// <summary>Whether its kubelet is starting it.</summary>
    public bool IsStarting { get; set; }
}

/// <summary>Something that keeps pods there, and how many of them there were at the worst.</summary>
internal sealed class Workload(ApiObject item)
{
    /// <summary>By the number of the node: the scheduler asks this of every node for every pod.</summary>
    private int[] _onNode = [];

    public ApiObject Item => item;

    public string Kind => item.Kind.Kind;

    /// <summary>Pods that count as its own, those that are going included.</summary>
    public HashSet<ApiObject> Pods { get; } = [];

    public int Ready { get; set; }

    /// <summary>The fewest pods that were ready at a time since all were for the first time; null: they never were.</summary>
    public int? Smallest { get; set; }

    /// <summary>How many of its pods were evicted.</summary>
    public int Moved { get; set; }

    /// <summary>Whether its controller is about to look at it.</summary>
    public bool IsDue { get; set; }

    /// <summary>Whether the status in the API is behind.</summary>
    public bool IsBehind { get; set; } = true;

    /// <summary>The Deployment over a ReplicaSet.</summary>
    public Workload? Parent { get; set; }

    /// <summary>The ReplicaSet under a Deployment.</summary>
    public Workload? Child { get; set; }

    public TimeSpan? StartsIn { get; set; }

    public TimeSpan? StopsIn { get; set; }

    public TimeSpan Work { get; set; }

    /// <summary>The template of its pods as its controller saw it last, and which one that is.</summary>
    public JsonNode? Template { get; set; }

    public int Revision { get; set; }

    /// <summary>Whether pods of an old template are being replaced.</summary>
    public bool IsRolling { get; set; }

    /// <summary>How many pods were wanted when its controller looked last.</summary>
    public int Seen { get; set; } = -1;

    /// <summary>How many pods it wants; a DaemonSet: as many as there are nodes for it.</summary>
    public int Wanted => Kind == "DaemonSet" ? For.Count : (int)(item.Json["spec"]?["replicas"].Number() ?? 1);

    /// <summary>The nodes that a DaemonSet has to be on.</summary>
    public HashSet<string> For { get; } = [];

    /// <summary>How many of its pods are on a node.</summary>
    public int On(NodeLife node) => node.Number < _onNode.Length ? _onNode[node.Number] : 0;

    public void Place(NodeLife node, int count)
    {
        if (node.Number >= _onNode.Length)
            Array.Resize(ref _onNode, Math.Max(16, node.Number * 2));
        _onNode[node.Number] += count;
    }

    public void Count(bool ready)
    {
        Ready += ready ? 1 : -1;
        IsBehind = true;
        if (Smallest is null && Ready >= Wanted && Wanted > 0)
            Smallest = Ready;
        else if (Ready < Smallest)
            Smallest = Ready;
        if (Parent is not null)
            (Parent.IsBehind, Parent.Ready, Parent.Smallest) = (true, Ready, Smallest);
    }
}
