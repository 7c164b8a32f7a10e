namespace RunbookEngine.Tests.Lab;

/// <summary>The three-member cluster of the lab, asked from within its nodes.</summary>
internal sealed class LabEtcd(LabMachines lab)
{
    public async Task PutAsync(string prefix, int count) =>
        await lab.InAsync("cp1", $". /etc/etcd/env; for i in $(seq {count}); do etcdctl put {prefix}$i value$i; done");

    /// <summary>The keys with a prefix, as one member has them.</summary>
    public async Task<string[]> KeysAsync(string member, string prefix) =>
        (await lab.InAsync(member, $". /etc/etcd/env; etcdctl get --prefix {prefix} --keys-only")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Saves a snapshot and brings it to the engine's machine.</summary>
    public async Task SaveAsync(string localPath)
    {
        await lab.InAsync("cp1", "rm -f /var/tmp/lab.db; . /etc/etcd/env; etcdctl snapshot save /var/tmp/lab.db");
        await lab.GetAsync("cp1", "/var/tmp/lab.db", localPath);
    }

    /// <summary>Fails unless three members are healthy and know each other as one cluster.</summary>
    public async Task AssertHealthyAsync()
    {
        var clusters = new List<string>();
        foreach (var member in LabMachines.Members)
        {
            await lab.NodeAsync("wait-etcd", member);
            var status = await lab.InAsync(member, ". /etc/etcd/env; etcdctl endpoint status -w json");
            clusters.Add(System.Text.Json.JsonDocument.Parse(status).RootElement[0].GetProperty("Status").GetProperty("header").GetProperty("cluster_id").GetRawText());
        }

        Assert.Single(clusters.Distinct());
        var listed = (await lab.InAsync("cp2", ". /etc/etcd/env; etcdctl member list")).Split('\n');
        Assert.Equal(3, listed.Length);
        Assert.All(listed, static l => Assert.Contains(", started, cp", l, StringComparison.Ordinal));
    }
}
