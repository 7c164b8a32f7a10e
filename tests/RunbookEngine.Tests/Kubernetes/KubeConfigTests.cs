using RunbookEngine.Cluster;
using RunbookEngine.Kubernetes;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Kubernetes;

/// <summary>Which kubeconfig is meant, and what is wrong with it.</summary>
public class KubeConfigTests
{
    private const string Broken = "apiVersion: v1\nkind: Config\nclusters:\n  - name: lab\n    cluster: { server: [ }\n";

    [Fact]
    public async Task The_current_context_is_meant_unless_another_is_named()
    {
        await using var bench = new KubernetesBench();
        var file = bench.KubeConfig();
        File.WriteAllText(file, File.ReadAllText(file).Replace("contexts:\n", "contexts:\n  - name: prod\n    context: { cluster: lab, user: admin }\n", StringComparison.Ordinal));

        Assert.Equal("lab", bench.Cluster(bench.Options(file)).Name);
        Assert.Equal("prod", bench.Cluster(bench.Options(file) with { Context = "prod" }).Name);
        Assert.Equal(["prod", "lab"], KubernetesCluster.Contexts(bench.Options(file)));
        await AssertWrong(bench, bench.Options(file) with { Context = "stage" }, "has no context `stage`", "there are: prod, lab");
    }

    [Fact]
    public async Task Of_several_files_the_first_that_says_it_counts_and_paths_start_from_their_own()
    {
        await using var bench = new KubernetesBench();
        bench.Write("one/config", "apiVersion: v1\nkind: Config\nusers:\n  - name: admin\n    user: { token: first }\n");
        bench.Write("two/ca.crt", KubernetesBench.Authority.ExportCertificatePem());
        var second = bench.KubeConfig("{ token: second }", name: "two/config");
        File.WriteAllText(second, File.ReadAllText(second).Replace("certificate-authority-data: " + KubernetesBench.Base64(KubernetesBench.Authority.ExportCertificatePem()), "certificate-authority: ca.crt", StringComparison.Ordinal));
        var variable = $"{bench.Folder}/one/config:{bench.Folder}/missing:{bench.Folder}/two/config";

        await KubernetesBench.AskAsync(bench.Cluster(bench.Options() with { Environment = n => n == "KUBECONFIG" ? variable : null }));

        Assert.Equal("Bearer first", Assert.Single(bench.Api.Calls).Headers["Authorization"]);
    }

    [Fact]
    public async Task Without_a_word_the_one_at_home_is_meant()
    {
        await using var bench = new KubernetesBench();
        bench.KubeConfig(name: ".kube/config");

        Assert.Equal("lab", bench.Cluster(bench.Options() with { Environment = n => n == "HOME" ? bench.Folder : null }).Name);
    }

    [Fact]
    public async Task A_pod_uses_its_service_account_and_takes_up_a_new_token()
    {
        await using var bench = new KubernetesBench(static call => call.AnswerAsync(call.Headers["Authorization"] == "Bearer new" ? 200 : 401));
        bench.Write("account/ca.crt", KubernetesBench.Authority.ExportCertificatePem());
        bench.Write("account/token", "old\n");
        var cluster = bench.Cluster(bench.Options() with { Environment = n => n switch { "KUBERNETES_SERVICE_HOST" => "127.0.0.1", "KUBERNETES_SERVICE_PORT" => $"{bench.Api.Port}", _ => null } });

        Assert.Equal(("in-cluster", 401), (cluster.Name, (await KubernetesBench.AskAsync(cluster)).Status));
        bench.Write("account/token", "new\n");
        Assert.Equal(200, (await KubernetesBench.AskAsync(cluster)).Status);
    }

