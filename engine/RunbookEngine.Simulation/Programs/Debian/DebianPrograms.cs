using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Debian;

/// <summary>The programs of dpkg and apt, and the scripts of the tool <c>apt</c>.</summary>
internal static class DebianPrograms
{
    public static void InstallOn(DebianMachine machine)
    {
        var host = machine.Host;
        var scripts = new AptScriptPrograms(machine);
        host.Install("apt-get", new AptGet(machine).RunAsync);
        host.Install("apt-mark", c => MarkAsync(machine, c));
        host.Install("apt-cache", c => CacheAsync(machine, c));
        host.Install("dpkg", c => DpkgAsync(machine, c));
        host.Install("dpkg-query", c => QueryAsync(machine, c));
        host.Install("apt look", scripts.LookAsync);
        host.Install("apt prepare", scripts.PrepareAsync);
        host.Install("apt act", AptScriptPrograms.ActAsync);
        host.Install("apt finish", scripts.FinishAsync);
        host.Install("apt update", scripts.UpdateAsync);
        host.Install("apt mark", AptScriptPrograms.MarkAsync);
        host.Install("apt age", scripts.AgeAsync);
    }

    /// <summary>dpkg's own words when somebody else has its lock: it does not wait.</summary>
    private static int Locked(DebianMachine machine, ProgramCall call) =>
        call.Fail(2, $"dpkg: error: dpkg frontend lock was locked by another process with pid {machine.Packages.Holder.Split(' ')[0]}");

    private static async Task<int> DpkgAsync(DebianMachine machine, ProgramCall call)
    {
        await call.TakesAsync(machine.Times.Command);
        if (call.Arguments.Contains("--audit"))
        {
            foreach (var package in machine.Packages.Broken)
                call.Say($" {package.Name} is {package.Status}");
            return 0;
        }

        if (!call.Arguments.Contains("--configure"))
            return call.Fail(2, "dpkg: error: this is not known in a rehearsal");
        if (!machine.Packages.TryLock(call, "5121 (dpkg)"))
            return Locked(machine, call);
        try
        {
            await new DpkgWork(machine, call).ConfigurePendingAsync();
            return 0;
        }
        finally
        {
            machine.Packages.Unlock(call);
        }
    }

    private static async Task<int> MarkAsync(DebianMachine machine, ProgramCall call)
    {
        await call.TakesAsync(machine.Times.Command * 5);
        var (verb, names) = (call.Arguments[0], call.Arguments[1..]);
        if (verb == "showhold")
        {
            foreach (var package in machine.Packages.Held)
                call.Say(package.Name);
            return 0;
        }

        if (names.FirstOrDefault(n => !machine.Lists.Knows(n)) is { } unknown)
            return call.Fail(100, $"E: Unable to locate package {unknown}");
        if (machine.Packages.Locker is not null)
        {
            Locked(machine, call);
            return call.Fail(100, "E: Executing dpkg failed. Are you root?");
        }

        foreach (var name in names)
        {
            var isChanged = machine.Packages.Hold(name, verb == "hold");
            call.Say((verb == "hold", isChanged) switch
            {
                (true, true) => $"{name} set on hold.",
                (true, false) => $"{name} was already set on hold.",
                (false, true) => $"Canceled hold on {name}.",
                (false, false) => $"{name} was already not on hold.",
            });
            if (isChanged)
                call.HasEffect($"apt {(verb == "hold" ? "held" : "unheld")} {name}");
        }

        return 0;
    }

    private static async Task<int> CacheAsync(DebianMachine machine, ProgramCall call)
    {
        await call.TakesAsync(machine.Times.Command * 5);
        foreach (var name in call.Arguments.Skip(1))
        {
            if (call.Arguments[0] == "madison")
            {
                foreach (var (version, url) in machine.Lists.Offered(name))
                    call.Say($"{name,10} | {version} | {url} Packages");
            }
            else if (machine.Lists.Knows(name))
            {
                call.Say($"{name}:");
                call.Say($"  Installed: {machine.Packages.OnDisk(name) ?? "(none)"}");
                call.Say($"  Candidate: {machine.Lists.Candidate(name) ?? "(none)"}");
            }
        }

        return 0;
    }

    /// <summary>Name and version, as without a format.</summary>
    private static async Task<int> QueryAsync(DebianMachine machine, ProgramCall call)
    {
        await call.TakesAsync(machine.Times.Command);
        var names = call.Arguments.Where(static a => !a.StartsWith('-') && !a.Contains('$', StringComparison.Ordinal)).ToArray();
        foreach (var package in machine.Packages.All.Where(p => names.Length == 0 || names.Contains(p.Name)))
            call.Say($"{package.Name}\t{package.Version}");
        var unknown = names.Where(n => machine.Packages.Find(n) is null).ToArray();
        foreach (var name in unknown)
            call.Complain($"dpkg-query: no packages found matching {name}");
        return unknown.Length > 0 ? 1 : 0;
    }
}
