using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Debian;

/// <summary><c>apt-get</c>: says what it would do, or fetches, and lets dpkg do it under the lock.</summary>
internal sealed class AptGet(DebianMachine machine)
{
    private const int Failed = 100;

    public async Task<int> RunAsync(ProgramCall call)
    {
        var words = AptCall.Parse(call.Arguments);
        if (words.Verb == "update")
            return await UpdateAsync(call, words);
        if (words.IsSimulated)
            return await SimulateAsync(call, words);
        if (!await LockAsync(call, words.Patience))
            return Failed;
        try
        {
            return await ActAsync(call, words);
        }
        finally
        {
            machine.Packages.Unlock(call);
        }
    }

    private async Task<int> SimulateAsync(ProgramCall call, AptCall words)
    {
        await call.TakesAsync(machine.Times.Command * 5);
        var change = Resolve(words);
        AptText.Begin(call);
        // apt-get simulates before it minds what is held.
        if (change.Error is { } error && change.IsEmpty)
            return call.Fail(Failed, error);
        AptText.Announce(call, change);
        AptText.Simulate(call, change, machine.Packages);
        return 0;
    }

    private async Task<int> ActAsync(ProgramCall call, AptCall words)
    {
        await call.TakesAsync(machine.Times.Command * 5);
        AptText.Begin(call);
        var change = Resolve(words);
        if (Refusal(words, change) is { } refusal)
            return call.Fail(Failed, refusal);
        AptText.Announce(call, change);
        if (await FetchAsync(call, change) is { } missing)
            return call.Fail(Failed, missing);
        var work = new DpkgWork(machine, call);
        foreach (var name in change.Removals)
            await work.RemoveAsync(name, words.Verb == "purge");
        foreach (var one in change.Installs)
        {
            if (!await work.UnpackAsync(one.Name, one.To))
                return call.Fail(Failed, "E: Sub-process /usr/bin/dpkg returned an error code (1)");
        }

        await work.ConfigurePendingAsync();
        return 0;
    }

    private AptChange Resolve(AptCall words) => new AptResolver(machine.Packages, machine.Lists, machine.Repository).Resolve(words);

    private static string? Refusal(AptCall words, AptChange change)
    {
        if (change.Error is not null)
            return change.Error;
        if (!change.Removals.IsEmpty && words.Flags.Contains("--no-remove"))
            return "E: Packages need to be removed but remove is disabled.";
        return change.Installs.Any(AptText.IsDowngrade) && !words.Flags.Contains("--allow-downgrades") ? "E: Packages were downgraded and -y was used without --allow-downgrades." : null;
    }

    /// <summary>Lists may promise what the repository no longer has.</summary>
    private async Task<string?> FetchAsync(ProgramCall call, AptChange change)
    {
        if (machine.Host.Files.IsFull && !change.Installs.IsEmpty)
            return "E: You don't have enough free space in /var/cache/apt/archives/.";
        foreach (var one in change.Installs)
        {
            await call.TakesAsync(machine.Times.AptInstall * 0.2);
            if (machine.Repository.IsMissing(one.Name, machine.Host.Name))
                return $"E: Failed to fetch {one.Url}amd64/{one.Name}_{one.To}_amd64.deb  404  Not Found\nE: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?";
            call.Say($"Get:1 {one.Url} {one.Name} {one.To}");
        }

        return null;
    }

    private async Task<bool> LockAsync(ProgramCall call, TimeSpan patience)
    {
        var end = call.Host.World.Time.GetUtcNow() + patience;
        while (!machine.Packages.TryLock(call, "5120 (apt-get)"))
        {
            if (call.Host.World.Time.GetUtcNow() >= end)
            {
                call.Complain($"E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process {machine.Packages.Holder}");
                call.Complain("E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?");
                return false;
            }

            await call.TakesAsync(TimeSpan.FromSeconds(1));
        }

        return true;
    }

    private async Task<int> UpdateAsync(ProgramCall call, AptCall words)
    {
        await call.TakesAsync(machine.Times.AptUpdate);
        if (machine.Host.Files.IsFull)
            return call.Fail(Failed, "E: Write error - write (28: No space left on device)");
        var status = 0;
        foreach (var url in machine.Lists.Sources)
        {
            if (!DebianRepository.Answers(url))
                status = Miss(call, words, url, "Could not connect to the repository (111: Connection refused)");
            else if (!machine.Lists.Fetch(url))
                status = Miss(call, words, url, "The repository does not have a Release file.");
            else
                call.Say($"Hit:1 {url} InRelease");
        }

        call.Say("Reading package lists...");
        return status;
    }

    private static int Miss(ProgramCall call, AptCall words, string url, string reason)
    {
        call.Say($"Err:1 {url} InRelease");
        call.Complain($"{(words.IsStrict ? 'E' : 'W')}: Failed to fetch {url}InRelease  {reason}");
        return words.IsStrict ? Failed : 0;
    }
}