    [Fact]
    public async Task Nothing_at_all_is_told_with_where_it_was_looked_for()
    {
        await using var bench = new KubernetesBench();

        await AssertWrong(bench, bench.Options() with { Environment = n => n == "HOME" ? "/nowhere" : null }, "no kubeconfig: KUBECONFIG is not set, and there is no /nowhere/.kube/config", "--kubeconfig FILE");
        await AssertWrong(bench, bench.Options("/nowhere/config"), "there is no kubeconfig /nowhere/config", "--kubeconfig");
        await AssertWrong(bench, bench.Options() with { Environment = n => n == "KUBECONFIG" ? "/nowhere/a:/nowhere/b" : null }, "KUBECONFIG names /nowhere/a, /nowhere/b, which do not exist", "mend KUBECONFIG");
        Assert.Equal("none", bench.Cluster(bench.Options("/nowhere/config")).Name);
    }

    [Theory]
    [InlineData(Broken, ":5:", "kubectl config view")]
    [InlineData("", "is empty", "copy the cluster's kubeconfig")]
    [InlineData("apiVersion: v1\nkind: Config\n", "has no current context", "there are none")]
    [InlineData("current-context: a\ncontexts: [{ name: a, context: { cluster: b, user: c } }]\n", "has no cluster `b`, which context `a` names", "mend `cluster`")]
    [InlineData("current-context: a\ncontexts: [{ name: a, context: { cluster: b, user: c } }]\nclusters: [{ name: b, cluster: { server: there } }]\n", "`server` of cluster `b` is `there`, which is no address", "https://HOST:6443")]
    [InlineData("current-context: a\ncontexts: [{ name: a, context: { cluster: b, user: c } }]\nclusters: [{ name: b, cluster: { server: 'https://h' } }]\n", "has no user `c`, which context `a` names", "mend `user`")]
    [InlineData("current-context: a\ncontexts: [{ name: a, context: { cluster: b } }]\nclusters: [{ name: b, cluster: { server: 'https://h', certificate-authority: gone.crt } }]\n", "the certificate authority of cluster `b` cannot be read", "/etc/kubernetes/pki/ca.crt")]
    [InlineData("current-context: a\ncontexts: [{ name: a, context: { cluster: b } }]\nclusters: [{ name: b, cluster: { server: 'https://h', certificate-authority-data: '###' } }]\n", "the certificate authority of cluster `b` cannot be read", "/etc/kubernetes/pki/ca.crt")]
    public async Task A_mistake_is_told_with_its_file_and_its_mend(string text, string message, string hint)
    {
        await using var bench = new KubernetesBench();
        var file = bench.Write("config", text);

        var wrong = await AssertWrong(bench, bench.Options(file), message, hint);

        Assert.Contains(file, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ client-certificate-data: aGFsbG8= }", "has a client certificate without its key")]
    [InlineData("{ client-certificate-data: aGFsbG8=, client-key-data: aGFsbG8= }", "has a client certificate or key that cannot be read")]
    [InlineData("{ tokenFile: /run/token }", "`tokenFile` is not read")]
    [InlineData("{ auth-provider: { name: gcp } }", "`auth-provider: gcp` was removed")]
    [InlineData("{ exec: { apiVersion: client.authentication.k8s.io/v1alpha1, command: x } }", "has an `exec` with `apiVersion: client.authentication.k8s.io/v1alpha1`")]
    [InlineData("{ exec: { apiVersion: client.authentication.k8s.io/v1 } }", "has an `exec` without `command`")]
    public async Task What_is_wrong_with_a_user_is_told(string user, string message)
    {
        await using var bench = new KubernetesBench();

        await AssertWrong(bench, bench.Options(bench.KubeConfig(user)), $"user `admin` {message}".Replace("user `admin` `tokenFile`", "user `admin` has no credentials that the engine reads; `tokenFile`", StringComparison.Ordinal).Replace("user `admin` `auth", "`auth", StringComparison.Ordinal), "");
    }

    private static async Task<ClusterUnreachableException> AssertWrong(KubernetesBench bench, KubernetesOptions options, string message, string hint)
    {
        var wrong = await Assert.ThrowsAsync<ClusterUnreachableException>(() => KubernetesBench.AskAsync(bench.Cluster(options)));
        Assert.Contains(message, wrong.Message, StringComparison.Ordinal);
        Assert.Contains(hint, wrong.Hint, StringComparison.Ordinal);
        return wrong;
    }
}
