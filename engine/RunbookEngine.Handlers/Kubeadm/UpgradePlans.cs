using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>A part of the cluster in a plan.</summary>
internal sealed record PlannedPart(string Name, string? Node, string Current, string Version);

/// <summary>One version that the cluster can be brought to.</summary>
internal sealed record PlannedUpgrade(string Version, ImmutableArray<PlannedPart> Components);

/// <summary>
/// What <c>kubeadm upgrade plan</c> said: as JSON of any of its versions (1.24 and later: parts at the top; output v1alpha3: a list of upgrades), or as the tables of those that have no JSON. Pure.
/// </summary>
/// <param name="Current">The version of the API server; null when it was not told.</param>
/// <param name="All">What it can be brought to; empty when it is at the newest.</param>
internal sealed record UpgradePlans(string? Current, ImmutableArray<PlannedUpgrade> All)
{
    private const string ApiServer = "kube-apiserver";
    private const string ClusterVersion = "[upgrade/versions] Cluster version:";

    /// <summary>The one with the highest version; null when there is none.</summary>
    public PlannedUpgrade? Newest => All.MaxBy(static p => KubeVersion.Numbers(p.Version));

    /// <summary>Null when it is neither.</summary>
    public static UpgradePlans? Read(string text)
    {
        var documents = KubeadmJson.Documents(text);
        if (documents.IsEmpty && !text.Contains("COMPONENT", StringComparison.Ordinal) && !text.Contains("[upgrade", StringComparison.Ordinal))
            return null;
        ImmutableArray<PlannedUpgrade> all = [.. documents.IsEmpty ? FromTables(text) : documents.SelectMany(FromJson)];
        var current = all.SelectMany(static p => p.Components).FirstOrDefault(static c => c.Name == ApiServer)?.Current;
        return new(current ?? Told(text), all);
    }

    private static IEnumerable<PlannedUpgrade> FromJson(JsonElement document)
    {
        var upgrades = document.Has("availableUpgrades") ? document.Items("availableUpgrades") : [document];
        foreach (var upgrade in upgrades)
        {
            ImmutableArray<PlannedPart> parts =
            [
                .. upgrade.Items("components").Select(static c => new PlannedPart(
                    c.Text("name"), c.Text("nodeName") is { Length: > 0 } node ? node : null, c.Text("currentVersion"), c.Text("newVersion"))),
            ];
            if (parts.FirstOrDefault(static p => p.Name == ApiServer) is { } server)
                yield return new(server.Version, parts);
        }
    }

    private static IEnumerable<PlannedUpgrade> FromTables(string text)
    {
        var parts = ImmutableArray.CreateBuilder<PlannedPart>();
        foreach (var row in TextTable.Rows(text, "COMPONENT"))
        {
            // A name is left out where it is the one above.
            var name = row["COMPONENT"] is { Length: > 0 } given ? given : parts.LastOrDefault()?.Name ?? "";
            if (name is ("kubelet" or ApiServer) && parts.Any(static p => p.Name == ApiServer))
            {
                yield return Upgrade(parts);
                parts.Clear();
            }

            parts.Add(new(name, row.GetValueOrDefault("NODE") is { Length: > 0 } node ? node : null, row["CURRENT"], row.GetValueOrDefault("TARGET") ?? row.GetValueOrDefault("AVAILABLE") ?? ""));
        }

        if (parts.Any(static p => p.Name == ApiServer))
            yield return Upgrade(parts);
    }

    private static PlannedUpgrade Upgrade(ImmutableArray<PlannedPart>.Builder parts) => new(parts.First(static p => p.Name == ApiServer).Version, parts.ToImmutable());

    private static string? Told(string text) => text.Split('\n').FirstOrDefault(static l => l.StartsWith(ClusterVersion, StringComparison.Ordinal))?[ClusterVersion.Length..].Trim();
}
