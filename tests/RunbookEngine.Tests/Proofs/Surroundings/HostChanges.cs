namespace RunbookEngine.Tests.Proofs.Surroundings;

/// <summary>What becomes of a host, and of the home in which its claims lie, while nobody drives.</summary>
internal static class HostChanges
{
    public static IEnumerable<Change> All =>
    [
        new("nothing", Place.OneHost, static _ => Task.FromResult<Func<Task>?>(null)),
        new("other login user", Place.OneHost, OtherUser),
        new("home moved with all in it", Place.OneHost, static s => MoveHome(s, carry: true)),
        new("home moved, empty", Place.OneHost, static s => MoveHome(s, carry: false)),
        new("home without permissions", Place.OneHost, static s => Mode(s.Host.Home, 0)),
        new("home that cannot be written", Place.OneHost, static s => Mode(s.Host.Home, 0b101_000_000)),
        new("home gone", Place.OneHost, static s => Replace(s, withFile: false)),
        new("file in place of the home", Place.OneHost, static s => Replace(s, withFile: true)),
        new("claims' folder without permissions", Place.OneHost, static s => Mode(Claims(s.Host), 0)),
        new("claims of the run without permissions", Place.OneHost, static s => ModeOfRuns(s.Host)),
        new("claims' folder removed", Place.OneHost, static s => Remove(Claims(s.Host))),
        new("home empty", Place.OneHost, static s => Remove(System.IO.Path.Combine(s.Host.Home, ".local"))),
        new("host away", Place.OneHost, Away),
        new("host restarted", Place.OneHost, static s => Restart(s, static _ => { })) { EndsCommands = true },
        new("host cloned, the clone in its place", Place.OneHost, Clone) { EndsCommands = true },
        new("container anew, its home kept", Place.OneHost, static s => Anew(s, static _ => { })) { EndsCommands = true },
        new("container anew, its home empty", Place.OneHost, static s => Anew(s, EmptyHome)) { EndsCommands = true },
        new("host installed anew", Place.OneHost, static s => Restart(s, static h =>
        {
            EmptyHome(h);
            h.NewMachine();
        })) { EndsCommands = true },
        new("shared home, one host away", Place.TwoHostsWithOneHome, static s => AwayOf(s.Hosts[1])),
        new("shared home, one host restarted", Place.TwoHostsWithOneHome, static s => RestartOf(s.Hosts[1])) { EndsCommands = true },
        new("shared home without permissions", Place.TwoHostsWithOneHome, static s => Mode(s.Host.Home, 0)),
    ];

    private static string Claims(LoopbackHost host) => System.IO.Path.Combine(host.Home, ".local/state/runbook/commands");

    private static Task<Func<Task>?> OtherUser(Scene scene)
    {
        Login(scene, "deploy");
        return Undo(() => Login(scene, "worker"));
    }

    private static void Login(Scene scene, string user)
    {
        scene.LoginUser = user;
        scene.WriteInventory();
    }

    private static Task<Func<Task>?> MoveHome(Scene scene, bool carry)
    {
        var (host, old) = (scene.Host, scene.Host.Home);
        var other = host.At("home-elsewhere");
        if (carry)
            Directory.Move(old, other);
        else
            LoopbackHost.MakeHome(other, host.User);
        Live(host, old, other);
        return Undo(() =>
        {
            if (carry)
                Directory.Move(other, old);
            Live(host, other, old);
        });
    }

    /// <summary>The list of users stays the same file, since it is mounted.</summary>
    private static void Live(LoopbackHost host, string from, string to)
    {
        host.Home = to;
        File.WriteAllText(host.At("people"), File.ReadAllText(host.At("people")).Replace(":" + from + ":", ":" + to + ":", StringComparison.Ordinal));
    }

    private static Task<Func<Task>?> Mode(string path, int mode)
    {
        if (!Directory.Exists(path))
            return Task.FromResult<Func<Task>?>(null);
        var old = File.GetUnixFileMode(path);
        File.SetUnixFileMode(path, (UnixFileMode)mode);
        return Undo(() => File.SetUnixFileMode(path, old));
    }

    private static Task<Func<Task>?> ModeOfRuns(LoopbackHost host)
    {
        var folders = Directory.Exists(Claims(host)) ? Directory.GetDirectories(Claims(host)) : [];
        foreach (var folder in folders)
            File.SetUnixFileMode(folder, 0);
        return Undo(() =>
        {
            foreach (var folder in folders)
                File.SetUnixFileMode(folder, (UnixFileMode)0b111_000_000);
        });
    }

    private static Task<Func<Task>?> Replace(Scene scene, bool withFile)
    {
        var home = scene.Host.Home;
        Directory.Move(home, home + "-away");
        if (withFile)
            File.WriteAllText(home, "");
        return Undo(() =>
        {
            if (withFile)
                File.Delete(home);
            else if (Directory.Exists(home))
                Directory.Delete(home, recursive: true);
            Directory.Move(home + "-away", home);
        });
    }

    private static Task<Func<Task>?> Remove(string path)
    {
        Scene.Do("rm", "-rf", path);
        return Task.FromResult<Func<Task>?>(null);
    }

    private static Task<Func<Task>?> Away(Scene scene) => AwayOf(scene.Host);

    private static async Task<Func<Task>?> AwayOf(LoopbackHost host)
    {
        await host.CutOffAsync();
        return host.ComeBackAsync;
    }

    private static async Task<Func<Task>?> Restart(Scene scene, Action<LoopbackHost> meanwhile)
    {
        await scene.Host.StopAsync();
        meanwhile(scene.Host);
        scene.Host.NewBoot();
        await scene.Host.StartAsync();
        return null;
    }

    private static async Task<Func<Task>?> RestartOf(LoopbackHost host)
    {
        await host.RestartAsync();
        return null;
    }

    /// <summary>A container has the boot id of its machine, however often it is made.</summary>
    private static async Task<Func<Task>?> Anew(Scene scene, Action<LoopbackHost> meanwhile)
    {
        await scene.Host.StopAsync();
        meanwhile(scene.Host);
        await scene.Host.StartAsync();
        return null;
    }

    private static async Task<Func<Task>?> Clone(Scene scene)
    {
        var host = scene.Host;
        Scene.Do("cp", "-a", host.Home, host.At("home-of-clone"));
        await host.StopAsync();
        host.Home = host.At("home-of-clone");
        host.NewBoot();
        await host.StartAsync();
        return null;
    }

    private static void EmptyHome(LoopbackHost host)
    {
        Directory.Delete(host.Home, recursive: true);
        LoopbackHost.MakeHome(host.Home, host.User);
    }

    private static Task<Func<Task>?> Undo(Action undo) => Task.FromResult<Func<Task>?>(() =>
    {
        undo();
        return Task.CompletedTask;
    });
}
