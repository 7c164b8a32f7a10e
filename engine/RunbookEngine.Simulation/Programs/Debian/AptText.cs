using System.Globalization;
using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Debian;

/// <summary>The words of apt-get about what it would do or does, as apt 2.x prints them without a terminal.</summary>
internal static class AptText
{
    public static void Begin(ProgramCall call)
    {
        call.Say("Reading package lists...");
        call.Say("Building dependency tree...");
        call.Say("Reading state information...");
    }

    /// <summary>What is to come, in the lists that apt-get prints first.</summary>
    public static void Announce(ProgramCall call, AptChange change)
    {
        foreach (var note in change.Notes)
            call.Say(note);
        List(call, "The following packages have been kept back:", change.KeptBack);
        List(call, "The following packages will be REMOVED:", change.Removals);
        List(call, "The following NEW packages will be installed:", change.Installs.Where(static i => i.From is null).Select(static i => i.Name));
        List(call, "The following packages will be upgraded:", change.Installs.Where(IsUpgrade).Select(static i => i.Name));
        List(call, "The following packages will be DOWNGRADED:", change.Installs.Where(IsDowngrade).Select(static i => i.Name));
        var older = change.Installs.Count(IsDowngrade);
        call.Say(string.Create(CultureInfo.InvariantCulture, $"{change.Installs.Count(IsUpgrade)} upgraded, {change.Installs.Count(static i => i.From is null)} newly installed, {(older > 0 ? $"{older} downgraded, " : "")}{change.Removals.Length} to remove and {change.KeptBack.Length} not upgraded."));
    }

    /// <summary>What <c>--simulate</c> adds.</summary>
    public static void Simulate(ProgramCall call, AptChange change, DebianPackages packages)
    {
        foreach (var name in change.Removals)
            call.Say($"Remv {name} [{packages.OnDisk(name)}]");
        foreach (var word in new[] { "Inst", "Conf" })
        {
            foreach (var one in change.Installs)
                call.Say($"{word} {one.Name} {(word == "Inst" && one.From is not null ? $"[{one.From}] " : "")}({one.To} {Origin(one.Url)} [amd64])");
        }
    }

    public static bool IsDowngrade(AptInstall install) => install.From is { } from && PackageVersion.Compare(install.To, from) < 0;

    private static bool IsUpgrade(AptInstall install) => install.From is not null && !IsDowngrade(install);

    private static string Origin(string url) => url.Length == 0 ? "now" : url.Split("//")[^1].TrimEnd('/').Replace(":", "", StringComparison.Ordinal);

    private static void List(ProgramCall call, string words, IEnumerable<string> names)
    {
        if (string.Join(' ', names) is { Length: > 0 } all)
        {
            call.Say(words);
            call.Say("  " + all);
        }
    }
}
