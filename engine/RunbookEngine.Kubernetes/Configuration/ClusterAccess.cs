using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using RunbookEngine.Kubernetes.Credentials;

namespace RunbookEngine.Kubernetes.Configuration;

/// <summary>Where a cluster is, how its server is known, and as whom to come.</summary>
internal sealed record ClusterAccess
{
    /// <summary>The context, or <c>in-cluster</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where its API is; may have a path.</summary>
    public required Uri Server { get; init; }

    /// <summary>What made us go there, for messages: <c>context `lab` of /root/.kube/config</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>Whose signature its certificate must have; null: as the machine trusts.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The name its certificate must have instead of the host's.</summary>
    public string? ServerName { get; init; }

    /// <summary>Whether its certificate is taken as it comes, because the kubeconfig says so.</summary>
    public bool TrustsAnything { get; init; }

    /// <summary>As whom to come.</summary>
    public required ICredentials Credentials { get; init; }

    /// <summary>Headers that go with every request: whom to act for.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];
}
