using RunbookEngine.Execution;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Lab;

/// <summary>What works on any real cluster, as its administrator sees it: nothing here needs the lab's machines, so that a cluster of kind does as well.</summary>
[Collection(nameof(KubernetesCollection))]
public sealed class OnAnyClusterTests(KubernetesLab lab) : IAsyncLifetime
{
    private static readonly string s_runbooks = Path.Combine(Repository.Root, "runbooks");

    public async ValueTask InitializeAsync()
    {
        await lab.UpAsync();
        await lab.FreeAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_node_is_drained_behind_a_budget_and_only_the_nodes_that_the_run_cordoned_are_opened_again()
    {
        var workers = await lab.OpenWorkersAsync();
        var (drained, cordoned) = (workers[0], workers[1]);
        await lab.KubectlAsync("cordon", cordoned);
        try
        {
            await using var pods = await GuardedPods.CreateAsync(lab, "any", 6, 5);
            using var folder = lab.NewFolder().Write("drain.yaml", $$$"""
                apiVersion: runbook/v1
                name: drain
                lock: cluster
                steps:
                  - cluster: { can drain: [{{{drained}}}], ignore-daemonsets: true, delete-emptydir-data: true }
                  - kubectl: { cordon: {{{drained}}} }
                  - kubectl: { drain: {{{drained}}}, ignore-daemonsets: true, delete-emptydir-data: true, timeout: 4m }
                  - id: left
                    kubectl: { get: pods, namespace: any, field-selector: "spec.nodeName={{{drained}}}" }
                  - kubectl: { cordon: {{{cordoned}}} }
                  - kubectl: { uncordon: {{{cordoned}}} }
                  - kubectl: { uncordon: {{{drained}}} }
                outputs: { left: "{{ steps.left.count }}" }
                """);

            (await folder.RunAsync(["run", "drain.yaml", "--yes"])).Exits(0);

            Assert.Equal("0", (await folder.StateAsync())!.Outputs["left"]!.ToString());
            Assert.InRange(pods.Fewest, 5, 6);
            var reports = await lab.ReportsAsync();
            Assert.Equal((false, true), (reports[drained].IsUnschedulable, reports[cordoned].IsUnschedulable));
        }
        finally
        {
            await lab.KubectlAsync("uncordon", cordoned);
        }
    }

    [Fact]
    public async Task What_somebody_deleted_comes_back_from_a_backup()
    {
        await using var pods = await GuardedPods.CreateAsync(lab, "kept-safe", 2, 1);
        await lab.KubectlAsync("create", "configmap", "settings", "-n", pods.Name, "--from-literal=colour=green");
        using var folder = lab.NewFolder();
        (await folder.RunAsync(["run", Path.Combine(s_runbooks, "resource-backup.yaml"), "--yes", "--input", $"dir={folder.File_("backups")}", "--input", $"namespaces=[{pods.Name}]"])).Exits(0);
        var backup = Directory.GetDirectories(folder.File_("backups")).Single();
        await lab.KubectlAsync("delete", "configmap", "settings", "-n", pods.Name);
        await lab.KubectlAsync("delete", "deployment", pods.Name, "-n", pods.Name, "--wait=true");

        (await folder.RunAsync(["run", Path.Combine(s_runbooks, "resource-restore.yaml"), "--yes", "--input", $"dir={backup}", "--input", $"namespaces=[{pods.Name}]"])).Exits(3);
        (await folder.RunAsync(["approve"])).Exits(0);
        (await folder.RunAsync(["resume"])).Exits(0);

        Assert.Equal("green", await lab.KubectlAsync("get", "configmap", "settings", "-n", pods.Name, "-o", "jsonpath={.data.colour}"));
        await lab.KubectlAsync("rollout", "status", "deployment", pods.Name, "-n", pods.Name, "--timeout=120s");
        Assert.Equal("2", (await folder.StateAsync())!.Outputs["created"]!.ToString());
    }

    [Fact]
    public async Task What_explains_a_node_is_gathered()
    {
        using var folder = lab.NewFolder();
        var node = (await lab.OpenWorkersAsync())[0];

        (await folder.RunAsync(["run", Path.Combine(s_runbooks, "diagnose.yaml"), "--yes", "--input", $"node={node}", "--input", $"to={folder.File_("bundles")}"])).Exits(0);

        var summary = Directory.GetFiles(folder.File_("bundles"), "summary.txt", SearchOption.AllDirectories).Single();
        Assert.Contains(node, await File.ReadAllTextAsync(summary, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
