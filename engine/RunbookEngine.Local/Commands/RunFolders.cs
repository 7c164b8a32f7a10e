using RunbookEngine.Execution;
using RunbookEngine.Local.Files;
using RunbookEngine.Model;

namespace RunbookEngine.Local.Commands;

/// <summary>
/// The folders of commands, one for each run, which only its owner can look into.
/// A supervisor that an engine spawned may be slow to claim its name, however long ago that engine died. So claims stay until the run is forgotten.
/// </summary>
/// <param name="commands">The folder above them; absolute.</param>
/// <param name="machine">This machine.</param>
internal sealed class RunFolders(string commands, LocalMachine machine)
{
    private const uint OwnerOnly = 0x1C0;
    private const string IdFile = ".id";

    /// <summary>The kernel's own: an image without <c>/dev</c> has no other source of randomness.</summary>
    private const string RandomId = "/proc/sys/kernel/random/uuid";
    private readonly Dictionary<RunId, ClaimsPlace> _places = [];

    public CommandFiles FilesOf(CommandName name) => new($"{PathOf(name.Run)}/{name.Value}");

    /// <summary>Sees that the run has a folder.</summary>
    public void Prepare(RunId run)
    {
        var path = PathOf(run);
        if (Native.MakeDirectory(path, OwnerOnly) == 0 || Native.LastError == Native.Exists)
            return;
        if (Native.LastError == Native.NoSuchEntry)
        {
            PrivateFolder.Create(commands);
            Placement.SpreadFoldersIn(commands);
            if (Native.MakeDirectory(path, OwnerOnly) == 0 || Native.LastError == Native.Exists)
                return;
        }

        throw new IOException($"the folder {path} cannot be created: {Native.Explain(Native.LastError)}");
    }

    /// <summary>The run's folder with its id, which is made with it.</summary>
    /// <exception cref="IOException">It can be neither read nor made.</exception>
    public ClaimsPlace PlaceOf(RunId run)
    {
        lock (_places)
        {
            if (!_places.TryGetValue(run, out var place))
                _places[run] = place = new(ReadOrMakeId(run), machine.MachineId, machine.Processes, machine.UserName, PathOf(run));
            return place;
        }
    }

    private string ReadOrMakeId(RunId run)
    {
        var path = $"{PathOf(run)}/{IdFile}";
        try
        {
            Prepare(run);
            if (!File.Exists(path) || new FileInfo(path).Length == 0)
            {
                // Whole at once: an id that is there is never empty, and never another one later.
                var id = File.ReadAllText(RandomId).Trim();
                var fresh = $"{path}.{id}";
                File.WriteAllText(fresh, id);
                File.Move(fresh, path, overwrite: true);
            }

            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the folder {PathOf(run)} cannot be used by {machine.UserName}: {e.Message}", e);
        }
    }

    /// <summary>Empties what is kept of a command that is over, but for its claim.</summary>
    public void Forget(CommandName name) => Quietly(() =>
    {
        var files = FilesOf(name);
        if (Forgetting.IsOver(files, machine))
            files.Empty();
    });

    /// <summary>
    /// Removes what is kept of a run's commands. Once all are over the folder goes by a rename, so that no late supervisor finds a place to claim its name.
    /// </summary>
    public void Forget(RunId run) => Quietly(() =>
    {
        var path = PathOf(run);
        lock (_places)
            _places.Remove(run);
        var all = Directory.EnumerateFiles(path).Where(static f => !Path.GetFileName(f).StartsWith(IdFile, StringComparison.Ordinal)).Select(StemOf).Distinct().Select(static stem => new CommandFiles(stem)).ToList();
        var running = all.RemoveAll(f => !Forgetting.IsOver(f, machine));
        var aside = $"{commands}/.{run}.forgotten";
        if (running > 0)
            all.ForEach(static f => f.Empty());
        else if (Native.Rename(path, aside) == 0)
            Directory.Delete(aside, recursive: true);
    });

    private static string StemOf(string path) =>
        CommandFiles.Endings.FirstOrDefault(e => path.EndsWith(e, StringComparison.Ordinal)) is { } ending ? path[..^ending.Length] : path;

    /// <summary>What is left costs some room on the disk and harms nothing.</summary>
    private static void Quietly(Action forget)
    {
        try
        {
            forget();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private string PathOf(RunId run) => $"{commands}/{run}";
}
