namespace RunbookEngine.Kubernetes;

/// <summary>What the cluster port needs from around it. Everything has a default but clock and randomness.</summary>
public sealed record KubernetesOptions
{
    /// <summary>For back-off, patience and expiry.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>For the jitter of back-off.</summary>
    public required Random Random { get; init; }

    /// <summary>A kubeconfig that was named, in full; null: what <c>KUBECONFIG</c> names, else <c>~/.kube/config</c>, else the service account of the pod.</summary>
    public string? KubeConfig { get; init; }

    /// <summary>The context that was named; null: the kubeconfig's current one.</summary>
    public string? Context { get; init; }

    /// <summary>The environment.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Where a pod finds its service account.</summary>
    public string ServiceAccount { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>How long a request is tried again that the network or a server that restarts lost. Default: 2 minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long one try may take until its whole answer is here. Default: 60 s, as long as the API server itself gives a request.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long making a connection may take. Default: 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be silent before it is asked for a sign of life; one that gives none for as long again is dead. Default: 10 s.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the server keeps one watch; after that the next begins where it ended. Default: 2 minutes.</summary>
    public TimeSpan WatchLength { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Is told, in a sentence, what a person may want to know meanwhile: that the server does not answer. Called from any thread.</summary>
    public Action<string> Notice { get; init; } = static _ => { };
}
