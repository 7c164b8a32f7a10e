using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Simulation;
using RunbookEngine.Simulation.Building;
using RunbookEngine.Simulation.Hosts;
using RunbookEngine.Simulation.Rehearsals;
using RunbookEngine.Simulation.Time;
using RunbookEngine.Tests.NodeContract;

namespace RunbookEngine.Tests.Simulation;

/// <summary>The tool <c>etcdctl</c> with simulated members.</summary>
public sealed class EtcdOnSimulatedNodesTests : EtcdContract, IEtcdNodes
{
    private readonly SimulatedWorld _world = WorldBuilder.Build(Described(), 7, DateTimeOffset.UnixEpoch);
    private Life? _life;

    [Fact]
    public void What_the_handlers_observe_is_what_they_observe_with_real_members()
    {
        var told = _world.Time.Run(_life = new(_world.Time), () => TellAsync(this));

        Assert.True(File.ReadAllText(Recorded) == told, $"it differs from {Recorded}. It is:\n{told}");
    }

    ICommands IEtcdNodes.CommandsOf(string node) => new SimulatedCommands(_world.Find(node)!);

    ITargetFiles IEtcdNodes.FilesOf(string node) => new SimulatedTransport(_world.Find(node)!, _life!, new()).Files;

    Task IEtcdNodes.PutAsync(int count)
    {
        Assert.True(_world.Etcd!.Put(count));
        return Task.CompletedTask;
    }

    Task IEtcdNodes.SpoilAsync(string path, string copy, bool isCut)
    {
        var files = _world.Find("cp1")!.Files;
        var content = (byte[])files.Existing(path).Content.Clone();
        content[^1] ^= 1;
        files.Write(copy, isCut ? content[..Math.Min(1000, content.Length)] : content, null, null);
        return Task.CompletedTask;
    }

    async Task IEtcdNodes.SwitchAsync(string node, bool isOn)
    {
        await ((IEtcdNodes)this).CommandsOf(node).QueryAsync(new() { Arguments = ["systemctl", isOn ? "start" : "stop", "etcd"] }, CancellationToken.None);
        await Task.Delay(TimeSpan.FromSeconds(5), _world.Time);
    }

    Task IEtcdNodes.HealthyAsync() => Task.Delay(TimeSpan.FromSeconds(10), _world.Time);

    private static World Described() => new()
    {
        Name = "contract", Version = "1.33.3",
        Nodes = [new() { Name = "n1", Role = WorldRole.ControlPlane, Version = "1.33.3" }],
        Hosts = [new() { Name = "local" }, .. Enumerable.Range(1, 3).Select(static i => new WorldHost { Name = $"cp{i}", Address = $"10.0.0.1{i}" })],
        Etcd = new() { Version = "3.5.16", IsExternal = true, Members = ["cp1", "cp2", "cp3"] },
    };
}
