using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Kubernetes;

/// <summary>Who is believed to be the API server, and what is shown to it.</summary>
public class TrustTests
{
    [Fact]
    public async Task A_server_of_another_authority_is_refused_at_once()
    {
        await using var bench = new KubernetesBench();
        var cluster = bench.Cluster(bench.Options(bench.KubeConfig(authority: SomeCertificate.Authority("other"))));

        var lost = await Assert.ThrowsAsync<ClusterUnreachableException>(() => KubernetesBench.AskAsync(cluster));

        Assert.Contains("is signed by an unknown authority (CN=lab)", lost.Message, StringComparison.Ordinal);
        Assert.Contains("context `lab` of ", lost.Hint, StringComparison.Ordinal);
        Assert.Empty(bench.Api.Calls);
    }

    [Fact]
    public async Task A_server_whose_certificate_expired_is_refused_with_the_day()
    {
        var ended = TimeProvider.System.GetUtcNow().AddHours(-2);
        await using var bench = new KubernetesBench(certificate: SomeCertificate.SignedBy(KubernetesBench.Authority, "api", until: ended));

        var lost = await Assert.ThrowsAsync<ClusterUnreachableException>(() => KubernetesBench.AskAsync(bench.Cluster()));

        Assert.Contains($"expired on {ended.UtcDateTime:yyyy-MM-dd HH:mm} UTC", lost.Message, StringComparison.Ordinal);
        Assert.Contains("check-expiration", lost.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_the_certificate_of_another_is_refused()
    {
        await using var bench = new KubernetesBench(certificate: SomeCertificate.SignedBy(KubernetesBench.Authority, "api", host: "other.example"));

        var lost = await Assert.ThrowsAsync<ClusterUnreachableException>(() => KubernetesBench.AskAsync(bench.Cluster()));

        Assert.Contains("is for another name than 127.0.0.1 (other.example)", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_may_be_known_by_the_name_that_the_kubeconfig_says()
    {
        await using var bench = new KubernetesBench(certificate: SomeCertificate.SignedBy(KubernetesBench.Authority, "api", host: "api.example"));
        var cluster = bench.Cluster(bench.Options(bench.KubeConfig(cluster: "tls-server-name: api.example")));

        Assert.Equal(200, (await KubernetesBench.AskAsync(cluster)).Status);
        Assert.Contains("api.example", bench.Api.Names);
    }

    [Fact]
    public async Task A_server_may_be_taken_as_it_comes_when_the_kubeconfig_says_so()
    {
        await using var bench = new KubernetesBench();
        var cluster = bench.Cluster(bench.Options(bench.KubeConfig(cluster: "insecure-skip-tls-verify: true", authority: SomeCertificate.Authority("other"))));

        Assert.Equal(200, (await KubernetesBench.AskAsync(cluster)).Status);
    }

    [Fact]
    public async Task A_client_certificate_is_shown()
    {
        await using var bench = new KubernetesBench();
        using var own = SomeCertificate.SignedBy(KubernetesBench.Authority, "kubernetes-admin");
        var user = $"{{ client-certificate-data: {KubernetesBench.Base64(own.ExportCertificatePem())}, client-key-data: {KubernetesBench.Base64(SomeCertificate.KeyOf(own))} }}";

        await KubernetesBench.AskAsync(bench.Cluster(user));

        Assert.Equal("CN=kubernetes-admin", Assert.Single(bench.Api.Calls).Client);
    }

    [Fact]
    public async Task A_token_is_sent_with_the_one_to_act_for()
    {
        await using var bench = new KubernetesBench();

        await KubernetesBench.AskAsync(bench.Cluster("{ token: s3cret, as: alice, as-groups: [ops] }"));

        var call = Assert.Single(bench.Api.Calls);
        Assert.Equal(("Bearer s3cret", "alice", "ops"), (call.Headers["Authorization"], call.Headers["Impersonate-User"], call.Headers["Impersonate-Group"]));
    }

    [Fact]
    public async Task An_expired_client_certificate_explains_a_refusal()
    {
        await using var bench = new KubernetesBench(static call => call.AnswerAsync(401, """{"message":"Unauthorized"}"""));
        using var own = SomeCertificate.SignedBy(KubernetesBench.Authority, "admin", until: TimeProvider.System.GetUtcNow().AddHours(-1));
        var user = $"{{ client-certificate-data: {KubernetesBench.Base64(own.ExportCertificatePem())}, client-key-data: {KubernetesBench.Base64(SomeCertificate.KeyOf(own))} }}";

        var refused = new ClusterException(await KubernetesBench.AskAsync(bench.Cluster(user)));

        Assert.Equal("Unauthorized", refused.Message);
        Assert.Contains("the client certificate of context `lab`", refused.Hint, StringComparison.Ordinal);
        Assert.Contains("kubeadm certs renew", refused.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_right_is_told_with_who_and_what()
    {
        const string Said = "nodes is forbidden: User \\\"bob\\\" cannot list resource \\\"nodes\\\" in API group \\\"\\\" at the cluster scope";
        await using var bench = new KubernetesBench(static call => call.AnswerAsync(403, $$"""{"reason":"Forbidden","message":"{{Said}}"}"""));

        var refused = new ClusterException(await KubernetesBench.AskAsync(bench.Cluster("{ token: abc }")));

        Assert.Contains("""User "bob" cannot list resource "nodes" """.Trim(), refused.Message, StringComparison.Ordinal);
        Assert.Contains("kubectl auth can-i", refused.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_may_have_a_path_and_parameters_any_character()
    {
        await using var bench = new KubernetesBench();
        var file = bench.KubeConfig();
        File.WriteAllText(file, File.ReadAllText(file).Replace(bench.Api.Address, bench.Api.Address + "/k8s/clusters/c-1/", StringComparison.Ordinal));

        await bench.Cluster(bench.Options(file)).SendAsync(new("GET", "/api/v1/nodes") { Query = [new("labelSelector", "a in (b,c),!d")] }, CancellationToken.None);

        Assert.Equal("/k8s/clusters/c-1/api/v1/nodes?labelSelector=a%20in%20%28b%2Cc%29%2C%21d", Assert.Single(bench.Api.Calls).Target);
    }

    [Fact]
    public async Task What_is_no_JSON_is_still_an_answer()
    {
        await using var bench = new KubernetesBench(static call => call.AnswerAsync(200, "line 1\nline 2\n"));

        var answer = await bench.Cluster().SendAsync(new("GET", "/api/v1/namespaces/a/pods/b/log") { Accept = "text/plain" }, CancellationToken.None);

        Assert.Equal(("line 1\nline 2\n", JsonValueKind.Undefined), (answer.Text, answer.Json.ValueKind));
        Assert.Equal("text/plain", Assert.Single(bench.Api.Calls).Headers["Accept"]);
    }
}
