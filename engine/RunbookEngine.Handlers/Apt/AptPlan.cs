using System.Collections.Immutable;

namespace RunbookEngine.Handlers.Apt;

/// <summary>What apt-get is told to do.</summary>
internal sealed record AptPlan
{
    /// <summary>The words of apt-get that say what; empty: nothing for it to do.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>What is held now and may be changed: apt lifts these holds by itself, and does not put them back.</summary>
    public ImmutableArray<string> HeldBefore { get; init; } = [];

    /// <summary>What is to be held when it went well.</summary>
    public ImmutableArray<string> HoldAfter { get; init; } = [];
}
