using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>What pods ask for, or a node has: processors, bytes of memory, and places for pods.</summary>
internal readonly record struct Demand(decimal Processors, decimal Memory, int Pods)
{
    public static Demand operator +(Demand left, Demand right) => new(left.Processors + right.Processors, left.Memory + right.Memory, left.Pods + right.Pods);

    public static Demand operator -(Demand left, Demand right) => new(left.Processors - right.Processors, left.Memory - right.Memory, left.Pods - right.Pods);

    /// <summary>Whether all of it finds room.</summary>
    public bool FitsIn(Demand room) => Processors <= room.Processors && Memory <= room.Memory && Pods <= room.Pods;

    /// <summary>For people.</summary>
    public string Words => $"{Quantity.Processors(Processors)} CPU, {Quantity.Memory(Memory)}";

    /// <summary>
    /// What a pod asks for, as the scheduler counts it: its containers together and the init containers that go on beside them, or the greatest of the other init containers if that is more;
    /// and its overhead. What the pod asks for as a whole stands above its containers.
    /// </summary>
    public static Demand OfPod(JsonElement pod)
    {
        var spec = pod.At("spec");
        JsonElement[] inits = [.. spec.Items("initContainers")];
        var lasting = Sum(spec.Items("containers").Concat(inits.Where(static c => c.Text("restartPolicy") == "Always")));
        var passing = inits.Where(static c => c.Text("restartPolicy") != "Always").Select(static c => Requests(c.At("resources", "requests"))).ToArray();
        var own = spec.At("resources", "requests");
        var overhead = Requests(spec.At("overhead"));
        return new(
            (own.Has("cpu") ? Requests(own).Processors : passing.Select(static p => p.Processors).Append(lasting.Processors).Max()) + overhead.Processors,
            (own.Has("memory") ? Requests(own).Memory : passing.Select(static p => p.Memory).Append(lasting.Memory).Max()) + overhead.Memory,
            1);
    }

    /// <summary>What a node has for pods.</summary>
    public static Demand OfNode(JsonElement node)
    {
        var allocatable = node.At("status", "allocatable");
        return Requests(allocatable) with { Pods = allocatable.Has("pods") ? (int)Quantity.Parse(allocatable.Text("pods")) : 110 };
    }

    private static Demand Sum(IEnumerable<JsonElement> containers) => containers.Aggregate(default(Demand), static (sum, c) => sum + Requests(c.At("resources", "requests")));

    private static Demand Requests(JsonElement amounts) => new(Quantity.Parse(amounts.Text("cpu")), Quantity.Parse(amounts.Text("memory")), 0);
}
