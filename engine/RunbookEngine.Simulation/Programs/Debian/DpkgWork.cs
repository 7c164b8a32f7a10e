using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Debian;

/// <summary>
/// What dpkg does to one package, piece by piece: whatever ends it in between leaves the database as it was at that moment, and the next one finds it so.
/// </summary>
internal sealed class DpkgWork(DebianMachine machine, ProgramCall call)
{
    private DebianPackages Packages => machine.Packages;

    /// <summary>Puts the files of a version on the disk. Without room for them, what was there before stays.</summary>
    /// <returns>Whether they are there.</returns>
    public async Task<bool> UnpackAsync(string name, string version)
    {
        var old = Packages.Find(name) ?? new(name);
        call.Say(old.IsThere ? $"Unpacking {name} ({version}) over ({old.Version}) ..." : $"Unpacking {name} ({version}) ...");
        if (machine.Host.Files.IsFull)
            return NoRoom(name, version);
        Packages.Put(old with { Status = PackageState.HalfInstalled, Flag = "reinstreq", Want = "install" });
        await call.TakesAsync(machine.Times.AptInstall * 0.3);
        if (machine.Host.Files.IsFull)
        {
            Packages.Put(old with { Want = "install" });
            return NoRoom(name, version);
        }

        Packages.Put(old with { Status = PackageState.Unpacked, Flag = "ok", Want = "install", Version = version });
        machine.Parts.Unpacked(name, version);
        return true;
    }

    /// <summary>Does what belongs to the package beside its files; then it is whole.</summary>
    public async Task ConfigureAsync(string name)
    {
        var package = Packages.Find(name)!;
        call.Say($"Setting up {name} ({package.Version}) ...");
        Packages.Put(package with { Status = PackageState.HalfConfigured });
        await call.TakesAsync((machine.Times.AptInstall * 0.5) + machine.Repository.Extra(name));
        Packages.Put(package with { Status = PackageState.Whole, Before = package.Version });
        if (package.Before != package.Version)
            call.HasEffect($"apt installed {name} {package.Version}");
        machine.Parts.Configured(name, package.Before, package.Version);
    }

    /// <summary>Takes a package off.</summary>
    public async Task RemoveAsync(string name, bool isPurge)
    {
        var package = Packages.Find(name)!;
        call.Say($"Removing {name} ({package.Version}) ...");
        machine.Parts.Leaving(name);
        if (package.IsThere)
            Packages.Put(package with { Status = PackageState.HalfConfigured, Want = "deinstall" });
        await call.TakesAsync(machine.Times.AptInstall * 0.4);
        if (package.IsThere)
            call.HasEffect($"apt removed {name}");
        machine.Parts.Gone(name);
        Packages.Drop(package);
        if (!isPurge && package.IsThere && DebianParts.HasConfiguration(name))
            Packages.Put(package with { Status = PackageState.OnlyConfiguration, Want = "deinstall", Before = "" });
    }

    /// <summary>Ends what was begun, as far as that needs no files anew.</summary>
    public async Task ConfigurePendingAsync()
    {
        foreach (var package in Packages.Broken.Where(static p => p.Status is PackageState.Unpacked or PackageState.HalfConfigured))
            await ConfigureAsync(package.Name);
    }

    private bool NoRoom(string name, string version)
    {
        call.Complain($"dpkg: error processing archive /var/cache/apt/archives/{name}_{version}_amd64.deb (--unpack):");
        call.Complain($" cannot copy extracted data for './usr/bin/{name}' to '/usr/bin/{name}.dpkg-new': failed to write (No space left on device)");
        return false;
    }
}
