using RunbookEngine.Execution;
using RunbookEngine.Handlers.Kubeadm;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Handlers;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.Kubeadm;

/// <summary>What kubeadm of several versions says, and what is read from it.</summary>
public class AnswersTests
{
    /// <summary>Of kubeadm 1.21 for a cluster of 1.20, with a kubelet that is older still.</summary>
    private const string PlanTables = """
        [upgrade/config] Making sure the configuration is correct:
        [upgrade/versions] Cluster version: v1.20.2
        [upgrade/versions] kubeadm version: v1.21.14

        Components that must be upgraded manually after you have upgraded the control plane with 'kubeadm upgrade apply':
        COMPONENT   CURRENT       AVAILABLE
        kubelet     1 x v1.19.7   v1.21.14
                    2 x v1.20.2   v1.21.14

        Upgrade to the latest version in the v1.20 series:

        COMPONENT                 CURRENT    AVAILABLE
        kube-apiserver            v1.20.2    v1.21.14
        kube-controller-manager   v1.20.2    v1.21.14
        kube-scheduler            v1.20.2    v1.21.14
        kube-proxy                v1.20.2    v1.21.14
        CoreDNS                   1.7.0      v1.8.0
        etcd                      3.4.13-0   3.4.13-0

        You can now apply the upgrade by executing the following command:

        	kubeadm upgrade apply v1.21.14

        _____________________________________________________________________


        The table below shows the current state of component configs as understood by this version of kubeadm.

        API GROUP                 CURRENT VERSION   PREFERRED VERSION   MANUAL UPGRADE REQUIRED
        kubeproxy.config.k8s.io   v1alpha1          v1alpha1            no
        _____________________________________________________________________

        """;

    /// <summary>Of kubeadm 1.34 and later: output v1alpha3.</summary>
    private const string PlanJson = """
        {"kind":"UpgradePlan","apiVersion":"output.kubeadm.k8s.io/v1alpha3","availableUpgrades":[
          {"description":"version in the v1.35 series","components":[
            {"name":"kubelet","currentVersion":"v1.35.3","newVersion":"v1.35.9","nodeName":"w1"},
            {"name":"kube-apiserver","currentVersion":"v1.35.3","newVersion":"v1.35.9","nodeName":"cp1"}]},
          {"description":"stable version","components":[
            {"name":"kubelet","currentVersion":"v1.35.3","newVersion":"v1.36.4","nodeName":"w1"},
            {"name":"kube-apiserver","currentVersion":"v1.35.3","newVersion":"v1.36.4","nodeName":"cp1"},
            {"name":"CoreDNS","currentVersion":"v1.12.1","newVersion":"v1.13.0"}]}],
         "configVersions":[{"group":"kubelet.config.k8s.io","currentVersion":"v1beta1","preferredVersion":"v1beta1","manualUpgradeRequired":false}]}
        """;

    /// <summary>Of kubeadm 1.24 to 1.29: one document an upgrade.</summary>
    private const string PlanOldJson = """
        [upgrade/config] some talk
        {"kind":"UpgradePlan","apiVersion":"output.kubeadm.k8s.io/v1alpha2","components":[{"name":"kube-apiserver","currentVersion":"v1.27.1","newVersion":"v1.27.9"}]}
        {"kind":"UpgradePlan","apiVersion":"output.kubeadm.k8s.io/v1alpha2","components":[{"name":"kube-apiserver","currentVersion":"v1.27.1","newVersion":"v1.28.2"}]}
        """;

    private const string CertificateTables = """
        [check-expiration] Reading configuration from the cluster...

        CERTIFICATE                EXPIRES                  RESIDUAL TIME   CERTIFICATE AUTHORITY   EXTERNALLY MANAGED
        admin.conf                 Jun 11, 2025 12:30 UTC   10d                                     no      
        apiserver                  Sep 03, 2025 07:53 UTC   93d             ca                      no      
        !MISSING! etcd-server                                                                               
        front-proxy-client         May 30, 2025 07:53 UTC   <invalid>       front-proxy-ca          yes     

        CERTIFICATE AUTHORITY   EXPIRES                  RESIDUAL TIME   EXTERNALLY MANAGED
        ca                      Sep 01, 2034 07:53 UTC   9y              no      
        !MISSING! etcd-ca                                                
        """;

    private const string CertificateJson = """
        {"kind":"CertificateExpirationInfo","apiVersion":"output.kubeadm.k8s.io/v1alpha3","certificates":[
          {"name":"admin.conf","expirationDate":"2025-06-11T12:30:00Z","residualTime":866000,"externallyManaged":false,"caName":"ca","missing":false},
          {"name":"etcd-server","expirationDate":null,"residualTime":0,"externallyManaged":false,"missing":true}],
         "certificateAuthorities":[{"name":"ca","expirationDate":"2034-09-01T07:53:00Z","residualTime":1,"externallyManaged":false,"missing":false}]}
        """;

