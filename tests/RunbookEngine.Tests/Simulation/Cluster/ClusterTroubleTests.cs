using RunbookEngine.Cluster;
using RunbookEngine.Simulation.Cluster;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Simulation.Cluster;

/// <summary>The way to the API as a client sees it that knows how to wait.</summary>
public class ClusterTroubleTests
{
    private readonly HastyClock _clock = new();
    private readonly SimulatedCluster _cluster;

    public ClusterTroubleTests() => _cluster = ClusterLifeTests.Build(new(_clock, new(1)));

    private static CancellationToken Never => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_short_outage_is_waited_out_and_a_long_one_is_told()
    {
        _cluster.Trouble.Down(TimeSpan.FromSeconds(30));
        Assert.Equal(200, (await GetAsync()).Status);

        _cluster.Trouble.Down(TimeSpan.FromMinutes(10));
        var lost = await Assert.ThrowsAsync<ClusterUnreachableException>(GetAsync);
        Assert.Equal("the API server does not answer: connection refused", lost.Message);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Refusals_that_only_say_not_now_are_waited_out(int status)
    {
        _cluster.Trouble.Refuses(status, TimeSpan.FromSeconds(20));
        Assert.Equal(200, (await GetAsync()).Status);

        _cluster.Trouble.Refuses(status, TimeSpan.FromMinutes(20));
        Assert.Equal(status, (await GetAsync()).Status);
    }

    [Fact]
    public async Task An_answer_that_is_lost_is_asked_for_again_only_where_that_does_no_harm()
    {
        _cluster.Trouble.LoseAnswers(1);
        Assert.Equal(200, (await GetAsync()).Status);

        _cluster.Trouble.LoseAnswers(1);
        var create = new ClusterRequest("POST", "/api/v1/namespaces/default/configmaps") { Body = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"}}""" };
        await Assert.ThrowsAsync<ClusterUnreachableException>(() => _cluster.SendAsync(create, Never));
        Assert.NotNull(_cluster["configmaps", "default/m"]);
    }

    [Fact]
    public async Task A_slow_server_takes_the_time_that_it_is_said_to_take()
    {
        var before = _clock.GetUtcNow();
        _cluster.Trouble.Slow(TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(1));

        await GetAsync();

        Assert.InRange((_clock.GetUtcNow() - before).TotalSeconds, 3, 3.1);
    }

    [Fact]
    public async Task Without_a_namespace_nothing_is_created()
    {
        var answer = await _cluster.SendAsync(new("POST", "/api/v1/namespaces/none/configmaps") { Body = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"}}""" }, Never);

        Assert.Equal((404, "namespaces \"none\" not found"), (answer.Status, answer.Json.Text("message")));
    }

    [Fact]
    public async Task Without_power_on_the_only_control_plane_nothing_answers()
    {
        _cluster.NodePower("cp1", false);

        await Assert.ThrowsAsync<ClusterUnreachableException>(GetAsync);
    }

    private Task<ClusterAnswer> GetAsync() => _cluster.SendAsync(new("GET", "/api/v1/nodes/w1"), Never);
}
