using System.Collections.Immutable;

namespace RunbookEngine.Simulation.Programs.Debian;

/// <summary>A package that comes, or goes to another version.</summary>
/// <param name="Name">Its name.</param>
/// <param name="From">What is on the disk; null: nothing.</param>
/// <param name="To">What will be.</param>
/// <param name="Url">Where it is fetched from.</param>
internal sealed record AptInstall(string Name, string? From, string To, string Url);

/// <summary>What a call of apt-get comes to.</summary>
internal sealed record AptChange
{
    public ImmutableArray<AptInstall> Installs { get; init; } = [];

    /// <summary>Names of packages that go.</summary>
    public ImmutableArray<string> Removals { get; init; } = [];

    /// <summary>Names of packages that stay though there is something newer.</summary>
    public ImmutableArray<string> KeptBack { get; init; } = [];

    /// <summary>What apt-get says before all else.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Why it cannot be done; null: it can.</summary>
    public string? Error { get; init; }

    public bool IsEmpty => Installs.IsEmpty && Removals.IsEmpty;
}
