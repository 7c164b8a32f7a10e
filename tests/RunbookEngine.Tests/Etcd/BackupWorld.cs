using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace RunbookEngine.Tests.Etcd;

/// <summary>
/// Two places for backups, a place for drills, and the real command line. In front of <c>etcd</c> and <c>etcdctl</c> stand scripts that
/// write down each call that changes something, and then become the program itself.
/// </summary>
internal sealed class BackupWorld
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly RealEtcd _etcd;
    private readonly string _folder;
    private readonly Dictionary<string, string> _environment;
    private int _stores;

    /// <param name="etcd">What is backed up.</param>
    /// <param name="places">What the names of the folders for backups and drills end with.</param>
    public BackupWorld(RealEtcd etcd, string places = "")
    {
        _etcd = etcd;
        _folder = etcd.NewFolder();
        Backups = Path.Combine(_folder, "backups" + places);
        Copies = Path.Combine(_folder, "copies" + places);
        Scratch = Directory.CreateDirectory(Path.Combine(_folder, "scratch" + places)).FullName;
        var programs = Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName;
        Wrap(programs, "etcdctl", """*" snapshot save "*) for path; do :; done; echo "save $path" """, """*" snapshot restore "*) echo "restore $(echo "$*" | grep -o 'data-dir=[^ ]*')" """);
        Wrap(programs, "etcd", """*) echo "start $(echo "$*" | grep -o 'data-dir=[^ ]*')" """);
        _environment = new() { ["PATH"] = programs + ":" + Environment.GetEnvironmentVariable("PATH"), ["NO_COLOR"] = "1" };
        NewStore();
    }

    /// <summary>The executable: <c>RUNBOOK_BIN</c>, else what was built with the tests.</summary>
    public static string Runbook => Environment.GetEnvironmentVariable("RUNBOOK_BIN") ?? Path.Combine(AppContext.BaseDirectory, "runbook");

    public string Backups { get; }

    public string Copies { get; }

    public string Scratch { get; }

    /// <summary>The journal of the runs that follow.</summary>
    public string Store { get; private set; } = "";

    /// <summary>Each call that changed something, one a line.</summary>
    public string[] SideEffects => File.Exists(Calls) ? File.ReadAllLines(Calls) : [];

    private string Calls => Path.Combine(_folder, "calls");

    /// <summary>From now on runs are kept in a journal of their own.</summary>
    public void NewStore() =>
        Store = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, $"store-{++_stores}")).FullName, "runs.db");

    /// <summary>The command line that backs up.</summary>
    public string[] Backup(int keep = 7) => Run(
        "etcd-backup.yaml",
        ("endpoint", _etcd.Endpoint),
        ("cacert", _etcd.AuthorityFile),
        ("cert", _etcd.CertificateFile),
        ("key", _etcd.KeyFile),
        ("backup_dir", Backups),
        ("copy_dir", Copies),
        ("keep", keep.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The command line that restores the newest backup, or the snapshot that is named.</summary>
    public string[] Drill(string snapshot = "", int? clientPort = null)
    {
        var (client, peer) = RealEtcd.FreePorts();
        return Run(
            "etcd-restore-drill.yaml",
            ("backup_dir", Backups),
            ("snapshot", snapshot),
            ("scratch_dir", Scratch),
            ("client_port", (clientPort ?? client).ToString(CultureInfo.InvariantCulture)),
            ("peer_port", peer.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Calls the command line.</summary>
    public Task<Ended> CallAsync(params string[] arguments) =>
        Programs.RunAsync(Runbook, [.. arguments, "--store", Store], environment: _environment);

    /// <summary>The newest run as <c>status</c> tells it; null when there is none.</summary>
    public async Task<JsonElement?> StatusAsync()
    {
        var ended = await CallAsync("status", "--output", "json");
        return ended.Status == 0 ? JsonDocument.Parse(ended.Stdout).RootElement : null;
    }

    /// <summary>An output of the newest run.</summary>
    public async Task<string> OutputAsync(string name) => (await StatusAsync())!.Value.GetProperty("outputs").GetProperty(name).ToString();

    /// <summary>How many steps of the newest run were in flight when an engine died, and went on under another.</summary>
    public async Task<int> InFlightAsync() =>
        (await StatusAsync())!.Value.GetProperty("steps").EnumerateArray().Count(static s => s.TryGetProperty("resolution", out _));

    /// <summary>
    /// Starts a run, kills the engine so many times, each at a random moment within the time that the whole takes, and resumes until it has
    /// succeeded.
    /// </summary>
    /// <returns>How often the engine was alive when it was killed.</returns>
    public async Task<int> DriveAsync(string[] run, int kills, TimeSpan whole, Random random)
    {
        var killed = 0;
        var watch = Stopwatch.StartNew();
        var arguments = run;
        while (true)
        {
            if (killed >= kills)
            {
                (await CallAsync(arguments)).Expect();
                return killed;
            }

            if (await KilledAsync(arguments, whole * random.NextDouble()))
                killed++;
            Assert.True(watch.Elapsed < Patience, "the run does not come to its end");
            var status = await StatusAsync();
            if (status is { } known && known.GetProperty("status").GetString() == "succeeded")
                return killed;
            arguments = status is null ? run : ["resume"];
        }
    }

    /// <summary>Processes that work in this world's scratch folder.</summary>
    public IEnumerable<string> LeftBehind()
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(static p => int.TryParse(Path.GetFileName(p), out _)))
        {
            var line = ReadOrNothing(Path.Combine(process, "cmdline")).Replace('\0', ' ');
            if (line.Contains(Scratch, StringComparison.Ordinal))
                yield return line;
        }
    }

    private static string ReadOrNothing(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string[] Run(string runbook, params (string Name, string Value)[] inputs) =>
    [
        "run", Path.Combine(Repository.Root, "runbooks", runbook), "--yes",
        .. inputs.SelectMany(static i => new[] { "--input", $"{i.Name}={i.Value}" }),
    ];

    /// <summary>True when it was killed; one that ended by itself before must have succeeded.</summary>
    private async Task<bool> KilledAsync(string[] arguments, TimeSpan delay)
    {
        using var engine = Programs.Start(Runbook, [.. arguments, "--store", Store], _environment);
        var stdout = engine.StandardOutput.ReadToEndAsync();
        var stderr = engine.StandardError.ReadToEndAsync();
        engine.StandardInput.Close();
        try
        {
            await engine.WaitForExitAsync().WaitAsync(delay);
            Assert.True(engine.ExitCode == 0, $"exit status {engine.ExitCode}\n{await stdout}\n{await stderr}");
            return false;
        }
        catch (TimeoutException)
        {
            engine.Kill();
            await engine.WaitForExitAsync();
            return engine.ExitCode == 128 + 9;
        }
    }

    private void Wrap(string folder, string program, params string[] cases)
    {
        var path = Path.Combine(folder, program);
        File.WriteAllText(path, $"""
            #!/bin/sh
            case " $* " in
            {string.Join('\n', cases.Select(c => $"  {c} >>{Calls} ;;"))}
            esac
            exec {Programs.Find(program)} "$@"

            """);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
