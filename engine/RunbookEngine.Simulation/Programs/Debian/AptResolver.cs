using System.Collections.Immutable;

namespace RunbookEngine.Simulation.Programs.Debian;

/// <summary>Decides what a call of apt-get comes to. It changes nothing.</summary>
internal sealed class AptResolver(DebianPackages packages, AptLists lists, DebianRepository repository)
{
    private const string HeldChanged = "E: Held packages were changed and -y was used without --allow-change-held-packages.";

    public AptChange Resolve(AptCall call) => call.Verb switch
    {
        "install" => Install(call),
        "upgrade" => Upgrade(withNew: call.Flags.Contains("--with-new-pkgs")),
        "dist-upgrade" or "full-upgrade" => Upgrade(withNew: true),
        "remove" or "purge" => Remove(call, call.Verb == "purge"),
        _ => new() { Error = $"E: Invalid operation {call.Names.FirstOrDefault()}" },
    };

    private AptChange Install(AptCall call)
    {
        var (found, notes) = (new List<AptInstall>(), ImmutableArray.CreateBuilder<string>());
        foreach (var word in call.Names)
        {
            var (name, version) = word.Split('=', 2) is [var n, var v] ? (n, v) : (word, null);
            var (to, error) = Wanted(name, version);
            if (to is null)
                return new() { Error = error };
            if (packages.Whole(name)?.Version != to)
                Add(found, name, to);
            else
                notes.Add($"{name} is already the newest version ({packages.Whole(name)?.Version}).");
        }

        if (call.Flags.Contains("--fix-broken") && Mend(found) is { } cannot)
            return new() { Error = cannot };
        AddNeeds(found);
        return new() { Installs = [.. found], Notes = notes.ToImmutable(), Error = found.Exists(i => ChangesHold(call, i.Name)) ? HeldChanged : null };
    }

    private bool ChangesHold(AptCall call, string name) => packages.Find(name) is { IsHeld: true } && !call.Flags.Contains("--allow-change-held-packages");

    /// <summary>Which version a word means, or why there is none.</summary>
    private (string? Version, string Error) Wanted(string name, string? version)
    {
        if (!lists.Knows(name))
            return (null, $"E: Unable to locate package {name}");
        if (version is null)
            return lists.Candidate(name) is { } candidate ? (candidate, "") : (null, $"E: Package '{name}' has no installation candidate");
        return packages.OnDisk(name) == version || lists.Offered(name).Any(o => o.Version == version) ? (version, "") : (null, $"E: Version '{version}' for '{name}' was not found");
    }

    /// <summary>What was begun and cannot just be configured is installed anew, where it is still on offer.</summary>
    private string? Mend(List<AptInstall> found)
    {
        foreach (var package in packages.Broken.Where(static p => p.Status == PackageState.HalfInstalled))
        {
            var version = package.Version.Length > 0 ? package.Version : lists.Candidate(package.Name) ?? "";
            if (!lists.Offered(package.Name).Any(o => o.Version == version))
                return $"E: The package {package.Name} needs to be reinstalled, but I can't find an archive for it.";
            Add(found, package.Name, version);
        }

        return null;
    }

    private AptChange Upgrade(bool withNew)
    {
        var (found, kept) = (new List<AptInstall>(), new List<string>());
        foreach (var package in packages.All.Where(static p => p.Status == PackageState.Whole))
        {
            if (lists.Candidate(package.Name) is not { } newest || newest == package.Version)
                continue;
            if (package.IsHeld || (!withNew && Missing(package.Name).Any()))
                kept.Add(package.Name);
            else
                Add(found, package.Name, newest);
        }

        AddNeeds(found);
        return new() { Installs = [.. found], KeptBack = [.. kept] };
    }

    private AptChange Remove(AptCall call, bool isPurge)
    {
        var names = call.Names;
        if (names.FirstOrDefault(n => !lists.Knows(n)) is { } unknown)
            return new() { Error = $"E: Unable to locate package {unknown}" };
        var gone = names.Where(n => packages.Find(n) is { } p && (p.IsThere || (isPurge && p.Status == PackageState.OnlyConfiguration))).ToList();
        while (packages.All.FirstOrDefault(p => p.IsThere && !gone.Contains(p.Name) && repository.Needed(p.Name).Any(gone.Contains)) is { } needy)
            gone.Add(needy.Name);
        return new() { Removals = [.. gone.Order(StringComparer.Ordinal)], Error = gone.Exists(n => ChangesHold(call, n)) ? HeldChanged : null };
    }

    private void AddNeeds(List<AptInstall> found)
    {
        for (var i = 0; i < found.Count; i++)
        {
            foreach (var need in Missing(found[i].Name).Where(n => found.TrueForAll(f => f.Name != n)).ToArray())
                Add(found, need, lists.Candidate(need)!);
        }
    }

    private IEnumerable<string> Missing(string name) => repository.Needed(name).Where(n => packages.OnDisk(n) is null && lists.Candidate(n) is not null);

    private void Add(List<AptInstall> found, string name, string version)
    {
        if (found.TrueForAll(f => f.Name != name))
            found.Add(new(name, packages.OnDisk(name), version, lists.Offered(name).FirstOrDefault(o => o.Version == version).Url ?? ""));
    }
}
