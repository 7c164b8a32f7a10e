using System.Collections.Immutable;
using RunbookEngine.Handlers;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

/// <summary>What is no mistake, and worth a second thought all the same.</summary>
public class LintTests
{
    private const string Workers = "targets: { workers: { group: workers } }\nsteps:\n  - for-each: workers\n";

    public static TheoryData<string> Shipped => [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "runbooks"), "*.yaml").Select(static p => Path.GetFileName(p))];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Every_shipped_runbook_has_nothing_to_say_of(string name)
    {
        var loaded = Yaml.Loader.Load(name, new FolderReader(Path.Combine(Repository.Root, "runbooks")));

        Assert.Empty(RunbookLint.Check(loaded.Runbook!, loaded.Sources[0].Text, BuiltInHandlers.Definitions).Select(static d => $"{d.Span}: {d.Code} {d.Message}"));
        Assert.Empty(loaded.Diagnostics);
    }

    [Theory]
    [InlineData("apt-get -y install nginx", "apt: install")]
    [InlineData("sudo apt update && echo done", "apt: update")]
    [InlineData("if ! systemctl restart app; then exit 1; fi", "systemctl: restart")]
    [InlineData("kubectl -n shop delete pod web", "kubectl: delete")]
    [InlineData("FOO=1 etcdctl snapshot save /tmp/x", "etcdctl: snapshot save")]
    [InlineData("kubeadm upgrade apply v1.36.4 --yes", "kubeadm: upgrade apply")]
    [InlineData("sync; /sbin/reboot", "reboot: now")]
    [InlineData("systemctl reboot", "reboot: now")]
    public void A_script_that_a_tool_would_do_better_is_pointed_out(string script, string better)
    {
        var finding = Assert.Single(Findings($"steps:\n  - shell: {script}\n"));

        Assert.Equal("RB1001", finding.Code);
        Assert.Contains($"`{better}`", finding.Message, StringComparison.Ordinal);
        Assert.Equal(4, finding.Span.Line);
    }

    [Theory]
    [InlineData("systemctl cat app")]
    [InlineData("echo 'apt-get install nginx'")]
    [InlineData("echo hello # apt-get install nginx")]
    [InlineData("kubectl drain --help")]
    [InlineData("cat /var/log/apt/history.log")]
    [InlineData("kubectl top nodes")]
    public void A_script_that_no_tool_does_better_is_left_alone(string script) => Assert.Empty(Findings($"steps:\n  - shell: |\n      {script}\n"));

    [Fact]
    public void A_drain_has_a_timeout_of_its_own_or_of_its_step()
    {
        Assert.Equal(["RB1002"], Codes("steps:\n  - kubectl: { drain: w1 }\n    undo: [{ kubectl: { uncordon: w1 } }]\n"));
        Assert.Empty(Codes("steps:\n  - kubectl: { drain: w1, timeout: 5m }\n    undo: [{ kubectl: { uncordon: w1 } }]\n"));
        Assert.Empty(Codes("steps:\n  - kubectl: { drain: w1 }\n    timeout: 1h\n    undo: [{ kubectl: { uncordon: w1 } }]\n"));
    }

    [Fact]
    public void Batches_that_change_hosts_have_a_gate_between_them()
    {
        Assert.Equal(["RB1003"], Codes(Workers + "    steps: [{ systemctl: { restart: app } }]\n"));
        Assert.Empty(Codes(Workers + "    gate: { shell: ./healthy.sh }\n    steps: [{ systemctl: { restart: app } }]\n"));
        Assert.Empty(Codes(Workers + "    batches: all\n    steps: [{ systemctl: { restart: app } }]\n"));
        Assert.Empty(Codes(Workers + "    steps: [{ log: hello }]\n"));
    }

    [Fact]
    public void A_restore_is_asked_for_before_it_begins()
    {
        Assert.Equal(["RB1004"], Codes("steps:\n  - velero: { restore: nightly }\n  - approve: { message: Was that right? }\n"));
        Assert.Empty(Codes("steps:\n  - approve: { message: Sure? }\n  - velero: { restore: nightly }\n"));
    }

    [Fact]
    public void What_has_a_way_back_is_taken_back_by_an_undo_or_later_on()
    {
        Assert.Equal(["RB1005"], Codes("steps:\n  - systemctl: { stop: app }\n"));
        Assert.Empty(Codes("steps:\n  - systemctl: { stop: app }\n  - systemctl: { start: app }\n"));
        Assert.Empty(Codes("steps:\n  - systemctl: { stop: app }\n    undo: [{ systemctl: { start: app } }]\n"));
        Assert.Empty(Codes("steps:\n  - steps: [{ systemctl: { stop: app } }]\n    undo: [{ systemctl: { start: app } }]\n"));
    }

    [Theory]
    [InlineData("  # lint: ignore RB1005 because it is broken for good\n  - systemctl: { stop: app }\n")]
    [InlineData("  # A word of its own.\n  # lint: ignore RB1005 because it is broken for good\n  # And another one.\n  - systemctl: { stop: app }\n")]
    [InlineData("  - systemctl: { stop: app }    # lint: ignore RB1005 because it is broken for good\n")]
    [InlineData("  - systemctl:\n      # lint: ignore RB1005 because it is broken for good\n      stop: app\n")]
    public void A_reason_in_the_step_or_right_above_it_silences_a_finding(string steps) => Assert.Empty(Codes("steps:\n" + steps));

    [Theory]
    [InlineData("  # lint: ignore RB1005\n  - systemctl: { stop: app }\n", "RB1000 RB1005")]
    [InlineData("  # lint: ignore RB1001 because of another thing\n  - systemctl: { stop: app }\n", "RB1000 RB1005")]
    [InlineData("  # lint: ignore RB1005 because it is the first\n  - log: a\n  - systemctl: { stop: app }\n", "RB1000 RB1005")]
    [InlineData("  - log: a\n  # lint: ignore RB1005 because nothing follows\n", "RB1000")]
    public void A_comment_without_a_reason_or_at_another_step_silences_nothing(string steps, string codes) => Assert.Equal(codes, string.Join(' ', Codes("steps:\n" + steps)));

    private static string[] Codes(string text) => [.. Findings(text).Select(static d => d.Code)];

    private static ImmutableArray<Diagnostic> Findings(string text)
    {
        var whole = Yaml.WithHead(text);
        return RunbookLint.Check(Yaml.Runbook(whole), whole, BuiltInHandlers.Definitions);
    }
}
