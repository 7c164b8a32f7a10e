using System.Collections.Immutable;

namespace RunbookEngine.Handlers.Apt;

/// <summary>A package as dpkg has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version; of one that is not installed, what was there.</param>
/// <param name="Status"><c>installed</c>, <c>config-files</c>, <c>half-configured</c>, …</param>
/// <param name="Error"><c>ok</c>, or <c>reinstreq</c>.</param>
internal sealed record PackageFacts(string Name, string Version, string Status, string Error)
{
    public bool IsInstalled => Status == "installed" && Error == "ok";
}

/// <summary>What the look found.</summary>
/// <param name="Packages">Those asked for that dpkg knows.</param>
/// <param name="Held">All that are held, by name.</param>
/// <param name="WereHeld">All that were held before the first attempt of this step, by name; empty before it.</param>
/// <param name="Versions">What is on offer, the newest first, by name.</param>
/// <param name="Candidates">What apt would take by itself, by name.</param>
/// <param name="IsInterrupted">Whether a dpkg that was cut off left something unfinished.</param>
/// <param name="IsBegun">Whether an attempt of this step began and did not come to its end.</param>
internal sealed record AptFacts(
    ImmutableDictionary<string, PackageFacts> Packages,
    ImmutableHashSet<string> Held,
    ImmutableHashSet<string> WereHeld,
    ILookup<string, string> Versions,
    ImmutableDictionary<string, string> Candidates,
    bool IsInterrupted,
    bool IsBegun)
{
    /// <summary>The package when it is there as a whole, or null.</summary>
    public PackageFacts? Installed(string name) => Packages.GetValueOrDefault(name) is { IsInstalled: true } package ? package : null;

    /// <summary>Whether an installed package is what a request asks for.</summary>
    public bool Has(PackageRequest request) => Installed(request.Name) is { } package
        && (request.WantsLatest ? Candidates.GetValueOrDefault(request.Name) is not { } newest || newest == package.Version : request.Accepts(package.Version));

    /// <summary>Reads what the scripts print. Pure.</summary>
    public static AptFacts Parse(string output)
    {
        var lines = output.Split('\n').Where(static l => l.StartsWith('#')).Select(static l => l.TrimEnd('\r').Split('\t')).ToArray();
        return new(
            lines.Where(static l => l is ["#package", _, _, _, _]).Select(static l => new PackageFacts(l[1], l[2], l[3], l[4]))
                .GroupBy(static p => p.Name, StringComparer.Ordinal)
                .ToImmutableDictionary(static g => g.Key, static g => g.FirstOrDefault(static p => p.IsInstalled) ?? g.First(), StringComparer.Ordinal),
            Names(lines, "#hold"),
            Names(lines, "#was-held"),
            lines.Where(static l => l is ["#version", _, _]).Select(static l => (Name: l[1], Version: l[2])).Distinct()
                .OrderByDescending(static v => v.Version, Comparer<string>.Create(DebianVersion.Compare)).ToLookup(static v => v.Name, static v => v.Version),
            lines.Where(static l => l is ["#candidate", _, not "(none)"]).DistinctBy(static l => l[1])
                .ToImmutableDictionary(static l => l[1], static l => l[2], StringComparer.Ordinal),
            lines.Any(static l => l is ["#interrupted"]),
            lines.Any(static l => l is ["#begun"]));
    }

    private static ImmutableHashSet<string> Names(IEnumerable<string[]> lines, string word) =>
        lines.Where(l => l is [var first, _] && first == word).Select(static l => l[1].Split(':')[0]).ToImmutableHashSet(StringComparer.Ordinal);
}
