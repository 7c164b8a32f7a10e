using System.Collections.Concurrent;
using RunbookEngine.Cluster;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Kubernetes;

/// <summary>Watches that survive what happens to connections and servers.</summary>
public class WatchTests
{
    private static readonly ClusterRequest s_pods = new("GET", "/api/v1/pods") { Query = [new("fieldSelector", "spec.nodeName=w1")] };

    [Fact]
    public async Task First_what_is_there_then_that_all_is_told_then_every_change()
    {
        await using var server = new Script(
            static call => call.AnswerAsync(200, List(10, Pod("a", 3), Pod("b", 4))),
            static async call =>
            {
                await call.BeginAsync();
                await call.PieceAsync(Event("MODIFIED", Pod("a", 11)) + Event("ADDED", Pod("c", 12))[..20]);
                await call.PieceAsync(Event("ADDED", Pod("c", 12))[20..] + Event("DELETED", Pod("b", 13)));
                await Task.Delay(Timeout.Infinite, call.Stop);
            });

        Assert.Equal(["Added a", "Added b", "Synced", "Modified a", "Added c", "Deleted b"], await server.TakeAsync(6));
        Assert.Equal("/api/v1/pods?fieldSelector=spec.nodeName%3Dw1&watch=true&allowWatchBookmarks=true&resourceVersion=10&timeoutSeconds=120", server.Calls[1].Target);
    }

    [Fact]
    public async Task A_watch_that_breaks_goes_on_where_it_was_bookmarks_included()
    {
        await using var server = new Script(
            static call => call.AnswerAsync(200, List(10)),
            static async call =>
            {
                await call.BeginAsync();
                await call.PieceAsync(Event("ADDED", Pod("a", 11)) + """{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"40"}}}""" + "\n" + "{\"type\":\"ADD");
            },
            static async call =>
            {
                await call.BeginAsync();
                await call.PieceAsync(Event("DELETED", Pod("a", 41)));
                await Task.Delay(Timeout.Infinite, call.Stop);
            });

        Assert.Equal(["Synced", "Added a", "Deleted a"], await server.TakeAsync(3));
        Assert.Contains("resourceVersion=40", server.Calls[2].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_the_server_forgot_begins_anew_and_tells_what_went()
    {
        await using var server = new Script(
            static call => call.AnswerAsync(200, List(10, Pod("a", 3), Pod("b", 4))),
            static async call =>
            {
                await call.BeginAsync();
                await call.PieceAsync("""{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}""" + "\n");
                await call.EndAsync();
            },
            static call => call.AnswerAsync(200, List(90, Pod("b", 80, "uid-of-another-b"))),
            static call => call.AnswerAsync(410, """{"reason":"Gone"}"""),
            static call => call.AnswerAsync(200, List(95, Pod("b", 80, "uid-of-another-b"))),
            static call => Task.Delay(Timeout.Infinite, call.Stop));

        Assert.Equal(["Added a", "Added b", "Synced", "Added b", "Deleted a", "Deleted b", "Added b"], await server.TakeAsync(7));
    }

    [Fact]
    public async Task A_list_comes_page_by_page_and_begins_anew_when_it_expires_between_two()
    {
        await using var server = new Script(
            static call => call.AnswerAsync(200, List(10, Pod("a", 3)).Replace("\"metadata\":{\"r", "\"metadata\":{\"continue\":\"next\",\"r", StringComparison.Ordinal)),
            static call => call.AnswerAsync(410, "{}"),
            static call => call.AnswerAsync(200, List(20, Pod("a", 3), Pod("b", 4))),
            static call => Task.Delay(Timeout.Infinite, call.Stop));

        Assert.Equal(["Added a", "Added a", "Added b", "Synced"], await server.TakeAsync(4));
        Assert.EndsWith("limit=500&continue=next", server.Calls[1].Target, StringComparison.Ordinal);
        Assert.EndsWith("limit=500", server.Calls[2].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_list_is_told()
    {
        await using var server = new Script(static call => call.AnswerAsync(403, """{"reason":"Forbidden","message":"no"}"""));

        var refused = await Assert.ThrowsAsync<ClusterException>(() => server.TakeAsync(1));

        Assert.Equal("Forbidden", refused.Reason);
    }

    [Fact]
    public async Task A_silent_peer_is_left_after_the_time_of_a_watch()
    {
        await using var server = new Script(
            static call => call.AnswerAsync(200, List(10)),
            static async call =>
            {
                await call.BeginAsync();
                await Task.Delay(Timeout.Infinite, call.Stop);
            },
            static async call =>
            {
                await call.BeginAsync();
                await call.PieceAsync(Event("ADDED", Pod("a", 11)));
                await Task.Delay(Timeout.Infinite, call.Stop);
            })
        { WatchLength = TimeSpan.FromSeconds(1) };

        Assert.Equal(["Synced", "Added a"], await server.TakeAsync(2));
    }

    private static string Pod(string name, int version, string? uid = null) => $$$"""{"metadata":{"name":"{{{name}}}","namespace":"default","uid":"{{{uid ?? "uid-of-" + name}}}","resourceVersion":"{{{version}}}"}}""";

    private static string List(int version, params string[] items) => $$"""{"kind":"PodList","metadata":{"resourceVersion":"{{version}}"},"items":[{{string.Join(',', items)}}]}""";

    private static string Event(string type, string item) => $$"""{"type":"{{type}}","object":{{item}}}""" + "\n";

    /// <summary>A server that answers its first call so, its second so, and so on; the rest wait.</summary>
    private sealed class Script : IAsyncDisposable
    {
        private readonly KubernetesBench _bench;
        private readonly ConcurrentQueue<Func<LoopbackCall, Task>> _answers;

        public Script(params Func<LoopbackCall, Task>[] answers)
        {
            _answers = new(answers);
            _bench = new(call => _answers.TryDequeue(out var answer) ? answer(call) : Task.Delay(Timeout.Infinite, call.Stop));
        }

        public TimeSpan WatchLength { get; init; } = TimeSpan.FromMinutes(2);

        public LoopbackCall[] Calls => [.. _bench.Api.Calls];

        public async Task<string[]> TakeAsync(int count)
        {
            using var end = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            var cluster = _bench.Cluster(change: o => o with { WatchLength = WatchLength, Silence = TimeSpan.FromSeconds(1) });
            var told = new List<string>();
            await foreach (var change in cluster.WatchAsync(s_pods, end.Token))
            {
                told.Add($"{change.Kind} {change.Object.ObjectName()}".Trim());
                if (told.Count == count)
                    break;
            }

            return [.. told];
        }

        public ValueTask DisposeAsync() => _bench.DisposeAsync();
    }
}
