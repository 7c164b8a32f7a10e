using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>
/// The file by which a machine finds its cluster and may join it: a kubeconfig with the cluster's address, its authority, and a bootstrap token. kubeadm takes the token from the file when there is one in
/// it, in every version, so that it need stand in no argument list. Pure.
/// </summary>
internal static class DiscoveryFile
{
    /// <summary>Writes it.</summary>
    public static Value.Secret Of(string server, string authority, string token) => new($"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: cluster
          cluster:
            server: {server}
            certificate-authority-data: {authority}
        users:
        - name: joining
          user:
            token: {token}
        contexts:
        - name: joining
          context:
            cluster: cluster
            user: joining
        current-context: joining

        """);

    /// <summary>A field of a kubeconfig that kubeadm wrote: one field a line, never quoted over several. Null when there is none, or it holds what cannot stand in one.</summary>
    public static string? Field(string kubeconfig, string name) => kubeconfig.Split('\n')
        .Select(static l => l.Trim())
        .Where(l => l.StartsWith(name + ":", StringComparison.Ordinal))
        .Select(l => l[(name.Length + 1)..].Trim().Trim('"', '\''))
        .FirstOrDefault(static v => v.Length > 0 && v.All(static c => char.IsAsciiLetterOrDigit(c) || c is ':' or '/' or '.' or '-' or '_' or '+' or '=' or '[' or ']'));
}
