using System.Text.Json;

namespace RunbookEngine.Cluster;

/// <summary>A Lease as it was read.</summary>
/// <param name="Version">What it must still be at when it is changed: its <c>resourceVersion</c>.</param>
/// <param name="Holder">Who has it; empty when nobody does.</param>
/// <param name="Until">When it lapses unless it is renewed, by the clock of its holder; null when it was never renewed or says no duration.</param>
/// <param name="RenewedAt">When its holder renewed it last.</param>
/// <param name="Transitions">How often it changed hands.</param>
internal sealed record HeldLease(string Version, string Holder, DateTimeOffset? Until, DateTimeOffset? RenewedAt, long Transitions)
{
    /// <summary>Takes it out of the API's object.</summary>
    public static HeldLease Of(JsonElement lease)
    {
        var (renewed, seconds) = (lease.Time("spec", "renewTime"), lease.Number("spec", "leaseDurationSeconds"));
        return new(
            lease.Text("metadata", "resourceVersion"),
            lease.Text("spec", "holderIdentity"),
            renewed is { } at && seconds is { } duration ? at.AddSeconds(duration) : null,
            renewed,
            lease.Number("spec", "leaseTransitions") ?? 0);
    }
}
