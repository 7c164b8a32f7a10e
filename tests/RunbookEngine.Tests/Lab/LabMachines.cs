using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Lab;

/// <summary>
/// The real machines of <c>tests/lab</c>: <c>cp1</c> to <c>cp3</c> with etcd, and workers. Brought up once by the first test that needs them, and taken down
/// at the end unless they ran before. Without root or what the lab needs, those tests are skipped loudly; with <c>CI=true</c> they fail.
/// </summary>
public class LabMachines : IAsyncLifetime
{
    private readonly SemaphoreSlim _once = new(1);
    private string? _folder;

    /// <summary>The members of the etcd cluster.</summary>
    public static string[] Members { get; } = ["cp1", "cp2", "cp3"];

    /// <summary>As many as <c>$RUNBOOK_LAB_WORKERS</c> says, else four.</summary>
    public static string[] Workers { get; } =
        [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("RUNBOOK_LAB_WORKERS"), out var n) ? n : 4).Select(static i => $"w{i}")];

    /// <summary>The inventory of all its nodes.</summary>
    public string Inventory => Path.Combine(Folder, "inventory.yaml");

    /// <summary>The private key that opens every node.</summary>
    public string Key => Path.Combine(Folder, "ssh", "id_ed25519");

    protected string Folder => _folder ?? throw new InvalidOperationException("The lab is not up.");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_folder is not null)
            await LabPower.LeaveAsync();
        _once.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Brings it up if this was not done yet; skips the test where it cannot be.</summary>
    public async Task UpAsync()
    {
        await _once.WaitAsync();
        try
        {
            _folder ??= await StartAsync();
        }
        finally
        {
            _once.Release();
        }
    }

    /// <summary>A fault or its end, such as <c>cut</c>, for one node.</summary>
    public async Task NodeAsync(string what, string node) => (await LabAsync("node", what, node)).Exits(0);

    /// <summary>Runs a script in the node, not by the network; returns what it wrote.</summary>
    public async Task<string> InAsync(string node, string script) => (await TryInAsync(node, script)).Exits(0).Output.TrimEnd();

    /// <summary>Runs a script in the node, whatever comes of it.</summary>
    public Task<ProgramResult> TryInAsync(string node, string script) => LabAsync("in", node, "sh", "-c", script);

    /// <summary>Puts a file into the node, not by the network.</summary>
    public async Task PutAsync(string localPath, string node, string path)
    {
        _ = Folder;
        (await LabScript.RunAsync(localPath, ["in", node, "sh", "-c", "cat >\"$1\"", "-", path])).Exits(0);
    }

    /// <summary>Takes a file from the node's disk.</summary>
    public async Task GetAsync(string node, string path, string localPath)
    {
        await using var source = File.OpenRead(OnDisk(node, path));
        await using var destination = File.Create(localPath);
        await source.CopyToAsync(destination);
    }

    /// <summary>
    /// The lines of a file in the node, read from its disk, so that it does not matter whether the node runs. Only what the node wrote itself is there, and
    /// nothing that it keeps in memory.
    /// </summary>
    public string[] Lines(string node, string path) => Has(node, path) ? File.ReadAllLines(OnDisk(node, path)) : [];

    /// <summary>Whether the node wrote this file and it is still there.</summary>
    public bool Has(string node, string path) => File.Exists(OnDisk(node, path));

    /// <summary>How often the node was started or restarted since its disk was made.</summary>
    public int Boots(string node) =>
        File.ReadLines(Path.Combine(Folder, "nodes", node, "console.log")).Count(static l => l.EndsWith("power on", StringComparison.Ordinal));

    private string OnDisk(string node, string path) => Path.Combine(Folder, "nodes", node, "upper", path.TrimStart('/'));

    private Task<ProgramResult> LabAsync(params string[] words)
    {
        _ = Folder;
        return LabScript.RunAsync(words);
    }

    /// <summary>Brings up what the tests of this fixture need; returns the folder with the inventory.</summary>
    protected virtual Task<string> StartAsync() => LabPower.UpAsync(["up", .. Members, .. Workers]);
}

/// <summary>Tests that share the one lab.</summary>
[CollectionDefinition(nameof(LabCollection))]
public sealed class LabCollection : ICollectionFixture<LabMachines>;
