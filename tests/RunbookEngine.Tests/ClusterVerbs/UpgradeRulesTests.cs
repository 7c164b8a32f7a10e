using RunbookEngine.Handlers.Cluster;

namespace RunbookEngine.Tests.ClusterVerbs;

public class UpgradeRulesTests
{
    [Theory]
    [InlineData("1.36.5", "api=1.36.4")]
    [InlineData("1.36.4", "api=1.36.4")]
    [InlineData("1.37.1", "api=1.36.4")]
    [InlineData("1.37.1", "api=1.37.1,1.36.4")]
    [InlineData("1.37.1", "api=1.36.4,1.37.1 kcm=1.36.4,1.37.1")]
    [InlineData("1.37.2", "api=1.37.1,1.36.4")]
    [InlineData("1.37.1", "api=1.37.1,1.36.4 kubelet=1.37.1,1.36.4,1.36.4,1.36.4")]
    [InlineData("1.37.1", "api=1.37.1,1.36.4 kcm=1.36.4")]
    [InlineData("1.36.4", "api=1.35.2 kubelet=1.33.9")]
    [InlineData("1.36.4", "api=1.35.2 kubelet=1.35.9")]
    [InlineData("1.36.4", "api=1.35.2 kcm=1.35.1")]
    [InlineData("1.36.4", "api=1.36.4 proxy=1.33.0")]
    [InlineData("1.34.1", "api=1.33.5 etcd=3.5.32")]
    [InlineData("1.34.1", "api=1.33.5 etcd=3.5.26,3.6.5")]
    [InlineData("1.37.0", "api=1.36.4 etcd=3.6.11,3.7.1")]
    [InlineData("1.35.1", "api=1.35.0 runtime=1.7.28")]
    [InlineData("1.37.1", "api=1.37.1,1.36.4 proxy=-")]
    public void What_the_rules_allow_is_allowed(string target, string cluster) => Assert.Empty(Broken(target, UpgradeScope.WholeCluster, cluster));

    [Theory]
    [InlineData("1.36.3", "api=1.36.4", "no-downgrade")]
    [InlineData("1.35.9", "api=1.36.4", "no-downgrade")]
    [InlineData("1.37.0", "api=1.37.1,1.36.4", "no-downgrade")]
    [InlineData("1.38.0", "api=1.36.4", "no-skipped-minor controller-managers schedulers")]
    [InlineData("1.38.0", "api=1.37.1,1.36.4", "no-skipped-minor controller-managers schedulers")]
    [InlineData("1.37.0", "api=1.35.4,1.37.0", "api-servers no-skipped-minor controller-managers schedulers")]
    [InlineData("1.37.0-rc.1", "api=1.36.4", "release")]
    [InlineData("1.37.0", "api=1.36.4 kubelet=1.36.4,1.36.4,1.33.9,1.34.0", "kubelets")]
    [InlineData("1.37.0", "api=1.36.4 kubelet=1.36.4,1.36.4,1.37.0,1.36.4", "kubelets")]
    [InlineData("1.37.1", "api=1.37.1,1.36.4 kubelet=1.37.1,1.37.1,1.36.4,1.36.4", "kubelets")]
    [InlineData("1.37.1", "api=1.37.1,1.36.4 kubelet=1.37.1,1.36.4,1.37.1,1.36.4", "kubelets")]
    [InlineData("1.26.0", "api=1.25.3 kubelet=1.25.0,1.25.0,1.24.0,1.23.9 etcd=3.5.9", "kubelets")]
    [InlineData("1.37.0", "api=1.36.4 proxy=1.33.4", "kube-proxies")]
    [InlineData("1.36.5", "api=1.36.4 proxy=1.37.0", "kube-proxies")]
    [InlineData("1.37.0", "api=1.36.4 kcm=1.35.4", "controller-managers schedulers")]
    [InlineData("1.36.5", "api=1.36.4 kcm=1.37.0", "controller-managers schedulers")]
    [InlineData("1.37.1", "api=1.37.1,1.36.4 kcm=1.37.1,1.37.1", "controller-managers schedulers")]
    [InlineData("1.34.1", "api=1.33.5 etcd=3.5.25", "etcd")]
    [InlineData("1.34.1", "api=1.33.5 etcd=3.5.23,3.6.5", "etcd")]
    [InlineData("1.34.1", "api=1.33.5 etcd=3.4.33", "etcd")]
    [InlineData("1.37.0", "api=1.36.4 etcd=3.6.10", "etcd")]
    [InlineData("1.36.0", "api=1.35.4 runtime=1.7.28", "container-runtime")]
    public void What_a_rule_forbids_is_refused_by_that_rule(string target, string cluster, string rules) =>
        Assert.Equal(rules.Split(' '), Broken(target, UpgradeScope.WholeCluster, cluster).Select(static f => f.Rule));

    [Theory]
    [InlineData("1.36.4", "api=1.36.4 kubelet=1.36.4,1.36.4,1.35.2,1.36.4", "")]
    [InlineData("1.36.4", "api=1.37.0 kubelet=1.36.0", "")]
    [InlineData("1.36.4", "api=1.36.4 etcd=3.4.1", "")]
    [InlineData("1.37.0", "api=1.36.4", "not-newer-than-api")]
    [InlineData("1.36.5", "api=1.36.4", "not-newer-than-api")]
    [InlineData("1.37.1", "api=1.37.1,1.36.4", "not-newer-than-api")]
    [InlineData("1.36.4", "api=1.36.4 kubelet=1.36.4,1.36.4,1.34.2,1.33.4", "one-minor-at-a-time")]
    [InlineData("1.35.4", "api=1.36.4", "no-downgrade")]
    [InlineData("1.36.0", "api=1.36.4 runtime=1.7.28", "container-runtime")]
    public void Workers_follow_the_control_plane(string target, string cluster, string rules) =>
        Assert.Equal(rules.Split(' ', StringSplitOptions.RemoveEmptyEntries), Broken(target, UpgradeScope.Workers, cluster).Select(static f => f.Rule));

