using System.Globalization;
using System.Text.Json.Nodes;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>What pods ask for, or a node has: thousandths of processors, bytes of memory, places for pods.</summary>
internal readonly record struct Room(long Processors, long Memory, int Pods)
{
    public static Room operator +(Room left, Room right) => new(left.Processors + right.Processors, left.Memory + right.Memory, left.Pods + right.Pods);

    public static Room operator -(Room left, Room right) => new(left.Processors - right.Processors, left.Memory - right.Memory, left.Pods - right.Pods);

    public bool Holds(Room wanted) => Processors >= wanted.Processors && Memory >= wanted.Memory && Pods >= wanted.Pods;

    public static Room OfNode(JsonObject node) =>
        node["status"]?["allocatable"] is JsonObject has ? new(Amount(has["cpu"], 1000), Amount(has["memory"], 1), (int)Amount(has["pods"], 1)) : new(long.MaxValue / 2, long.MaxValue / 2, 110);

    public static Room OfPod(JsonObject pod)
    {
        var sum = new Room(0, 0, 1);
        foreach (var container in pod["spec"]?["containers"] as JsonArray ?? [])
        {
            if (container?["resources"]?["requests"] is JsonObject wants)
                sum += new Room(Amount(wants["cpu"], 1000), Amount(wants["memory"], 1), 0);
        }

        return sum;
    }

    /// <summary>A quantity as Kubernetes writes it, in parts of so many.</summary>
    internal static long Amount(JsonNode? quantity, long parts)
    {
        var text = quantity?.ToString() ?? "0";
        var digits = text.AsSpan().TrimEnd("mkKMGTPi");
        var value = decimal.Parse(digits.Length == 0 ? "0" : digits, CultureInfo.InvariantCulture) * parts;
        return (long)(text[digits.Length..] switch
        {
            "m" => value / 1000,
            "k" => value * 1000,
            "M" => value * 1_000_000,
            "G" => value * 1_000_000_000,
            "T" => value * 1_000_000_000_000,
            "Ki" => value * (1L << 10),
            "Mi" => value * (1L << 20),
            "Gi" => value * (1L << 30),
            "Ti" => value * (1L << 40),
            _ => value,
        });
    }
}
