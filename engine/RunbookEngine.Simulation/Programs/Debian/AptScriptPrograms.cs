using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Debian;

/// <summary>What the scripts of the tool <c>apt</c> do, with the same arguments and the same lines.</summary>
internal sealed class AptScriptPrograms(DebianMachine machine)
{
    private static readonly Permissions s_private = new(0b111_000_000);

    private DebianPackages Packages => machine.Packages;

    private FileTree Files => machine.Host.Files;

    /// <summary><c>NOTE VERSIONS NAME…</c></summary>
    public async Task<int> LookAsync(ProgramCall call)
    {
        await call.TakesAsync(machine.Times.Command * 5);
        Look(call, call.Arguments[0], call.Arguments[1] == "yes", call.Arguments[2..]);
        return 0;
    }

    /// <summary><c>NOTE VERSIONS SECONDS REPAIR APT-GET-OPTIONS NAME…</c></summary>
    public async Task<int> PrepareAsync(ProgramCall call)
    {
        await call.TakesAsync(machine.Times.Command * 5);
        var (note, end) = (call.Arguments[0], EndOf(call, call.Arguments[2]));
        if (!Files.Exists(note))
        {
            if (Files.IsFull)
                return call.Fail(2, "awk: write failure (No space left on device)");
            Files.CreateFolder(note[..note.LastIndexOf('/')], s_private);
            Files.Write(note, Known());
        }

        if (call.Arguments[3] == "yes" && Packages.Broken.Length > 0)
        {
            call.Say("dpkg was interrupted; what it had begun is finished first");
            await PatientlyAsync(call, end, "dpkg", ["--force-confdef", "--force-confold", "--configure", "-a"]);
            if (Packages.Broken.Length > 0)
                await call.CallAsync("apt-get", [.. call.Arguments[4].Split(' ', StringSplitOptions.RemoveEmptyEntries), "--no-remove", "--fix-broken", "install"]);
        }

        Look(call, note, call.Arguments[1] == "yes", call.Arguments[5..]);
        return 0;
    }

    /// <summary><c>SECONDS HELD-BEFORE HOLD-AFTERWARDS COMMAND…</c></summary>
    public static async Task<int> ActAsync(ProgramCall call)
    {
        var end = EndOf(call, call.Arguments[0]);
        var failed = await call.CallAsync(call.Arguments[3], call.Arguments[4..]);
        var again = $"{call.Arguments[1]} {(failed == 0 ? call.Arguments[2] : "")}".Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (again.Length > 0 && await PatientlyAsync(call, end, "apt-mark", ["hold", .. again]) is var status and not 0)
            failed = status;
        return failed;
    }

    /// <summary><c>NOTE</c></summary>
    public async Task<int> FinishAsync(ProgramCall call)
    {
        await call.TakesAsync(machine.Times.Command * 3);
        var note = call.Arguments[0];
        if (Files.IsFull)
            return call.Fail(2, "awk: write failure (No space left on device)");
        if (Files.Read(note) is not { } text)
            return call.Fail(2, $"awk: cannot open \"{note}\" (No such file or directory)");
        var before = ByName(text);
        foreach (var (name, now) in ByName(Known()))
        {
            var old = before.Remove(name, out var known) ? known : "\t\t";
            if (old != now)
                call.Say($"#changed\t{name}\t{old}\t{now}");
        }

        foreach (var (name, old) in before)
            call.Say($"#changed\t{name}\t{old}\t\t\t");
        Files.Remove(note);
        return 0;
    }

    /// <summary><c>SECONDS COMMAND…</c></summary>
    public async Task<int> UpdateAsync(ProgramCall call)
    {
        var status = await PatientlyAsync(call, EndOf(call, call.Arguments[0]), call.Arguments[1], call.Arguments[2..]);
        if (status == 0)
            machine.Lists.HasFetchedAll(call.Host.World.Time.GetUtcNow());
        return status;
    }

    /// <summary><c>SECONDS COMMAND…</c></summary>
    public static Task<int> MarkAsync(ProgramCall call) => PatientlyAsync(call, EndOf(call, call.Arguments[0]), call.Arguments[1], call.Arguments[2..]);

    /// <summary>How many seconds ago the lists were fetched; nothing when they have to be.</summary>
    public async Task<int> AgeAsync(ProgramCall call)
    {
        await call.TakesAsync(machine.Times.Command);
        if (machine.Lists.Age is { } age)
            call.Say(((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private void Look(ProgramCall call, string note, bool asksForVersions, ImmutableArray<string> names)
    {
        if (Files.Read(note) is { } begun)
        {
            call.Say("#begun");
            foreach (var (name, _) in ByName(begun).Where(static l => l.Value.Split('\t')[1] == "hold"))
                call.Say($"#was-held\t{name}");
        }

        if (Packages.Broken.Length > 0)
            call.Say("#interrupted");
        foreach (var package in Packages.Held)
            call.Say($"#hold\t{package.Name}");
        foreach (var package in names.Select(Packages.Find).OfType<PackageState>())
            call.Say($"#package\t{package.Name}\t{package.Version}\t{package.Status}\t{package.Flag}");
        if (!asksForVersions)
            return;
        foreach (var name in names)
        {
            foreach (var (version, _) in machine.Lists.Offered(name))
                call.Say($"#version\t{name}\t{version}");
        }

        foreach (var name in names.Where(machine.Lists.Knows))
            call.Say($"#candidate\t{name}\t{machine.Lists.Candidate(name) ?? "(none)"}");
    }

    /// <summary>Runs a command again for as long as somebody else has the lock.</summary>
    private static async Task<int> PatientlyAsync(ProgramCall call, DateTimeOffset end, string program, ImmutableArray<string> arguments)
    {
        while (true)
        {
            var said = call.Stderr.Length;
            var status = await call.CallAsync(program, arguments);
            if (status == 0 || !call.Stderr[said..].Contains("lock", StringComparison.OrdinalIgnoreCase) || call.Host.World.Time.GetUtcNow() >= end)
                return status;
            await call.TakesAsync(TimeSpan.FromSeconds(2));
        }
    }

    private string Known() => string.Concat(Packages.Lines.Select(static l => l + "\n"));

    private static SortedDictionary<string, string> ByName(string lines) =>
        new(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToDictionary(static l => l.Split('\t')[0], static l => l.Split('\t', 2)[1]), StringComparer.Ordinal);

    private static DateTimeOffset EndOf(ProgramCall call, string seconds) => call.Host.World.Time.GetUtcNow() + TimeSpan.FromSeconds(long.Parse(seconds, CultureInfo.InvariantCulture));
}
