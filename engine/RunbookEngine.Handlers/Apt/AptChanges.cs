using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Apt;

/// <summary>One package that is not as it was before the step.</summary>
/// <param name="Name">Its name.</param>
/// <param name="From">The installed version before; null: it was not installed.</param>
/// <param name="To">The installed version now; null: it is not installed.</param>
/// <param name="WasHeld">Whether it was held.</param>
/// <param name="IsHeld">Whether it is held now.</param>
internal sealed record PackageChange(string Name, string? From, string? To, bool WasHeld, bool IsHeld);

/// <summary>What the step changed, over all its attempts.</summary>
internal sealed record AptChanges(ImmutableArray<PackageChange> Packages)
{
    public static AptChanges None { get; } = new([]);

    /// <summary>Those that were installed, removed or brought to another version.</summary>
    public ImmutableArray<PackageChange> Moved => [.. Packages.Where(static p => p.From != p.To)];

    /// <summary>Those that are held now and were not.</summary>
    public ImmutableArray<string> Held => [.. Packages.Where(static p => p is { IsHeld: true, WasHeld: false }).Select(static p => p.Name)];

    /// <summary>Those that were held and are not now.</summary>
    public ImmutableArray<string> Unheld => [.. Packages.Where(static p => p is { IsHeld: false, WasHeld: true }).Select(static p => p.Name)];

    /// <summary>Reads what the script prints at the end. Pure.</summary>
    public static AptChanges Parse(string output) => new(
        [.. output.Split('\n').Select(static l => l.TrimEnd('\r').Split('\t')).Where(static l => l is ["#changed", _, _, _, _, _, _, _])
            .Select(static l => new PackageChange(l[1], Version(l[2], l[4]), Version(l[5], l[7]), l[3] == "hold", l[6] == "hold"))
            .OrderBy(static c => c.Name, StringComparer.Ordinal)]);

    /// <summary>For each that moved: <c>name</c>, <c>from</c>, <c>to</c>.</summary>
    public Value Outputs() => new Value.List([.. Moved.Select(static p => (Value)OutputMap.Of(
        ("name", OutputMap.Text(p.Name)), ("from", OutputMap.Text(p.From)), ("to", OutputMap.Text(p.To))))]);

    public static Value Texts(IEnumerable<string> texts) => new Value.List([.. texts.Select(static t => (Value)new Value.Text(t))]);

    private static string? Version(string version, string status) => status is "" or "not-installed" or "config-files" ? null : version;
}
