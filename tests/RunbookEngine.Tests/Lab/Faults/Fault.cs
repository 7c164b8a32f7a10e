using System.Collections.Immutable;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Lab.Faults;

/// <summary>Something that goes wrong on a node or with the engine, and what sets the world right again. The engine is not told of either.</summary>
/// <param name="Name">As the table of outcomes has it.</param>
/// <param name="StrikeAsync">Strikes, and returns when the world is right again.</param>
internal sealed record Fault(string Name, Func<FaultScene, Task> StrikeAsync)
{
    /// <summary>The state folder of commands on a host, and where uploads and restores of the matrix go, are put on disks that can be filled.</summary>
    public bool NeedsSmallDisks { get; init; }

    /// <summary>How often it starts the node by itself.</summary>
    public int Boots { get; init; }

    public static ImmutableArray<Fault> All { get; } =
    [
        new("engine killed", static scene => scene.Engine.KillAsync()),
        new("network cut", static scene => scene.ForAWhileAsync("cut", "uncut")),
        new("power lost", static async scene =>
        {
            await scene.Lab.NodeAsync("kill", scene.Node);
            await Task.Delay(scene.Random.Next(0, 1500));
            await scene.Lab.NodeAsync("start", scene.Node);
        }) { Boots = 1 },
        // One that restarts already has nobody to ask.
        new("node restarts", static scene => scene.Lab.TryInAsync(scene.Node, "systemctl reboot")) { Boots = 1 },
        new("sshd restarted, its sessions killed", static scene =>
            scene.Lab.TryInAsync(scene.Node, "systemctl restart ssh; pkill -KILL -f '^sshd(-session)?: [a-z]+(@| |$)' || true")),
        new("node frozen", static scene => scene.ForAWhileAsync("freeze", "thaw")),
        new("disks full", static async scene =>
        {
            await scene.Lab.TryInAsync(scene.Node, SmallDisks.Fill);
            await scene.EngineStopsOrAsync(TimeSpan.FromSeconds(scene.Random.Next(2, 6)));
            await scene.Lab.TryInAsync(scene.Node, SmallDisks.Free);
        }) { NeedsSmallDisks = true },
    ];
}

/// <summary>Where a fault strikes.</summary>
/// <param name="Lab">The machines.</param>
/// <param name="Node">The node at work.</param>
/// <param name="Engine">The engine at work.</param>
/// <param name="Random">Seeded.</param>
/// <param name="Longest">How long what passes by itself may take at most.</param>
internal sealed record FaultScene(LabMachines Lab, string Node, RunningProgram Engine, Random Random, TimeSpan Longest)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);

    /// <summary>Something that begins and, after a random time up to the longest, ends.</summary>
    public async Task ForAWhileAsync(string begin, string end)
    {
        await Lab.NodeAsync(begin, Node);
        await Task.Delay(s_shortest + (Random.NextDouble() * (Longest - s_shortest)));
        await Lab.NodeAsync(end, Node);
    }

    /// <summary>Waits until the engine has ended, or so long.</summary>
    public async Task EngineStopsOrAsync(TimeSpan wait)
    {
        for (var waited = TimeSpan.Zero; waited < wait && !Engine.HasEnded; waited += TimeSpan.FromMilliseconds(100))
            await Task.Delay(100);
    }
}

/// <summary>Scripts for disks of a node that can be filled without harm to the rest of it.</summary>
internal static class SmallDisks
{
    private const string Folders = "/var/lib/runbook /srv/lab";

    public const string Mount = $"for f in {Folders}; do mkdir -p $f; mountpoint -q $f || mount -t tmpfs -o size=256m tmpfs $f; done";

    /// <summary>Only while they are mounted, which they are no more once the node was started again: the disk below is the machine's own.</summary>
    public const string Fill = $"for f in {Folders}; do ! mountpoint -q $f || dd if=/dev/zero of=$f/.ballast bs=4k count=80000 2>/dev/null || true; done";

    public const string Free = $"for f in {Folders}; do rm -f $f/.ballast; done";

    public const string Unmount = $"for f in {Folders}; do ! mountpoint -q $f || umount -l $f; done";
}
