using RunbookEngine.Cluster;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Kubernetes;

/// <summary>Programs that give credentials.</summary>
public class ExecCredentialsTests
{
    private const string V1 = "client.authentication.k8s.io/v1";

    /// <summary>Prints a token with the number of the call.</summary>
    private const string Counting = """
        n=$(( $(cat "$0.calls" 2>/dev/null || echo 0) + 1 )); echo $n > "$0.calls"
        printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t%s"%s}}' "$n" "$1"
        """;

    [Fact]
    public async Task A_program_is_called_once_for_all_requests()
    {
        await using var bench = new KubernetesBench();
        var cluster = bench.Cluster($"{{ exec: {{ apiVersion: {V1}, command: {bench.Program("login", Counting)} }} }}");

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => KubernetesBench.AskAsync(cluster)));

        Assert.Equal(["Bearer t1"], bench.Api.Calls.Select(static c => c.Headers["Authorization"]).Distinct());
    }

    [Fact]
    public async Task It_is_called_again_before_its_token_expires()
    {
        var clock = new FakeClock();
        await using var bench = new KubernetesBench();
        var program = bench.Program("login", Counting);
        var expires = $",\\\"expirationTimestamp\\\":\\\"{clock.GetUtcNow().AddMinutes(10):yyyy-MM-ddTHH:mm:ssZ}\\\"";
        var cluster = bench.Cluster($"{{ exec: {{ apiVersion: {V1}, command: {program}, args: [\"{expires}\"] }} }}", o => o with { Clock = clock });

        await KubernetesBench.AskAsync(cluster);
        clock.Advance(TimeSpan.FromMinutes(9));
        await KubernetesBench.AskAsync(cluster);
        clock.Advance(TimeSpan.FromSeconds(45));
        await KubernetesBench.AskAsync(cluster);

        Assert.Equal(["Bearer t1", "Bearer t1", "Bearer t2"], bench.Api.Calls.Select(static c => c.Headers["Authorization"]));
    }

    [Fact]
    public async Task It_is_called_again_when_the_server_refuses_its_token()
    {
        await using var bench = new KubernetesBench(static call => call.AnswerAsync(call.Headers["Authorization"] == "Bearer t2" ? 201 : 401));
        var cluster = bench.Cluster($"{{ exec: {{ apiVersion: {V1}, command: {bench.Program("login", Counting)} }} }}");

        var answer = await cluster.SendAsync(new("POST", "/api/v1/namespaces") { Body = "{}" }, CancellationToken.None);

        Assert.Equal(201, answer.Status);
        Assert.Equal(2, bench.Api.Calls.Count);
    }

    [Fact]
    public async Task A_refusal_that_stays_is_the_answer()
    {
        await using var bench = new KubernetesBench(static call => call.AnswerAsync(401));
        var cluster = bench.Cluster($"{{ exec: {{ apiVersion: {V1}, command: {bench.Program("login", Counting)} }} }}");

        var answer = await KubernetesBench.AskAsync(cluster);

        Assert.Equal(401, answer.Status);
        Assert.Contains("log in again", answer.Hint, StringComparison.Ordinal);
        Assert.Equal(2, bench.Api.Calls.Count);
    }

    [Fact]
    public async Task It_gets_its_arguments_environment_and_cluster_as_they_are_written()
    {
        await using var bench = new KubernetesBench();
        var program = bench.Program("plugins/login", """
            printf '%s\n' "$@" "$WHO" "$KUBERNETES_EXEC_INFO" > "$0.seen"
            printf '{"apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"t"}}'
            """);
        var cluster = bench.Cluster("{ exec: { apiVersion: client.authentication.k8s.io/v1beta1, command: ./plugins/login, args: [get token, \"a'b\"], env: [{ name: WHO, value: me }], provideClusterInfo: true } }");

        await KubernetesBench.AskAsync(cluster);

        var seen = await File.ReadAllLinesAsync(program + ".seen");
        Assert.Equal(["get token", "a'b", "me"], seen[..3]);
        Assert.StartsWith($$$"""{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","spec":{"interactive":false,"cluster":{"server":"{{{bench.Api.Address}}}","certificate-authority-data":"LS0t""", seen[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_may_give_a_certificate()
    {
        await using var bench = new KubernetesBench();
        using var own = SomeCertificate.SignedBy(KubernetesBench.Authority, "from-program");
        var status = $$"""{"clientCertificateData":"{{own.ExportCertificatePem().ReplaceLineEndings("\\n")}}","clientKeyData":"{{SomeCertificate.KeyOf(own).ReplaceLineEndings("\\n")}}"}""";
        bench.Write("answer.json", $$"""{"apiVersion":"{{V1}}","status":{{status}}}""");
        var cluster = bench.Cluster($"{{ exec: {{ apiVersion: {V1}, command: cat, args: [{bench.Folder}/answer.json] }} }}");

        await KubernetesBench.AskAsync(cluster);

        Assert.Equal("CN=from-program", Assert.Single(bench.Api.Calls).Client);
    }

    [Theory]
    [InlineData("echo one >&2; echo 'session expired' >&2; exit 3", "failed with status 3: session expired", "log in again")]
    [InlineData("echo secret-half", "did not print JSON", "ExecCredential")]
    [InlineData("echo '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{}}'", "gave neither a token nor a certificate", "ExecCredential")]
    [InlineData("echo '{\"apiVersion\":\"v9\"}'", "answered with the version `v9`", "apiVersion")]
    public async Task What_is_wrong_with_it_is_told(string script, string message, string hint)
    {
        await using var bench = new KubernetesBench();
        var cluster = bench.Cluster($"{{ exec: {{ apiVersion: {V1}, command: {bench.Program("login", script)} }} }}");

        var lost = await Assert.ThrowsAsync<ClusterUnreachableException>(() => KubernetesBench.AskAsync(cluster));

        Assert.Contains("user `admin`", lost.Message, StringComparison.Ordinal);
        Assert.Contains(message, lost.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-half", lost.Message, StringComparison.Ordinal);
        Assert.Contains(hint, lost.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_to_install_a_missing_one_is_told_as_the_kubeconfig_says()
    {
        await using var bench = new KubernetesBench();
        var cluster = bench.Cluster($"{{ exec: {{ apiVersion: {V1}, command: no-such-login, installHint: get it from example.org }} }}");

        var lost = await Assert.ThrowsAsync<ClusterUnreachableException>(() => KubernetesBench.AskAsync(cluster));

        Assert.Contains("`no-such-login` cannot be started", lost.Message, StringComparison.Ordinal);
        Assert.Equal("get it from example.org", lost.Hint);
    }
}
