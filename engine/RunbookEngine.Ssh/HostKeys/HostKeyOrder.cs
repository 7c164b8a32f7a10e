using System.Collections.Immutable;
using Renci.SshNet;

namespace RunbookEngine.Ssh.HostKeys;

/// <summary>Asks a host for a kind of key that it is known by, so that one with several keys does not look like a stranger.</summary>
internal static class HostKeyOrder
{
    /// <summary>Certificates and RSA with SHA-1 are not asked for at all.</summary>
    public static void Apply(ConnectionInfo info, ImmutableArray<string> known)
    {
        var all = info.HostKeyAlgorithms.ToList();
        info.HostKeyAlgorithms.Clear();
        var wanted = all.Where(static a => !a.Key.Contains("-cert-", StringComparison.Ordinal) && a.Key != "ssh-rsa");
        foreach (var algorithm in wanted.OrderBy(a => known.Contains(TypeOf(a.Key)) ? 0 : 1))
            info.HostKeyAlgorithms.Add(algorithm.Key, algorithm.Value);
    }

    private static string TypeOf(string algorithm) => algorithm.StartsWith("rsa-sha2-", StringComparison.Ordinal) ? "ssh-rsa" : algorithm;
}