    [Fact]
    public void A_runtime_that_only_workers_have_does_not_stand_against_the_control_plane()
    {
        var facts = SomeFacts.Of("api=1.35.4");
        facts = facts with { Nodes = [.. facts.Nodes.Select(static n => n.IsControlPlane ? n : n with { Runtime = "containerd://1.7.2" })] };

        Assert.DoesNotContain(UpgradeRules.Judge(new(KubeVersion.Parse("1.36.0")!.Value, UpgradeScope.ControlPlane, facts)), static f => f.Verdict == RuleVerdict.Broken);
    }

    [Fact]
    public void What_is_not_seen_is_not_known_and_breaks_nothing()
    {
        var facts = new UpgradeFacts { Answering = new(1, 36, 4) };

        var findings = UpgradeRules.Judge(new(new(1, 37, 0), UpgradeScope.WholeCluster, facts));

        Assert.DoesNotContain(findings, static f => f.Verdict == RuleVerdict.Broken);
        Assert.Equal(
            ["kubelets", "kube-proxies", "controller-managers", "schedulers", "etcd", "cgroups", "deprecated-apis", "webhooks", "kubeadm"],
            findings.Where(static f => f.Verdict == RuleVerdict.NotKnown).Select(static f => f.Rule));
    }

    [Fact]
    public void Flags_that_etcd_no_longer_knows_are_found_before_it_fails_to_start()
    {
        var facts = SomeFacts.Of("api=1.36.4");
        facts = facts with { Components = [.. facts.Components.Select(static c => c.Name == RunningComponent.Etcd ? c with { ExperimentalFlags = ["--experimental-initial-corrupt-check"] } : c)] };

        Assert.Equal("etcd 3.7 does not start with --experimental-initial-corrupt-check", Assert.Single(Broken("1.37.0", facts)).Words);
        Assert.Empty(Broken("1.36.9", facts));
    }

    [Fact]
    public void An_api_that_is_removed_and_still_asked_for_is_a_reason_to_stop()
    {
        var facts = SomeFacts.Of("api=1.31.4 etcd=3.5.32") with { DeprecatedApis = [new("flowschemas.v1beta3.flowcontrol.apiserver.k8s.io", "1.32"), new("others.v1.example", "")] };

        Assert.Equal("deprecated-apis", Assert.Single(Broken("1.32.0", facts)).Rule);
        Assert.Empty(Broken("1.31.9", facts));
    }

    [Fact]
    public void Every_rule_names_its_source_and_what_is_wrong_names_its_mend()
    {
        string[] clusters = ["api=1.36.4", "api=1.35.4,1.37.0 kubelet=1.31.0 kcm=1.31.0 etcd=3.4.0 proxy=1.31.0 runtime=1.7.0", "api=1.36.4 etcd=- kcm=- proxy=-"];
        foreach (var scope in Enum.GetValues<UpgradeScope>())
        {
            var findings = clusters.SelectMany(c => UpgradeRules.Judge(new(new(1, 38, 0, "rc.1"), scope, SomeFacts.Of(c)))).ToArray();
            Assert.All(findings, static f => Assert.NotEmpty(f.Source));
            Assert.All(findings, static f => Assert.Equal(f.Verdict == RuleVerdict.Ok, f.Mend is null));
            Assert.All(findings, static f => Assert.Contains(f.Rule, UpgradeRules.Names));
        }
    }

    [Theory]
    [InlineData("v1.36.4", "1.36.4")]
    [InlineData("1.36.4-rc.1", "1.36.4-rc.1")]
    [InlineData("v1.33.4+k3s1", "1.33.4")]
    [InlineData("v1.33.4-eks-99d6cc0", "1.33.4")]
    [InlineData("3.5.21-0", "3.5.21")]
    [InlineData("1.36", null)]
    [InlineData("latest", null)]
    [InlineData("1.36.-4", null)]
    [InlineData("", null)]
    public void Versions_are_read_as_components_write_them(string text, string? expected) => Assert.Equal(expected, KubeVersion.Parse(text)?.ToString());

    [Theory]
    [InlineData("example.test:5000/kube-apiserver:v1.36.4", "1.36.4")]
    [InlineData("example.test:5000/kube-apiserver", null)]
    [InlineData("example.test/etcd:3.6.12-0@sha256:00ff", "3.6.12")]
    [InlineData("example.test/etcd@sha256:00ff", null)]
    public void An_images_tag_tells_its_version(string image, string? expected) => Assert.Equal(expected, KubeVersion.OfImage(image)?.ToString());

    [Fact]
    public void Versions_are_ordered_as_numbers_and_a_pre_release_comes_before_its_release()
    {
        string[] ordered = ["1.9.10", "1.36.9-alpha.1", "1.36.9-rc.1", "1.36.9", "1.36.10", "2.0.0"];
        Assert.Equal(ordered, ordered.Reverse().Select(static v => KubeVersion.Parse(v)!.Value).Order().Select(static v => v.ToString()));
    }

    private static RuleFinding[] Broken(string target, UpgradeScope scope, string cluster) => Broken(target, SomeFacts.Of(cluster), scope);

    private static RuleFinding[] Broken(string target, UpgradeFacts facts, UpgradeScope scope = UpgradeScope.WholeCluster) =>
        [.. UpgradeRules.Judge(new(KubeVersion.Parse(target)!.Value, scope, facts)).Where(static f => f.Verdict == RuleVerdict.Broken)];
}
