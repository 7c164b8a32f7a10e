using System.Collections.Immutable;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>Asks a node's host what became of its kubelet and its containers. Only looks.</summary>
internal static class HostLook
{
    public const string Journal = "host/kubelet.journal.txt";
    public const string Status = "host/kubelet.status.txt";
    public const string Containers = "host/containers.txt";
    public const string Disk = "host/disk.txt";

    /// <summary>Journals and control groups belong to root: sudo is tried where it asks for no password, and else the command itself.</summary>
    private const string AsRoot = "# runbook: as root\nif [ \"$(id -u)\" != 0 ] && sudo -n true 2>/dev/null; then exec sudo -n \"$@\"; else exec \"$@\"; fi";

    private static readonly ImmutableArray<(string File, ImmutableArray<string> Words)> s_questions =
    [
        (Journal, ["journalctl", "--unit=kubelet", "--lines=300", "--no-pager", "--quiet", "--output=short-iso"]),
        (Status, ["systemctl", "--no-pager", "--full", "--lines=0", "status", "kubelet", "containerd", "crio"]),
        (Containers, ["crictl", "ps", "-a"]),
        (Disk, ["df", "-h", "/", "/var/lib/kubelet", "/var/log"]),
    ];

    /// <summary>Adds what the host answers; a program that is not there, or fails without a word, is named as missing.</summary>
    public static async Task AddAsync(ICommands host, IDictionary<string, string> texts, Action<string> miss, CancellationToken cancellation)
    {
        foreach (var (file, words) in s_questions)
        {
            var result = await host.QueryAsync(Of(words), cancellation);
            var text = result.Stdout.Length > 0 ? result.Stdout : "";
            if (text.Length > 0)
                texts[file] = text;
            else
                miss($"`{string.Join(' ', words.Take(3))}` on the host: {Sentences.OneLine(result.Exit is CommandExit.NotStarted(var reason) ? reason : result.Stderr.Length > 0 ? result.Stderr : "it said nothing")}");
        }
    }

    private static Command Of(ImmutableArray<string> words) => new()
    {
        Arguments = ["sh", "-c", AsRoot, "sh", .. words],
        Environment = [new("LC_ALL", new Model.Value.Text("C")), new("SYSTEMD_COLORS", new Model.Value.Text("0"))],
    };
}
