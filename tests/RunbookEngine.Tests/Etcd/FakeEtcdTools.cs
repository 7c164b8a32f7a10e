using System.Security.Cryptography;

namespace RunbookEngine.Tests.Etcd;

/// <summary>
/// A folder to be the whole of <c>PATH</c>: scripts that answer as etcd's tools of a version do, and the few programs of the system that
/// handlers call. What the scripts answer was taken from the real ones.
/// </summary>
internal sealed class FakeEtcdTools : IDisposable
{
    private const string Status = """{"hash":1212437728,"revision":84,"totalKey":10007,"totalSize":737280}""";
    private static readonly string[] System = ["sh", "env", "tail", "od", "tr", "head", "sha256sum", "ls", "cat", "mkdir", "mv", "rm", "sync"];

    public FakeEtcdTools(string? etcdctl, string? etcdutl, bool bump = false)
    {
        foreach (var program in System)
            File.CreateSymbolicLink(Path.Combine(Folder, program),
                Programs.Find(program) ?? throw new InvalidOperationException(program + " is missing"));
        if (etcdctl is not null)
            Script("etcdctl", etcdctl, HasFiles(etcdctl), bump);
        if (etcdutl is not null)
            Script("etcdutl", etcdutl, true, bump);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("runbook-tools-").FullName;

    /// <summary>Every call but the looks at versions and help, one a line.</summary>
    public string[] Calls => File.Exists(Log) ? [.. File.ReadAllLines(Log)] : [];

    private string Log => Path.Combine(Folder, "calls");

    /// <summary>Replaces what <c>etcdctl</c> does when its arguments hold these words.</summary>
    public FakeEtcdTools Answer(string words, string script)
    {
        File.WriteAllText(Path.Combine(Folder, "answer-" + words.Replace(' ', '-')), script);
        return this;
    }

    public ProcessCommands Commands() => new() { Environment = { ["PATH"] = Folder } };

    /// <summary>A file with a digest at its end, as a save leaves it.</summary>
    public string Snapshot()
    {
        var content = new byte[1024];
        Random.Shared.NextBytes(content);
        var path = Path.Combine(Folder, "snapshot.db");
        File.WriteAllBytes(path, [.. content, .. SHA256.HashData(content)]);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static bool HasFiles(string version) => !version.StartsWith("3.6", StringComparison.Ordinal);

    private void Script(string name, string version, bool hasFiles, bool bump)
    {
        var files = hasFiles
            ? $"""
                *"snapshot restore --help"*) echo "Usage: {name} snapshot restore <filename> --data-dir {(bump ? "--bump-revision=0 --mark-compacted" : "")}" ;;
                *"snapshot status"*) echo '{Status}' ;;
                *"snapshot restore"*) for word; do case $word in --data-dir=*) mkdir -p "${"{"}word#--data-dir={"}"}/member" ;; esac; done ;;
              """
            : """  *"snapshot status"*|*"snapshot restore"*) echo 'Error: unknown command "snapshot" for "etcdctl"' >&2; exit 1 ;;""";
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, $"""
            #!/bin/sh
            case "$*" in
              version) printf '{name} version: {version}\nAPI version: 3.6\n'; exit ;;
              *--help*) ;;
              *) echo "{name} $*" >>{Log} ;;
            esac
            for answer in {Folder}/answer-*; do
              words=$(echo "${"{"}answer##*/answer-{"}"}" | tr - ' ')
              case "$*" in *"$words"*) . "$answer"; exit ;; esac
            done
            case "$*" in
            {files}
              *) echo "Error: not foreseen: $*" >&2; exit 1 ;;
            esac

            """);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
