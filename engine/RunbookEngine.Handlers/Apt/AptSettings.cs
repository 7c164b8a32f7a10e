using System.Collections.Immutable;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Apt;

/// <summary>A step about packages, its settings checked once.</summary>
internal sealed record AptSettings
{
    private static readonly TimeSpan UsualLockTimeout = TimeSpan.FromMinutes(10);

    /// <summary>What is asked for; empty for a verb about all packages.</summary>
    public required ImmutableArray<PackageRequest> Requests { get; init; }

    public required TimeSpan LockTimeout { get; init; }

    /// <summary>Whether what a dpkg that was cut off left behind is in the way.</summary>
    public bool Repairs { get; init; } = true;

    public bool Hold { get; init; }

    public bool AllowDowngrades { get; init; }

    public bool AllowRemovals { get; init; }

    public bool WithoutRecommends { get; init; }

    public ImmutableArray<string> Names => [.. Requests.Select(static r => r.Name)];

    /// <summary>Whether the versions on offer matter.</summary>
    public bool AsksForVersions => Requests.Any(static r => r.Version is not null);

    public static AptSettings From(StepContext context, ImmutableArray<PackageRequest> requests) => new()
    {
        Requests = requests,
        LockTimeout = context.Arguments.DurationOrNull(AptDefinition.LockTimeout) ?? UsualLockTimeout,
        Hold = context.Arguments.Flag(AptDefinition.Hold),
        AllowDowngrades = context.Arguments.Flag(AptDefinition.AllowDowngrades),
        AllowRemovals = context.Arguments.Flag(AptDefinition.AllowRemovals),
        WithoutRecommends = context.Arguments.Flag(AptDefinition.NoInstallRecommends),
    };

    /// <summary>For packages that are only named.</summary>
    public static AptSettings Naming(StepContext context) =>
        From(context, [.. PackageRequest.Names(context, AptDefinition.Packages).Select(static n => new PackageRequest(n, null))]);
}
