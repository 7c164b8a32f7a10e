using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Debian;

/// <summary>
/// The lists of packages that a machine has fetched, by the address that they came from. Only lists of addresses that its sources name count, so that after a change of a source there is nothing
/// on offer from there until the lists are fetched again.
/// </summary>
internal sealed class AptLists(SimulatedHost host, DebianRepository repository, DebianPackages packages)
{
    private const string Folder = "/etc/apt/sources.list.d";
    private readonly Dictionary<string, ImmutableDictionary<string, ImmutableArray<string>>> _fetched = [];
    private DateTimeOffset? _fetchedAt;

    /// <summary>The addresses in the sources, in order, each once.</summary>
    public IReadOnlyList<string> Sources => [.. SourceFiles().SelectMany(f => AddressesIn(host.Files.Read(f) ?? "")).Distinct()];

    /// <summary>How long ago they were fetched; null when never, or when a source has changed since.</summary>
    public TimeSpan? Age => _fetchedAt is { } at && !SourceFiles().Any(f => host.Files.At(f)!.ModifiedAt > at) ? host.World.Time.GetUtcNow() - at : null;

    /// <summary>Notes what an address offers now.</summary>
    /// <returns>Whether there is a repository.</returns>
    public bool Fetch(string url)
    {
        if (repository.At(url, host.Name) is not { } offer)
            return false;
        _fetched[url] = offer;
        host.Files.Write($"/var/lib/apt/lists/{url[(url.IndexOf("//", StringComparison.Ordinal) + 2)..].Trim('/').Replace('/', '_')}_InRelease", "Origin: " + url + "\n");
        return true;
    }

    /// <summary>All were fetched.</summary>
    public void HasFetchedAll(DateTimeOffset at) => _fetchedAt = at;

    /// <summary>The versions on offer, the newest first, each with where it comes from.</summary>
    public IReadOnlyList<(string Version, string Url)> Offered(string name) =>
    [
        .. Sources.SelectMany(u => _fetched.GetValueOrDefault(u)?.GetValueOrDefault(name, []).Select(v => (v, u)) ?? []).OrderByDescending(static v => v.v, PackageVersion.Order),
    ];

    /// <summary>What apt would take by itself: the newest on offer, but nothing older than what is installed; null: nothing.</summary>
    public string? Candidate(string name)
    {
        var installed = packages.OnDisk(name);
        var newest = Offered(name).Select(static o => o.Version).FirstOrDefault();
        return newest is null || (installed is not null && PackageVersion.Compare(installed, newest) > 0) ? installed : newest;
    }

    /// <summary>Whether apt has heard of it.</summary>
    public bool Knows(string name) => packages.Find(name) is not null || Offered(name).Count > 0;

    private IEnumerable<string> SourceFiles()
    {
        if (host.Files.Exists("/etc/apt/sources.list"))
            yield return "/etc/apt/sources.list";
        foreach (var path in host.Files.Under(Folder).Where(p => host.Files.At(p)!.Kind == FileKind.File))
            yield return path;
    }

    /// <summary>Of lines (<c>deb [options] ADDRESS suite</c>) and of paragraphs (<c>URIs: ADDRESS</c>).</summary>
    private static IEnumerable<string> AddressesIn(string text) => text.Split('\n').Select(static l => l.Trim())
        .Where(static l => l.StartsWith("deb ", StringComparison.Ordinal) || l.StartsWith("URIs:", StringComparison.OrdinalIgnoreCase))
        .SelectMany(static l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(static w => w.Contains("://", StringComparison.Ordinal)));
}
