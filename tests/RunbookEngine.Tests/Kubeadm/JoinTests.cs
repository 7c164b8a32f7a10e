using System.Text;
using System.Text.Json.Nodes;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Kubeadm;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Handlers;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Kubeadm;

/// <summary>How machines become nodes, and what becomes of the tokens for it.</summary>
public sealed class JoinTests : IDisposable
{
    /// <summary>Keeps what the file said, and does what kubelet does when it has its certificate.</summary>
    private const string Joins = """
        for word; do case $word in --discovery-file=*) file=${word#*=} ;; esac; done
        stat -c '%a' "$file" >"$node/mode"
        cp "$file" "$node/seen"
        echo "$file" >"$node/file"
        touch "$node/kubelet.conf"
        """;

    private readonly FakeNode _node = new FakeNode().Kubeadm(Joins);
    private readonly FakeCluster _cluster = new FakeCluster().Add(new JsonObject
    {
        ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = "cluster-info", ["namespace"] = "kube-public" },
        ["data"] = new JsonObject
        {
            ["kubeconfig"] = "apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: Q0E=\n    server: https://10.0.0.10:6443\n  name: \"\"\ncontexts: null\nkind: Config\nusers: null\n",
        },
    });

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task A_join_has_a_token_of_its_own_that_nobody_else_sees_and_that_is_gone_afterwards()
    {
        var outcome = Assert.IsType<StepOutcome.Succeeded>(await Join().RunAsync());

        var token = File.ReadAllLines(Path.Combine(_node.Home, "seen")).Single(static l => l.Contains("token:", StringComparison.Ordinal)).Split(": ")[1];
        Assert.Matches("^[a-z0-9]{6}\\.[a-z0-9]{16}$", token);
        Assert.Equal("600", File.ReadAllText(Path.Combine(_node.Home, "mode")).Trim());
        Assert.False(File.Exists(File.ReadAllText(Path.Combine(_node.Home, "file")).Trim()));
        Assert.DoesNotContain(_node.Executed.SelectMany(static c => c.Arguments), a => a.Contains(token, StringComparison.Ordinal) || a.Contains(token.Split('.')[1], StringComparison.Ordinal));
        Assert.DoesNotContain(token, outcome.Outputs.ToString(), StringComparison.Ordinal);
        Assert.Empty(_cluster.All("secrets"));
        Assert.Equal($"DELETE /api/v1/namespaces/kube-system/secrets/bootstrap-token-{token.Split('.')[0]}", _cluster.Changes.Last());
    }

    [Fact]
    public async Task A_token_is_good_for_joining_and_for_an_hour_only()
    {
        await Join().RunAsync();

        var body = JsonNode.Parse(_cluster.Requests.Single(static r => r.Method == "POST").Body!)!;
        Assert.Equal("bootstrap.kubernetes.io/token", body["type"]!.ToString());
        string Field(string name) => Encoding.UTF8.GetString(Convert.FromBase64String(body["data"]![name]!.ToString()));
        Assert.Equal("true", Field("usage-bootstrap-authentication"));
        Assert.Equal("system:bootstrappers:kubeadm:default-node-token", Field("auth-extra-groups"));
        Assert.Equal(Join().Context.Clock.GetUtcNow().AddHours(1).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture), Field("expiration"));
    }

    [Fact]
    public async Task A_join_that_fails_leaves_no_token_and_no_file()
    {
        _node.Kubeadm(Joins + "\nexit 1");

        var failure = await Join().FailAsync();

        Assert.Equal("join-failed", failure.Code);
        Assert.Empty(_cluster.All("secrets"));
        Assert.Empty(Directory.GetFiles(Path.Combine(_node.Folder, "run-runbook")));
    }

    [Fact]
    public async Task A_machine_that_was_a_node_before_is_told()
    {
        File.WriteAllText(Path.Combine(_node.Home, "kubelet.conf"), "");

        var failure = await Join().FailAsync();

        Assert.Equal("leftover-state", failure.Code);
        Assert.Empty(_node.Calls);
    }

    [Fact]
    public async Task A_name_that_another_machine_has_is_told()
    {
        _cluster.Add(Some.Node("w7"));

        var found = Assert.IsType<ProbeResult.Needed>(await Join().ProbeAsync()).Found;
        var failure = await Join().With(c => c with { Found = found }).FailAsync();

        Assert.Equal("node-registered", failure.Code);
        Assert.Empty(_node.Calls);
    }

    [Fact]
    public async Task It_is_done_when_the_machine_is_a_node_and_the_cluster_knows_it()
    {
        await Join().RunAsync();
        Assert.IsType<ProbeResult.Needed>(await Join().ProbeAsync());

        _cluster.Add(Some.Node("w7"));

        Assert.IsType<ProbeResult.Satisfied>(await Join().ProbeAsync());
    }

    [Fact]
    public async Task A_file_that_was_brought_is_used_and_no_token_is_made()
    {
        File.WriteAllText(Path.Combine(_node.Home, "join.conf"), "brought");

        await Join(("discovery-file", Text("/etc/kubernetes/join.conf"))).RunAsync();

        Assert.Equal([$"join --node-name=w7 --discovery-file={_node.Home}/join.conf"], _node.Calls);
        Assert.Empty(_cluster.Changes);
    }

    [Fact]
    public async Task A_cluster_that_does_not_tell_how_it_is_reached_is_told()
    {
        _cluster.Remove("configmaps", "kube-public/cluster-info");

        Assert.Equal("no-cluster-info", (await Join().FailAsync()).Code);
    }

    [Theory]
    [InlineData("server: https://10.0.0.10:6443", "server", "https://10.0.0.10:6443")]
    [InlineData("    server: \"https://[fd00::1]:6443\"", "server", "https://[fd00::1]:6443")]
    [InlineData("server: https://a\n", "authority", null)]
    [InlineData("server: x y", "server", null)]
    [InlineData("server: '{a: b}'", "server", null)]
    public void A_field_of_a_kubeconfig_is_read_only_as_kubeadm_writes_it(string text, string name, string? expected) => Assert.Equal(expected, DiscoveryFile.Field(text, name));

    [Fact]
    public async Task A_token_is_written_to_a_file_and_never_printed()
    {
        File.WriteAllText(Path.Combine(_node.Home, "admin.conf"), "clusters:\n- cluster:\n    certificate-authority-data: Q0E=\n    server: https://10.0.0.10:6443\n");
        _node.Kubeadm("echo abcdef.0123456789abcdef");
        var path = Path.Combine(_node.Folder, "join.conf");

        var outcome = Assert.IsType<StepOutcome.Succeeded>(await new ToolRun("kubeadm", "token create", ("to", Text(path)), ("ttl", Text("1h"))).On(_node).RunAsync());

        Assert.Equal("abcdef", outcome.Outputs["token_id"]!.ToString());
        Assert.DoesNotContain("0123456789abcdef", outcome.Outputs.ToString(), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(DiscoveryFile.Of("https://10.0.0.10:6443", "Q0E=", "abcdef.0123456789abcdef").Reveal(), File.ReadAllText(path), ignoreLineEndingDifferences: true);
        Assert.Contains("--ttl=3600s", _node.Calls[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_that_is_no_node_need_not_be_reset()
    {
        var reset = new ToolRun("kubeadm", "reset").On(_node);
        Assert.IsType<ProbeResult.Satisfied>(await reset.ProbeAsync());

        File.WriteAllText(Path.Combine(_node.Home, "kubelet.conf"), "");

        Assert.IsType<ProbeResult.Needed>(await reset.ProbeAsync());
        Assert.IsType<StepOutcome.Succeeded>(await reset.RunAsync());
        Assert.Equal(["reset --force"], _node.Calls);
    }

    private ToolRun Join(params (string Name, Value Value)[] settings) =>
        new ToolRun("kubeadm", "join", [("node-name", Text("w7")), .. settings]).On(_node).With(c => c with { Cluster = _cluster });
}
