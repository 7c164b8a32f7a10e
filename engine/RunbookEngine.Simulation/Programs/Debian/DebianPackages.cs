using System.Globalization;

namespace RunbookEngine.Simulation.Programs.Debian;

/// <summary>dpkg's database of a machine, and its lock. What is in it stays when the power goes; the lock does not.</summary>
internal sealed class DebianPackages
{
    private readonly SortedDictionary<string, PackageState> _known = new(StringComparer.Ordinal);

    /// <summary>All that it knows something of, by name.</summary>
    public IEnumerable<PackageState> All => _known.Values;

    /// <summary>As <c>known</c> of the scripts prints it: what is held, and what is more than not installed.</summary>
    public IEnumerable<string> Lines => _known.Values.Where(static p => p.IsHeld || p.Status != PackageState.Absent).Select(static p => p.Line);

    /// <summary>Those that are held.</summary>
    public IEnumerable<PackageState> Held => _known.Values.Where(static p => p.IsHeld);

    /// <summary>Those that something was begun with.</summary>
    public PackageState[] Broken => [.. _known.Values.Where(static p => p.IsBroken)];

    /// <summary>Who has the lock; null: nobody.</summary>
    public object? Locker { get; private set; }

    /// <summary>The number that the holder of the lock is told by.</summary>
    public string Holder { get; private set; } = "";

    public PackageState? Find(string name) => _known.GetValueOrDefault(name);

    /// <summary>What is installed as a whole, or null.</summary>
    public PackageState? Whole(string name) => Find(name) is { Status: PackageState.Whole, Flag: "ok" } package ? package : null;

    /// <summary>The version whose programs are on the disk; null: none.</summary>
    public string? OnDisk(string name) => Find(name) is { IsThere: true } package ? package.Version : null;

    public void Put(PackageState package) => _known[package.Name] = package;

    /// <summary>As at the start of a story.</summary>
    public void Install(string name, string version) => Put(new(name) { Version = version, Before = version, Want = "install", Status = PackageState.Whole });

    /// <summary>Forgets one of which nothing is left, unless it is held.</summary>
    public void Drop(PackageState package)
    {
        if (package.IsHeld)
            Put(new(package.Name) { Want = package.Want });
        else
            _known.Remove(package.Name);
    }

    /// <summary>Sets or lifts a hold.</summary>
    /// <returns>Whether that changed something.</returns>
    public bool Hold(string name, bool isHeld)
    {
        var package = Find(name) ?? new(name);
        if (package.IsHeld == isHeld)
            return false;
        var isAbsent = package.Status == PackageState.Absent;
        if (!isHeld && isAbsent)
            _known.Remove(name);
        else
            Put(package with { Want = isHeld ? "hold" : "install" });
        return true;
    }

    /// <summary>Takes the lock, unless somebody has it.</summary>
    public bool TryLock(object locker, string holder)
    {
        if (Locker is not null)
            return false;
        (Locker, Holder) = (locker, holder);
        return true;
    }

    /// <summary>Gives the lock back, if it is this one's.</summary>
    public void Unlock(object locker)
    {
        if (ReferenceEquals(Locker, locker))
            (Locker, Holder) = (null, "");
    }

    /// <summary>Nobody has a lock on a machine that was started anew.</summary>
    public void LosePower() => (Locker, Holder) = (null, "");

    /// <summary>What the lists of facts say of packages.</summary>
    public IEnumerable<string> Facts()
    {
        foreach (var package in _known.Values)
        {
            if (package.Status != PackageState.Absent)
                yield return string.Create(CultureInfo.InvariantCulture, $"package {package.Name} {package.Version} {package.Status}{(package.Flag == "ok" ? "" : " " + package.Flag)}");
            if (package.IsHeld)
                yield return $"hold {package.Name}";
        }
    }
}
