using RunbookEngine.Handlers.Cluster;

namespace RunbookEngine.Tests.ClusterVerbs;

/// <summary>A cluster of two control planes and two workers in one line: <c>api=1.36.4,1.36.4 kubelet=…</c>.</summary>
internal static class SomeFacts
{
    /// <summary>
    /// Words: <c>api</c>, <c>kcm</c>, <c>etcd</c> (one version a control plane), <c>kubelet</c>, <c>proxy</c> (cp1, cp2, w1, w2), <c>runtime</c>. One version stands for all; what is left out
    /// is that of the API server. <c>-</c>: none is seen.
    /// </summary>
    public static UpgradeFacts Of(string words)
    {
        var given = words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static w => w.Split('=')).ToDictionary(static w => w[0], static w => w[1].Split(','));
        var api = given["api"];
        string[] planes = ["cp1", "cp2"], nodes = ["cp1", "cp2", "w1", "w2"];
        var kubelets = Spread(given.GetValueOrDefault("kubelet", [.. Spread(api, 2), Oldest(api), Oldest(api)]), 4);
        var runtime = given.GetValueOrDefault("runtime", ["2.1.3"])[0];
        return new()
        {
            Answering = KubeVersion.Parse(Spread(api, 2)[0])!.Value,
            Nodes = [.. nodes.Select((n, i) => new NodeVersions(n, i < 2, KubeVersion.Parse(kubelets[i]), $"containerd://{runtime}"))],
            Components =
            [
                .. Components(RunningComponent.ApiServer, planes, api),
                .. Components(RunningComponent.ControllerManager, planes, given.GetValueOrDefault("kcm", api)),
                .. Components(RunningComponent.Scheduler, planes, given.GetValueOrDefault("kcm", api)),
                .. Components(RunningComponent.Etcd, planes, given.GetValueOrDefault("etcd", ["3.6.12"])),
                .. Components(RunningComponent.Proxy, nodes, given.GetValueOrDefault("proxy", [Oldest(api)])),
            ],
            DeprecatedApis = [],
            StrictWebhooks = [],
        };
    }

    private static IEnumerable<RunningComponent> Components(string name, string[] nodes, string[] versions) =>
        versions is ["-"] ? [] : nodes.Zip(Spread(versions, nodes.Length), (n, v) => new RunningComponent(name, n, KubeVersion.Parse(v)));

    private static string Oldest(string[] versions) => versions.MinBy(static v => KubeVersion.Parse(v))!;

    private static string[] Spread(string[] versions, int count) => versions.Length == 1 ? [.. Enumerable.Repeat(versions[0], count)] : versions;
}
