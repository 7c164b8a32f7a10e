using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Simulation;
using RunbookEngine.Simulation.Hosts;
using RunbookEngine.Simulation.Programs;
using RunbookEngine.Simulation.Programs.Debian;
using RunbookEngine.Simulation.Time;

namespace RunbookEngine.Tests.Simulation;

/// <summary>A simulated machine that is set up as those of the lab are.</summary>
internal sealed class SimulatedNode
{
    public const string Sources = "/etc/apt/sources.list.d/kubernetes.list";

    public SimulatedNode(int seed = 7, Func<WorldNode, WorldNode>? change = null)
    {
        World = new(seed, DateTimeOffset.Parse("2026-11-28T22:00:00Z", CultureInfo.InvariantCulture));
        foreach (var name in new[] { "kubelet", "kubeadm", "kubectl" })
            Repository.Add(name, "1.30.4-1.1", "1.30.6-1.1", "1.31.2-1.1", "1.31.4-1.1");
        Repository.Add("lab-base", "1.0", "1.1");
        Repository.AsksForReboot("lab-base");
        Repository.Add("lab-slow", "1.0", "1.1");
        var node = new WorldNode
        {
            Name = "w1", Role = WorldRole.Worker, Version = "1.30.4", Packages = [new("lab-base", "1.0"), new("openssh-server", "1:9.6"), new("openssh-sftp-server", "1:9.6")],
        };
        Machine = new HostBuilder(World).Build(change?.Invoke(node) ?? node);
    }

    public SimulatedWorld World { get; }

    public DebianRepository Repository => World.Repository;

    public DebianMachine Machine { get; }

    public SimulatedHost Host => Machine.Host;

    public ICommands Commands => new SimulatedCommands(Host);

    /// <summary>Does work in the world's time.</summary>
    public void Run(Func<Task> work) => World.Time.Run(new Life(World.Time), async () =>
    {
        await work();
        return true;
    });

    /// <summary>Waits until something holds.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
            await Task.Delay(TimeSpan.FromMilliseconds(50), World.Time);
    }

    /// <summary>Waits, in the world's time.</summary>
    public Task PassAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), World.Time);

    /// <summary>Takes the power away and gives it back; returns once it is up.</summary>
    public async Task ResetAsync()
    {
        Host.PowerOff();
        await PassAsync(5);
        Host.PowerOn();
    }

    /// <summary>Runs a program on it.</summary>
    public async Task<CommandResult> CallAsync(params string[] words) => await Commands.QueryAsync(new() { Arguments = [.. words] }, CancellationToken.None);
}
