using RunbookEngine.Cluster;
using RunbookEngine.Kubernetes;
using RunbookEngine.Tests.ApiContract;

namespace RunbookEngine.Tests.Lab;

/// <summary>The API with a real server.</summary>
[Collection(nameof(KubernetesCollection))]
public sealed class ApiOnRealServerTests(KubernetesLab lab) : ApiContract.ApiContract, IApiServer, IAsyncLifetime
{
    private LabDoor? _door;
    private KubernetesCluster? _cluster;

    ICluster IApiServer.Cluster => _cluster!;

    string IApiServer.Worker => "k1";

    public async ValueTask InitializeAsync()
    {
        await lab.UpAsync();
        (_door, var file) = await lab.OpenDoorAsync();
        _cluster = new(new() { Clock = TimeProvider.System, Random = new(1), KubeConfig = file });
        await lab.WaitForAsync(["k1"], static n => n is { IsReady: true, IsUnschedulable: false });
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        if (_door is not null)
            await _door.DisposeAsync();
    }

    [Fact]
    public async Task What_the_server_answers_is_what_was_recorded() => Repository.AssertApproved(Recorded, await TellAsync(this));

    Task IApiServer.PassAsync(TimeSpan time) => Task.Delay(time);
}
