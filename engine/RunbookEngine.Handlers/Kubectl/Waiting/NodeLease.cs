using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Waiting;

/// <summary>
/// Whether a node's kubelet is alive now. <c>Ready</c> alone does not say so: it stays True for 40 s to 50 s after a kubelet has stopped. A kubelet renews its Lease every 10 s, so a Lease that
/// was renewed since the step began was renewed by the kubelet that runs now.
/// </summary>
internal static class NodeLease
{
    private const string Space = "kube-node-lease";
    private const string Leases = "leases";

    /// <summary>When Leases were renewed last, to be remembered with the intent.</summary>
    public static Value.Map Found(IEnumerable<(string Node, string Renewed)> leases) =>
        new([new(Leases, new Value.Map([.. leases.Select(static l => KeyValuePair.Create<string, Value>(l.Node, new Value.Text(l.Renewed)))]))]);

    /// <summary>When the Lease was renewed last, as the server writes it; empty when there is none.</summary>
    public static async Task<string> RenewedAsync(StepContext context, string node, CancellationToken cancellation) =>
        await context.Cluster.FindAsync(ApiResource.Leases, Space, node, cancellation) is { } lease ? lease.Text("spec", "renewTime") : "";

    /// <summary>Why the kubelet is not known to be alive; null when it is.</summary>
    public static async Task<string?> MissingAsync(StepContext context, string node, CancellationToken cancellation)
    {
        var renewed = await RenewedAsync(context, node, cancellation);
        if (renewed.Length == 0)
            return $"its kubelet has no Lease in {Space} yet";
        // Against what was found, no clock is compared with another machine's.
        var isFresh = (context.Found[Leases] as Value.Map)?[node]?.ToString() is { } before
            ? renewed != before
            : DateTimeOffset.TryParse(renewed, System.Globalization.CultureInfo.InvariantCulture, out var time) && time > context.StartedAt;
        return isFresh ? null : "its kubelet has not renewed its Lease since the step began";
    }
}
