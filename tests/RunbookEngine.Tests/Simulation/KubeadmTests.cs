using RunbookEngine.Execution;
using RunbookEngine.Simulation.Programs.Kubernetes;
using RunbookEngine.Simulation.Rehearsals;

namespace RunbookEngine.Tests.Simulation;

/// <summary>The real handlers of kubeadm on simulated machines, with every death of the engine and losses of power.</summary>
public class KubeadmTests
{
    private const string Apply = """
          - id: images
            on: cp1
            kubeadm: { config images pull: , kubernetes-version: 1.36.1 }
          - id: plan
            on: cp1
            kubeadm: { upgrade plan: 1.36.1 }
          - id: apply
            on: cp1
            timeout: 45m
            kubeadm: { upgrade apply: 1.36.1 }
          - id: worker
            on: w1
            kubeadm: upgrade node
        """;

    public static TheoryData<string> Gaps => [.. KubernetesVersions.Components];

    [Fact]
    public void An_upgrade_ends_alike_whenever_the_engine_dies()
    {
        var report = KubeadmBench.Quiet().Bench(Apply).Crash();

        Assert.True(report.Undisturbed.State.Status == RunStatus.Succeeded, Told(report.Undisturbed));
        Assert.Equal(["cp1: kubeadm upgrade apply v1.36.1", "w1: kubeadm upgrade node"], report.Undisturbed.Effects);
        Assert.Contains("cp1: manifest of kube-apiserver registry.k8s.io/kube-apiserver:v1.36.1", report.Undisturbed.Facts);
        Assert.Contains("cp1: manifest of etcd registry.k8s.io/etcd:3.6.6-0", report.Undisturbed.Facts);
        Assert.Contains("cluster: kubeadm-config says v1.36.1", report.Undisturbed.Facts);
        Assert.Contains("etcd: members cp1", report.Undisturbed.Facts);
        Assert.Equal("", string.Join('\n', report.Failures.Select(static f => $"{f.Moment} {f.What}: {string.Join("; ", f.Differences)}")));
    }

    /// <summary>Between the two renames a component has no manifest; the handler puts it back, and kubeadm does the rest.</summary>
    [Theory]
    [MemberData(nameof(Gaps))]
    public void A_loss_of_power_between_the_two_renames_is_mended(string component)
    {
        var calm = KubeadmBench.Quiet("v1.33.5", "v1.34.2").Bench(For("1.34.2")).Run();
        var bench = new KubeadmBench("v1.33.5", "v1.34.2")
        {
            Befalls = w => w.LosePowerWhen(w.First, p => p.Contains("kubeadm-backup-manifests", StringComparison.Ordinal) && p.EndsWith($"/{component}.yaml", StringComparison.Ordinal)),
        };

        var result = bench.Bench(For("1.34.2")).Run();

        Assert.True(calm.State.Status == RunStatus.Succeeded, Told(calm));
        Assert.True(result.State.Status == RunStatus.Succeeded, Told(result));
        Assert.Equal(calm.Effects, result.Effects);
        Assert.Equal(calm.Facts, result.Facts);
        Assert.Contains(component, Output(result, "restored"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1.20.2", "v1.21.14", "1.21.14")]
    [InlineData("v1.27.1", "v1.28.2", "1.28.2")]
    [InlineData("v1.33.5", "v1.34.2", "1.34.2")]
    public void Plans_and_certificates_are_read_in_every_form(string from, string kubeadm, string version)
    {
        var result = KubeadmBench.Quiet(from, kubeadm).Bench($$"""
              - id: plan
                on: cp1
                kubeadm: { upgrade plan: {{version}} }
              - id: certificates
                on: cp1
                kubeadm: certs check-expiration
              - id: renew
                on: cp1
                kubeadm: { certs renew: all }
              - assert: { that: "steps.plan.current == '{{from[1..]}}' && steps.plan.version == '{{version}}' && steps.certificates.days_left == 364 && steps.renew.certificates.size == 10" }
            """).Run();

        Assert.True(result.State.Status == RunStatus.Succeeded, Told(result));
        Assert.Contains("cp1: certificate apiserver renewed", result.Facts);
    }

    [Theory]
    [InlineData("1.37.0", "kubeadm-version")]
    [InlineData("1.36.9", "kubeadm-version")]
    public void A_version_that_kubeadm_cannot_bring_is_refused(string version, string code)
    {
        var result = KubeadmBench.Quiet().Bench(For(version)).Run();

        Assert.True(Told(result).Contains(code, StringComparison.Ordinal), Told(result));
        Assert.Empty(result.Effects);
    }

    [Fact]
    public void A_check_that_failed_is_told_by_its_name()
    {
        var bench = new KubeadmBench { Befalls = static w => w.Machines["cp1"].CanPull = static _ => false };

        var result = bench.Bench(For("1.36.1")).Run();

        Assert.Contains("preflight-failed", Told(result), StringComparison.Ordinal);
        Assert.Contains("ImagePull", Told(result), StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_joins_and_leaves_alike_whenever_the_engine_dies()
    {
        var report = KubeadmBench.Quiet("v1.36.1").Bench("""
              - id: join
                on: new
                kubeadm: { join: , node-name: new }
              - id: rest
                wait: { for: 2m }
              - id: reset
                on: w1
                kubeadm: reset
            """).Crash();

        Assert.True(report.Undisturbed.State.Status == RunStatus.Succeeded, Told(report.Undisturbed));
        Assert.Equal(["new: kubeadm join new", "w1: kubeadm reset"], report.Undisturbed.Effects);
        Assert.Equal("", string.Join('\n', report.Failures.Select(static f => $"{f.Moment} {f.What}: {string.Join("; ", f.Differences)}")));
    }

    private static string For(string version) => $$"""
          - id: apply
            on: cp1
            timeout: 45m
            kubeadm: { upgrade apply: {{version}} }
        """;

    private static string Output(RehearsalResult result, string name) => result.State.Steps.Single(static s => s.Key.Value == "apply").Value.Outputs?[name]?.ToString() ?? "";

    private static string Told(RehearsalResult result) => string.Join('\n', result.State.Steps.Where(static s => s.Value.Failure is not null).Select(static s => $"{s.Key}: {s.Value.Failure} {string.Join('\n', s.Value.Failure!.Details.IsDefault ? [] : s.Value.Failure.Details)}")) + $" {result.State.Status}";
}
