using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>No host is reached through itself.</summary>
internal static class JumpCheck
{
    public static string[] Hops(string? jump) => jump?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    public static void Run(InventoryReading reading, ImmutableArray<Host> hosts)
    {
        var byName = hosts.ToDictionary(static h => h.Name, StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var host in hosts)
            Visit(reading, host, byName, done, []);
    }

    private static void Visit(InventoryReading reading, Host host, Dictionary<string, Host> byName, HashSet<string> done, List<string> path)
    {
        if (path.IndexOf(host.Name) is var at and >= 0)
        {
            reading.Bag.Error(
                Codes.JumpCycle, $"a host cannot be reached through itself: {string.Join(" -> ", path.Skip(at).Append(host.Name))}", host.Span,
                "give the first host on the way `proxy-jump: none`");
            return;
        }

        if (!done.Add(host.Name))
            return;
        path.Add(host.Name);
        foreach (var hop in Hops(host.ProxyJump))
        {
            if (byName.TryGetValue(hop, out var next) && path.Count < 100)
                Visit(reading, next, byName, done, path);
        }

        path.RemoveAt(path.Count - 1);
    }
}
