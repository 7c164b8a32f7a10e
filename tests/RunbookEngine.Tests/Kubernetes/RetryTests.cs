using System.Diagnostics;
using RunbookEngine.Cluster;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Kubernetes;

/// <summary>What is tried again, and what is not.</summary>
public class RetryTests
{
    private const string BudgetSays = """{"kind":"Status","status":"Failure","message":"Cannot evict pod","reason":"TooManyRequests","details":{"causes":[{"reason":"DisruptionBudget","message":"needs 2"}]},"code":429}""";

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_server_that_says_not_now_is_asked_again(int status)
    {
        var asked = 0;
        await using var bench = new KubernetesBench(call => asked++ < 2 ? call.AnswerAsync(status) : call.AnswerAsync(200, """{"kind":"NodeList"}"""));

        var answer = await KubernetesBench.AskAsync(bench.Cluster());

        Assert.Equal("NodeList", answer.Json.Text("kind"));
        Assert.Equal(3, asked);
    }

    [Theory]
    [InlineData("[::1]:6443")]
    [InlineData("127.0.0.1:6443")]
    public async Task A_server_that_does_not_reach_itself_while_it_restarts_is_asked_again(string itself)
    {
        var asked = 0;
        var refusal = $$"""{"kind":"Status","status":"Failure","message":"Internal error occurred: Get https://{{itself}}/api/v1/namespaces/a: dial tcp {{itself}}: connect: connection refused","reason":"InternalError","code":500}""";
        await using var bench = new KubernetesBench(call => asked++ < 2 ? call.AnswerAsync(500, refusal) : call.AnswerAsync(201));

        var answer = await bench.Cluster().SendAsync(new("POST", "/api/v1/namespaces/a/pods") { Body = "{}" }, CancellationToken.None);

        Assert.Equal((201, 3), (answer.Status, asked));
    }

    [Fact]
    public async Task A_server_is_left_alone_as_long_as_it_asks()
    {
        var asked = 0;
        await using var bench = new KubernetesBench(call => asked++ == 0 ? call.AnswerAsync(429, "{}", "Retry-After: 2\r\n") : call.AnswerAsync(200));
        var watch = Stopwatch.StartNew();

        await KubernetesBench.AskAsync(bench.Cluster());

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(15));
    }

    [Theory]
    [InlineData(429, BudgetSays)]
    [InlineData(500, "{}")]
    [InlineData(409, "{}")]
    [InlineData(404, "{}")]
    public async Task An_answer_that_says_more_is_returned_at_once(int status, string body)
    {
        await using var bench = new KubernetesBench(call => call.AnswerAsync(status, body));

        var answer = await bench.Cluster().SendAsync(new("POST", "/api/v1/namespaces/a/pods/b/eviction") { Body = "{}", IsRepeatable = true }, CancellationToken.None);

        Assert.Equal(status, answer.Status);
        Assert.Single(bench.Api.Calls);
    }

    [Fact]
    public async Task A_creation_that_may_have_arrived_is_not_sent_again()
    {
        await using var bench = new KubernetesBench(static _ => Task.CompletedTask);

        var lost = await Assert.ThrowsAsync<ClusterUnreachableException>(() =>
            bench.Cluster().SendAsync(new("POST", "/api/v1/namespaces") { Body = "{}" }, CancellationToken.None));

        Assert.Contains("broke", lost.Message, StringComparison.Ordinal);
        Assert.Single(bench.Api.Calls);
    }

    [Fact]
    public async Task A_creation_that_a_busy_server_turned_away_is_sent_again()
    {
        var asked = 0;
        await using var bench = new KubernetesBench(call => call.AnswerAsync(asked++ == 0 ? 429 : 201));

        var answer = await bench.Cluster().SendAsync(new("POST", "/api/v1/namespaces") { Body = """{"a":1}""" }, CancellationToken.None);

        Assert.Equal(201, answer.Status);
        Assert.All(bench.Api.Calls, static c => Assert.Equal("""{"a":1}""", c.Body));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_made_again()
    {
        var asked = 0;
        await using var bench = new KubernetesBench(call => asked++ < 2 ? Task.CompletedTask : call.AnswerAsync(200));

        var answer = await bench.Cluster().SendAsync(new("PATCH", "/api/v1/nodes/w1") { Body = "{}", ContentType = PatchTypes.Merge }, CancellationToken.None);

        Assert.Equal(200, answer.Status);
        Assert.Equal(PatchTypes.Merge, bench.Api.Calls.Last().Headers["Content-Type"]);
    }

    [Fact]
    public async Task An_API_server_that_restarts_is_survived()
    {
        await using var bench = new KubernetesBench();
        var cluster = bench.Cluster();
        await KubernetesBench.AskAsync(cluster);
        var port = bench.Api.Port;
        await bench.StopAsync();

        var asking = cluster.SendAsync(new("POST", "/api/v1/namespaces") { Body = "{}" }, CancellationToken.None);
        await Eventually.Holds(() => bench.Notices.Count > 0);
        bench.Restart(port);

        Assert.Equal(200, (await asking).Status);
        Assert.Contains("refuses connections; trying again for up to 20 s", Assert.Single(bench.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patience_has_an_end()
    {
        await using var bench = new KubernetesBench();
        var cluster = bench.Cluster(change: static o => o with { Patience = TimeSpan.FromSeconds(1.5) });
        await bench.StopAsync();

        var lost = await Assert.ThrowsAsync<ClusterUnreachableException>(() => KubernetesBench.AskAsync(cluster));

        Assert.Contains("refuses connections (tried for ", lost.Message, StringComparison.Ordinal);
        Assert.Contains("is the API server up there", lost.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_patience_the_last_answer_is_returned()
    {
        await using var bench = new KubernetesBench(static call => call.AnswerAsync(503, """{"message":"starting"}"""));

        var answer = await KubernetesBench.AskAsync(bench.Cluster(change: static o => o with { Patience = TimeSpan.FromSeconds(1) }));

        Assert.Equal((503, "starting"), (answer.Status, answer.Json.Text("message")));
        Assert.True(bench.Api.Calls.Count > 1);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        await using var bench = new KubernetesBench(static call => Task.Delay(Timeout.Infinite, call.Stop));

        var lost = await Assert.ThrowsAsync<ClusterUnreachableException>(() => KubernetesBench.AskAsync(
            bench.Cluster(change: static o => o with { Patience = TimeSpan.FromSeconds(1), RequestTimeout = TimeSpan.FromSeconds(1) })));

        Assert.Contains("did not answer within 1 s", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait()
    {
        await using var bench = new KubernetesBench(static call => call.AnswerAsync(503));
        using var cancel = new CancellationTokenSource();
        var asking = bench.Cluster().SendAsync(new("GET", "/version"), cancel.Token);
        await Eventually.Holds(() => !bench.Api.Calls.IsEmpty);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }
}
