using System.Collections.Immutable;

namespace RunbookEngine.Handlers.Apt;

/// <summary>One package that apt-get would put on or bring to another version.</summary>
internal sealed record PlannedPackage(string Name, string? From, string To)
{
    public bool IsDowngrade => From is { } from && DebianVersion.Compare(To, from) < 0;

    public override string ToString() => From is null ? $"{Name} {To}" : $"{Name} {From} to {To}";
}

/// <summary>What <c>apt-get --simulate</c> says that it would do.</summary>
/// <param name="Installs">Put on or brought to another version.</param>
/// <param name="Removals">Taken off.</param>
/// <param name="KeptBack">Left as they are though there is something newer.</param>
internal sealed record AptSimulation(ImmutableArray<PlannedPackage> Installs, ImmutableArray<string> Removals, ImmutableArray<string> KeptBack)
{
    public bool IsEmpty => Installs.IsEmpty && Removals.IsEmpty;

    /// <summary>Reads <c>Inst NAME [OLD] (NEW …)</c> and <c>Remv NAME [OLD]</c>. Pure.</summary>
    public static AptSimulation Parse(string output)
    {
        var lines = output.Split('\n');
        return new(
            [.. lines.Select(static l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(Install).OfType<PlannedPackage>()],
            [.. lines.Where(static l => l.StartsWith("Remv ", StringComparison.Ordinal)).Select(static l => l.Split(' ')[1])],
            KeptBackIn(lines));
    }

    /// <summary>For the plan: each package, not too many of them.</summary>
    public string Words(int most = 12)
    {
        var all = Installs.Select(static i => i.ToString()).Concat(Removals.Select(static r => $"{r} removed")).ToArray();
        return string.Join(", ", all.Take(most)) + (all.Length > most ? $" and {all.Length - most} more" : "");
    }

    private static PlannedPackage? Install(string[] words) => words switch
    {
        ["Inst", var name, ['[', .. var old, ']'], ['(', .. var version], ..] => new(name, old, version),
        ["Inst", var name, ['(', .. var version], ..] => new(name, null, version),
        _ => null,
    };

    private static ImmutableArray<string> KeptBackIn(string[] lines) =>
    [
        .. lines.SkipWhile(static l => !l.Contains("have been kept back", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(static l => l.StartsWith(' ')).SelectMany(static l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
    ];
}
