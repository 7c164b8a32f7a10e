using System.Collections.Immutable;
using RunbookEngine.Cluster;

namespace RunbookEngine.Kubernetes.Configuration;

/// <summary>Which kubeconfig files are meant, as kubectl finds them.</summary>
internal static class KubeConfigFiles
{
    /// <summary>The file that was named, else those of <c>KUBECONFIG</c> that exist, else <c>~/.kube/config</c> if it exists; none when there is none.</summary>
    /// <exception cref="ClusterUnreachableException">What was named does not exist.</exception>
    public static ImmutableArray<string> Locate(KubernetesOptions options)
    {
        if (options.KubeConfig is { } named)
            return File.Exists(named) ? [named] : throw new ClusterUnreachableException($"there is no kubeconfig {named}", "mend the name after `--kubeconfig`");
        if (options.Environment("KUBECONFIG") is { Length: > 0 } variable)
            return Existing(variable);
        return Home(options) is { } home && File.Exists(home) ? [home] : [];
    }

    /// <summary>What is missing when there is neither a kubeconfig nor a service account.</summary>
    public static ClusterUnreachableException Missing(KubernetesOptions options) => new(
        $"no kubeconfig: KUBECONFIG is not set, and there is no {Home(options) ?? "~/.kube/config"}",
        "name one with `--kubeconfig FILE`; on a control-plane node that is /etc/kubernetes/admin.conf");

    private static string? Home(KubernetesOptions options) => options.Environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".kube", "config") : null;

    private static ImmutableArray<string> Existing(string variable)
    {
        var named = variable.Split(':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        ImmutableArray<string> files = [.. named.Where(File.Exists).Select(Path.GetFullPath)];
        return files.Length > 0
            ? files
            : throw new ClusterUnreachableException($"KUBECONFIG names {string.Join(", ", named)}, which {(named.Length == 1 ? "does" : "do")} not exist", "mend KUBECONFIG, or name a file with `--kubeconfig FILE`");
    }
}
