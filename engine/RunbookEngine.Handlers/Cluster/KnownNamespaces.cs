using RunbookEngine.Cluster;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>Sees that namespaces which are named are there: a backup of one that is misspelt would be empty, and say that all went well.</summary>
internal static class KnownNamespaces
{
    /// <summary>Fails with <c>no-namespace</c> when the cluster lacks one. Patterns, and names that may not be looked at, pass.</summary>
    public static async Task RequireAsync(ICluster cluster, IEnumerable<string> names, CancellationToken cancellation)
    {
        List<string> missing = [];
        foreach (var name in names.Where(static n => !n.Contains('*', StringComparison.Ordinal)))
        {
            try
            {
                if (await cluster.FindAsync(ApiResource.Namespaces, null, name, cancellation) is null)
                    missing.Add(name);
            }
            catch (ClusterException refused) when (refused.Status == 403)
            {
                // Whether it is there is not ours to know.
            }
        }

        Require(missing, $"cluster `{cluster.Name}`", "see `kubectl get namespaces`");
    }

    /// <summary>Fails when any is missing from a place.</summary>
    public static void Require(IReadOnlyCollection<string> missing, string place, string look)
    {
        if (missing.Count > 0)
        {
            throw new StepFailureException(new(
                "no-namespace", $"{place} has no namespace {Sentences.Names(missing.Select(static n => $"`{n}`"), 5)}", Retryable: false, $"correct the name, or take it out; {look}"));
        }
    }
}
