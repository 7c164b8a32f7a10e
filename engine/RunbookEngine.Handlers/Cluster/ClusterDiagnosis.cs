using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>
/// Looks at a node right after a step in its lane failed, or at the cluster after one of its own steps did: the lines that tell most go under the failure, all of it into a bundle. Changes
/// nothing in the cluster. It takes at most 24 seconds.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="folder">The folder on this machine in which bundles appear.</param>
/// <param name="clock">The clock.</param>
public sealed class ClusterDiagnosis(ICluster cluster, string folder, TimeProvider clock) : IFailureDiagnosis
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(12);

    /// <summary>Failures that say all themselves: mistakes of the author, and answers that are looks at the cluster.</summary>
    private static readonly ImmutableHashSet<string> s_clear =
        ["bad-setting", "argument", "expression", "upgrade-not-allowed", "drain-blocked", "assertion-failed", "rejected", "host-unknown", "cluster-forbidden", "interrupted"];

    private static readonly ImmutableHashSet<string> s_tools = ["kubectl", "cluster", "velero", "kubeadm"];

    /// <inheritdoc/>
    public async Task<ImmutableArray<string>> ExamineAsync(FailedStep step, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (s_clear.Contains(step.Failure.Code) || step.Node is null && (!s_tools.Contains(step.Tool) || step.Failure.Code == "cluster-unreachable"))
            return [];
        var look = new EvidenceLook(cluster, clock, s_patience);
        var evidence = step.Node is { } node ? await look.OfNodeAsync(node, step.Commands, cancellation) : await look.OfClusterAsync(cancellation);
        var telling = TellingLines.Of(evidence);
        var bundle = Path.Combine(folder, Diagnose.BundleName(step.Run, step.Path, evidence.Name, 0)[..^2] + evidence.At.UtcDateTime.ToString("-HHmmss", CultureInfo.InvariantCulture));
        await EvidenceBundle.WriteAsync(bundle, evidence, telling, cancellation);
        return [.. telling.Where(l => !step.Failure.Details.Contains(l) && !step.Failure.Message.Contains(l, StringComparison.Ordinal)), $"more in {bundle}"];
    }
}
