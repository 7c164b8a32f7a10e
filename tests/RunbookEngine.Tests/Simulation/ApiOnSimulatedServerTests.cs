using RunbookEngine.Cluster;
using RunbookEngine.Model;
using RunbookEngine.Simulation;
using RunbookEngine.Simulation.Building;
using RunbookEngine.Simulation.Time;
using RunbookEngine.Tests.ApiContract;

namespace RunbookEngine.Tests.Simulation;

/// <summary>The API with the simulated server.</summary>
public sealed class ApiOnSimulatedServerTests : ApiContract.ApiContract, IApiServer
{
    private readonly SimulatedWorld _world = WorldBuilder.Build(Described(), 7, DateTimeOffset.UnixEpoch);

    ICluster IApiServer.Cluster => _world.Cluster;

    string IApiServer.Worker => "k1";

    [Fact]
    public void What_it_answers_is_what_a_real_server_answers()
    {
        var told = _world.Time.Run(new Life(_world.Time), () => TellAsync(this));

        Assert.True(File.ReadAllText(Recorded) == told, $"it differs from {Recorded}. It is:\n{told}");
    }

    Task IApiServer.PassAsync(TimeSpan time) => Task.Delay(time, _world.Time);

    private static World Described() => new()
    {
        Name = "contract", Version = "1.21.14",
        Nodes = [new() { Name = "kcp", Role = WorldRole.ControlPlane, Version = "1.21.14" }, new() { Name = "k1", Role = WorldRole.Worker, Version = "1.21.14" }],
        Hosts = [new() { Name = "local" }],
        Etcd = new() { Version = "3.4.13", Members = ["kcp"] },
    };
}
