using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Cli;

/// <summary>Command lines about runbooks that work on a cluster.</summary>
public class ClusterCommandTests
{
    private const string OnNodes = """
        apiVersion: runbook/v1
        name: nodes
        lock: the-cluster
        targets: { workers: { nodes: "!control" } }
        steps:
          - id: up
            for-each: workers
            as: node
            steps:
              - log: "{{ node.name }} at {{ node.address }}"
                on: local
        """;

    [Fact]
    public async Task A_plan_shows_the_nodes_as_lanes()
    {
        await using var bench = Bench();

        var plan = (await bench.Cli.RunAsync("plan", bench.Cli.Write("a.yaml", OnNodes))).Expect(0);

        Assert.Contains("3 hosts", plan.Out, StringComparison.Ordinal);
        Assert.Contains("w2", plan.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("cp1", plan.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_without_a_cluster_is_shown_with_what_is_missing()
    {
        using var cli = new CliBench();

        var plan = (await cli.RunAsync("plan", cli.Write("a.yaml", OnNodes))).Expect(0);

        Assert.Contains("hosts not known", plan.Out, StringComparison.Ordinal);
        Assert.Contains($"not known: no kubeconfig: KUBECONFIG is not set, and there is no {cli.Folder}/.kube/config; name one with `--kubeconfig FILE`", plan.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_without_a_cluster_is_refused_and_nothing_is_started()
    {
        using var cli = new CliBench();
        var file = cli.Write("a.yaml", OnNodes);

        Assert.Contains("no kubeconfig", (await cli.RunAsync("run", file)).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("there is no kubeconfig /nowhere", (await cli.RunAsync("run", file, "--kubeconfig", "/nowhere")).Expect(2).Error, StringComparison.Ordinal);
        Assert.False(cli.Has("state/runs.db"));
    }

    [Fact]
    public async Task An_unknown_context_is_told_with_those_there_are()
    {
        await using var bench = Bench();

        var refused = (await bench.Cli.RunAsync("run", bench.Cli.Write("a.yaml", OnNodes), "--context", "prod")).Expect(2);

        Assert.Contains("has no context `prod`; nothing was started", refused.Error, StringComparison.Ordinal);
        Assert.Contains("there are: lab", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contexts_are_completed()
    {
        await using var bench = Bench();
        const string Line = "runbook plan --context ";

        var suggested = await bench.Cli.RunAsync($"[suggest:{Line.Length}]", Line);

        Assert.Contains("lab", suggested.Out.Split('\n'));
    }

    [Fact]
    public async Task A_runbook_that_needs_no_cluster_asks_for_none()
    {
        using var cli = new CliBench();
        cli.Environment["KUBECONFIG"] = cli.Write("broken", "{ [");

        (await cli.RunAsync("run", cli.Write("a.yaml", "apiVersion: runbook/v1\nname: a\nsteps: [{ log: hello }]\n"))).Expect(0);
    }

    [Fact]
    public async Task A_run_holds_its_cluster_and_its_status_names_it()
    {
        await using var bench = Bench();

        var run = (await bench.Cli.RunAsync("run", bench.Cli.Write("a.yaml", OnNodes))).Expect(0);

        Assert.Contains("w3 at 10.0.0.1", run.Out, StringComparison.Ordinal);
        Assert.Contains("POST /apis/coordination.k8s.io/v1/namespaces/kube-system/leases", bench.Cluster.Changes);
        Assert.Empty(bench.Cluster.All("leases"));
        Assert.Contains("cluster  lab\n", (await bench.Cli.RunAsync("status")).Expect(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_another_run_holds_is_told_with_who()
    {
        await using var bench = Bench();
        bench.Cluster.Add(Some.NodeLease("runbook-engine", TimeProvider.System.GetUtcNow()).With(static l =>
        {
            l["metadata"]!["namespace"] = "kube-system";
            l["spec"]!["holderIdentity"] = "run 20261123-080000-abcd (ada@ops1)";
        }));
        var file = bench.Cli.Write("a.yaml", OnNodes);

        var text = (await bench.Cli.RunAsync("run", file)).Expect(4);
        var json = (await bench.Cli.RunAsync("run", file, "--output", "json")).Expect(4);

        Assert.Contains("run 20261123-080000-abcd (ada@ops1) holds the lock of the cluster", text.Error, StringComparison.Ordinal);
        Assert.Contains("\"held_by\":\"run 20261123-080000-abcd (ada@ops1)\"", json.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_not_resumed_on_another_cluster_and_leaves_no_lock_there()
    {
        await using var bench = Bench();
        await using var other = Bench();
        other.Cluster.Remove("namespaces", "kube-system").Add(Some.Namespace("kube-system").With(static n => n["metadata"]!["uid"] = "another"));
        (await bench.Cli.RunAsync("run", bench.Cli.Write("a.yaml", OnNodes.Replace("- log:", "- assert: false\n        on: local\n      - log:", StringComparison.Ordinal)))).Expect(1);

        var refused = (await bench.Cli.RunAsync("resume", "--kubeconfig", other.Cli.Environment["KUBECONFIG"])).Expect(2);

        Assert.Contains("began on another cluster than `lab`", refused.Error, StringComparison.Ordinal);
        Assert.Empty(other.Cluster.All("leases"));
    }

    [Fact]
    public async Task An_abort_gives_back_what_the_run_holds()
    {
        await using var bench = Bench();
        var waiting = (await bench.Cli.RunAsync("run", bench.Cli.Write("a.yaml", OnNodes.Replace("- log:", "- approve: Go on?\n        on: local\n      - log:", StringComparison.Ordinal)))).Expect(3);
        bench.Cluster.Add(Some.NodeLease("node-w1", TimeProvider.System.GetUtcNow()).With(l =>
        {
            l["metadata"]!["namespace"] = "medik8s-leases";
            l["metadata"]!["labels"] = new System.Text.Json.Nodes.JsonObject { ["runbook-engine/run"] = waiting.Run };
            l["spec"]!["holderIdentity"] = $"runbook-engine/{waiting.Run}";
        }));
        Assert.Equal(2, bench.Cluster.All("leases").Count);

        (await bench.Cli.RunAsync("abort")).Expect(0);

        Assert.Empty(bench.Cluster.All("leases"));
    }

    [Fact]
    public async Task An_abort_needs_no_cluster()
    {
        await using var bench = Bench();
        (await bench.Cli.RunAsync("run", bench.Cli.Write("a.yaml", OnNodes.Replace("- log:", "- approve: Go on?\n        on: local\n      - log:", StringComparison.Ordinal)))).Expect(3);
        bench.Cli.Environment.Remove("KUBECONFIG");

        (await bench.Cli.RunAsync("abort")).Expect(0);
    }

    private static ClusterBench Bench()
    {
        var bench = new ClusterBench();
        bench.Cluster.Add(Some.Node("w1"), Some.Node("w2"), Some.Node("w3"), Some.Node("cp1", labels: [("control", "")]));
        return bench;
    }
}
