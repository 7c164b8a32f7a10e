using System.Globalization;

namespace RunbookEngine.Tests.Proofs.Surroundings;

/// <summary>What becomes of a store, of the folder beside it, and of the engine that opens it.</summary>
internal static class StoreChanges
{
    public static IEnumerable<Change> All => [.. Of(Place.Here), .. OfClaimsHere, .. Of(Place.OneHost)];

    private static IEnumerable<Change> Of(Place place) =>
    [
        new("store moved", place, MoveAsync),
        new("store renamed without its folder", place, RenameAsync),
        new("store copied", place, CopyAsync) { Twice = true },
        new("older store put back", place, static s => PutBackAsync(s, folder: false)) { Before = BackUpAsync },
        new("older store and folder put back", place, static s => PutBackAsync(s, folder: true)) { Before = BackUpAsync },
        new("few open files", place, static s => Limit(s, "--nofile=24")),
        new("small files only", place, static s => Limit(s, "--fsize=8192")),
        new("little memory", place, static s => Limit(s, "--as=60000000")),
        new("a byte of the journal", place, DamageAsync),
    ];

    private static IEnumerable<Change> OfClaimsHere =>
    [
        new("nothing", Place.Here, static _ => Task.FromResult<Func<Task>?>(null)),
        new("commands' folder removed", Place.Here, static s =>
        {
            Scene.Do("rm", "-rf", s.Store + ".d");
            return Task.FromResult<Func<Task>?>(null);
        }),
        new("commands' folder another one", Place.Here, OtherFolderAsync),
        new("store of a group, opened by another user", Place.Here, OtherUserAsync),
    ];

    private static Task<Func<Task>?> MoveAsync(Scene scene)
    {
        Directory.Move(scene.At("store"), scene.At("store-elsewhere"));
        scene.Store = scene.At("store-elsewhere/runs.db");
        return Task.FromResult<Func<Task>?>(null);
    }

    private static Task<Func<Task>?> RenameAsync(Scene scene)
    {
        Move(scene.Store, scene.At("store/renamed.db"));
        var old = scene.Store;
        scene.Store = scene.At("store/renamed.db");
        return Task.FromResult<Func<Task>?>(() =>
        {
            Move(scene.Store, old);
            if (Directory.Exists(scene.Store + ".d"))
                Directory.Delete(scene.Store + ".d", recursive: true);
            scene.Store = old;
            return Task.CompletedTask;
        });

        static void Move(string from, string to)
        {
            foreach (var suffix in (string[])["", "-wal", "-shm"])
            {
                if (File.Exists(from + suffix))
                    File.Move(from + suffix, to + suffix);
            }
        }
    }

    private static Task<Func<Task>?> CopyAsync(Scene scene)
    {
        Scene.Do("cp", "-a", scene.At("store"), scene.At("store-copy"));
        var old = scene.Store;
        scene.Store = scene.At("store-copy/runs.db");
        return Task.FromResult<Func<Task>?>(() =>
        {
            scene.Store = old;
            return Task.CompletedTask;
        });
    }

    /// <summary>At a random moment between the start of the run and its death.</summary>
    private static async Task BackUpAsync(Scene scene, RunningProgram engine)
    {
        await Scene.UntilAsync(() => engine.HasEnded || scene.Lines.Any(static l => l.StartsWith("before", StringComparison.Ordinal)), "the first step is done");
        Scene.Do("cp", "-a", scene.At("store"), scene.At("backup"));
    }

    private static Task<Func<Task>?> PutBackAsync(Scene scene, bool folder)
    {
        if (!Directory.Exists(scene.At("backup")))
            return Task.FromResult<Func<Task>?>(null);
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            File.Delete(scene.Store + suffix);
            if (File.Exists(scene.At("backup/runs.db") + suffix))
                File.Move(scene.At("backup/runs.db") + suffix, scene.Store + suffix);
        }

        if (folder)
        {
            Scene.Do("rm", "-rf", scene.Store + ".d");
            if (Directory.Exists(scene.At("backup/runs.db.d")))
                Directory.Move(scene.At("backup/runs.db.d"), scene.Store + ".d");
        }

        return Task.FromResult<Func<Task>?>(null);
    }

    private static Task<Func<Task>?> Limit(Scene scene, string limit)
    {
        scene.Through = ["prlimit", limit];
        return Task.FromResult<Func<Task>?>(() =>
        {
            scene.Through = [];
            return Task.CompletedTask;
        });
    }

    /// <summary>One bit of a text that the journal has of the step in the middle.</summary>
    private static async Task<Func<Task>?> DamageAsync(Scene scene)
    {
        Scene.Do("cp", "-a", scene.At("store"), scene.At("sound"));
        foreach (var file in (string[])[scene.Store, scene.Store + "-wal"])
        {
            if (!File.Exists(file))
                continue;
            var bytes = await File.ReadAllBytesAsync(file);
            if (bytes.AsSpan().LastIndexOf("echo start"u8) is var at and >= 0)
            {
                bytes[at + 6] ^= 1;
                await File.WriteAllBytesAsync(file, bytes);
            }
        }

        return () =>
        {
            Scene.Do("rm", "-rf", scene.At("store"));
            Directory.Move(scene.At("sound"), scene.At("store"));
            return Task.CompletedTask;
        };
    }

    private static Task<Func<Task>?> OtherFolderAsync(Scene scene)
    {
        var folder = scene.Store + ".d";
        if (!Directory.Exists(folder))
            return Task.FromResult<Func<Task>?>(null);
        Directory.Move(folder, scene.At("folder-away"));
        Directory.CreateDirectory(folder);
        return Task.FromResult<Func<Task>?>(() =>
        {
            Scene.Do("rm", "-rf", folder);
            Directory.Move(scene.At("folder-away"), folder);
            return Task.CompletedTask;
        });
    }

    /// <summary>What a team does to share a store: everything may be written by everybody, but not what lies deeper in the folder beside it.</summary>
    private static Task<Func<Task>?> OtherUserAsync(Scene scene)
    {
        Scene.Do("chmod", "-R", "a+rw", scene.At("store"));
        Scene.Do("chmod", "777", scene.At("store"));
        if (Directory.Exists(scene.Store + ".d"))
        {
            Scene.Do("chmod", "777", scene.Store + ".d");
            foreach (var deeper in Directory.GetDirectories(scene.Store + ".d"))
                Scene.Do("chmod", "700", deeper);
        }

        var user = string.Create(CultureInfo.InvariantCulture, $"{61000 + Environment.ProcessId % 900}");
        scene.Through = ["setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"];
        return Task.FromResult<Func<Task>?>(() =>
        {
            scene.Through = [];
            return Task.CompletedTask;
        });
    }
}
