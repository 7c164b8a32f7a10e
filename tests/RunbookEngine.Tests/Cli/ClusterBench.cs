using System.Net;
using RunbookEngine.Cluster;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Kubernetes;

namespace RunbookEngine.Tests.Cli;

/// <summary>Command lines with a kubeconfig that leads over TLS to an API server in memory.</summary>
internal sealed class ClusterBench : IAsyncDisposable
{
    private readonly KubernetesBench _server;

    public ClusterBench()
    {
        Cluster = new FakeCluster().Add(Some.Namespace("kube-system"));
        _server = new(ServeAsync);
        Cli.Environment["KUBECONFIG"] = _server.KubeConfig("{ token: t }");
    }

    public CliBench Cli { get; } = new();

    public FakeCluster Cluster { get; }

    /// <summary>The API server goes away.</summary>
    public Task StopAsync() => _server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Cli.Dispose();
    }

    private async Task ServeAsync(LoopbackCall call)
    {
        var query = call.Target.Split('?') is [_, var text] ? text.Split('&').Select(static q => q.Split('=', 2)).Select(static q => new KeyValuePair<string, string>(WebUtility.UrlDecode(q[0]), WebUtility.UrlDecode(q[1]))) : [];
        var request = new ClusterRequest(call.Method, call.Path) { Query = [.. query], Body = call.Body.Length > 0 ? call.Body : null, ContentType = call.Headers.GetValueOrDefault("Content-Type", "application/json") };
        var answer = await Cluster.SendAsync(request, call.Stop);
        await call.AnswerAsync(answer.Status, answer.Text);
    }
}