    [Fact]
    public void Tables_of_a_plan_are_read_by_their_columns()
    {
        var plans = UpgradePlans.Read(PlanTables)!;

        Assert.Equal("v1.20.2", plans.Current);
        var plan = Assert.Single(plans.All);
        Assert.Equal("v1.21.14", plan.Version);
        Assert.Equal(["kubelet", "kubelet", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy", "CoreDNS", "etcd"], plan.Components.Select(static c => c.Name));
        Assert.Equal(["1 x v1.19.7", "2 x v1.20.2"], plan.Components.Take(2).Select(static c => c.Current));
    }

    [Fact]
    public void Several_upgrades_in_tables_are_told_apart()
    {
        var second = PlanTables.Replace("v1.21.14", "v1.20.15", StringComparison.Ordinal);

        Assert.Equal(["v1.20.15", "v1.21.14"], UpgradePlans.Read(second + PlanTables)!.All.Select(static p => p.Version));
    }

    [Theory]
    [InlineData(PlanJson, "v1.35.3", "v1.36.4", 2)]
    [InlineData(PlanOldJson, "v1.27.1", "v1.28.2", 2)]
    [InlineData("[upgrade/versions] Cluster version: v1.20.2\n", "v1.20.2", null, 0)]
    [InlineData("{\"kind\":\"UpgradePlan\",\"configVersions\":[]}", null, null, 0)]
    public void A_plan_is_read_in_every_form_that_kubeadm_has_had(string text, string? current, string? newest, int count)
    {
        var plans = UpgradePlans.Read(text)!;

        Assert.Equal((current, newest, count), (plans.Current, plans.Newest?.Version, plans.All.Length));
    }

    [Theory]
    [InlineData("")]
    [InlineData("something else")]
    [InlineData("{ not json")]
    public void What_is_no_plan_is_not_taken_for_one(string text) => Assert.Null(UpgradePlans.Read(text));

    [Theory]
    [InlineData("  -h, --help   help for plan", "upgrade plan v1.36.4")]
    [InlineData("  -o, --output string   Output format", "upgrade plan v1.36.4 -o json")]
    [InlineData("  -o, --experimental-output string   Output format", "upgrade plan v1.36.4 -o json")]
    public async Task Json_is_asked_for_where_the_help_offers_it(string help, string expected)
    {
        var commands = new FakeCommands(c => FakeCommands.Exited(0, c.Arguments[^1] == "--help" ? help : PlanJson));

        var outcome = Assert.IsType<StepOutcome.Unchanged>(await new ToolRun("kubeadm", "upgrade plan", ("version", Text("1.36.4"))).On(commands).RunAsync());

        Assert.Equal("kubeadm " + expected, string.Join(' ', commands.Queried[^1].Arguments));
        Assert.Equal("1.35.3", outcome.Outputs["current"]!.ToString());
        Assert.Equal("1.36.4", outcome.Outputs["version"]!.ToString());
        Assert.Equal("1.35.9, 1.36.4", outcome.Outputs["versions"]!.ToString());
        Assert.Empty(commands.Executed);
    }

    [Theory]
    [InlineData(CertificateTables)]
    [InlineData(CertificateJson)]
    public async Task Certificates_are_read_in_every_form_with_the_days_that_are_left(string text)
    {
        var commands = new FakeCommands(_ => FakeCommands.Exited(0, text));

        var outcome = Assert.IsType<StepOutcome.Unchanged>(await new ToolRun("kubeadm", "certs check-expiration").On(commands).With(AtNoon).RunAsync());

        var certificates = ((Value.List)outcome.Outputs["certificates"]!).Items.Cast<Value.Map>().ToArray();
        var admin = certificates[0];
        Assert.Equal(("admin.conf", "2025-06-11T12:30:00Z", new Value.Integer(10)), (admin["name"]!.ToString(), admin["expires_at"]!.ToString(), admin["days_left"]));
        Assert.Equal(new Value.Flag(true), certificates.Single(static c => c["name"]!.ToString() == "etcd-server")["missing"]);
        Assert.Equal("ca", ((Value.Map)((Value.List)outcome.Outputs["authorities"]!).Items[0])["name"]!.ToString());
        Assert.Equal(new Value.Integer(10), outcome.Outputs["days_left"]);
    }

    [Fact]
    public void An_authority_and_what_is_managed_elsewhere_are_told()
    {
        var certificates = Certificates.Read(CertificateTables)!;

        Assert.Equal(["", "ca", "", "front-proxy-ca"], certificates.All.Select(static c => c.Authority));
        Assert.Equal([false, false, false, true], certificates.All.Select(static c => c.IsExternal));
        Assert.Equal(["ca", "etcd-ca"], certificates.Authorities.Select(static c => c.Name));
    }

    [Fact]
    public async Task A_renewal_tells_how_long_the_new_ones_are_good_for()
    {
        var commands = new FakeCommands(_ => FakeCommands.Exited(0, CertificateJson));

        var outcome = Assert.IsType<StepOutcome.Succeeded>(await new ToolRun("kubeadm", "certs renew", ("certificate", Text("all"))).On(commands).With(AtNoon).RunAsync());

        Assert.Equal(["kubeadm", "certs", "renew", "all"], Assert.Single(commands.Executed).Command.Arguments);
        Assert.Equal(new Value.Integer(10), outcome.Outputs["days_left"]);
    }

    [Theory]
    [InlineData("--csr-only")]
    [InlineData("")]
    public async Task A_flag_is_no_name_of_a_certificate(string name) =>
        Assert.Equal("bad-setting", (await new ToolRun("kubeadm", "certs renew", ("certificate", Text(name))).FailAsync()).Code);

    [Fact]
    public async Task Images_are_pulled_for_a_version()
    {
        var commands = new FakeCommands();

        await new ToolRun("kubeadm", "config images pull", ("kubernetes-version", Text("1.36.4"))).On(commands).RunAsync();

        Assert.Equal("kubeadm config images pull --kubernetes-version=v1.36.4", string.Join(' ', Assert.Single(commands.Executed).Command.Arguments));
    }

    [Theory]
    [InlineData("registry.k8s.io/kube-apiserver:v1.36.4", "v1.36.4")]
    [InlineData("localhost:5000/kube-apiserver:v1.36.4@sha256:0123", "v1.36.4")]
    [InlineData("localhost:5000/kube-apiserver", "")]
    public void The_tag_of_an_image_is_its_version(string image, string version) => Assert.Equal(version, KubeVersion.OfImage(image));

    private static StepContext AtNoon(StepContext context) => context with { Clock = new FakeClock(new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero)) };
}
