using RunbookEngine.Execution;
using RunbookEngine.Handlers.Etcdctl;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Handlers;

namespace RunbookEngine.Tests.Etcd;

/// <summary>Changes of who belongs to a cluster: when they are safe, and that each is made once.</summary>
public class MembershipTests
{
    [Theory]
    [InlineData("a+ b+ c+", "a", true)]
    [InlineData("a- b+ c+", "a", true)]
    [InlineData("a- b- c+", "a", false)]
    [InlineData("a+ b+ c-", "a", false)]
    [InlineData("a- b- c+ d+ e+", "a", true)]
    [InlineData("a+ b- c+ d+ e-", "a", false)]
    [InlineData("a- b+", "a", true)]
    [InlineData("a+ b-", "a", false)]
    [InlineData("a+", "a", false)]
    [InlineData("a+ b+ lc-", "c", true)]
    [InlineData("a- b+ lc+", "a", true)]
    public void A_member_may_go_where_those_left_are_a_majority(string cluster, string name, bool may)
    {
        var membership = Cluster(cluster);

        Assert.Equal(may, membership.AgainstRemovalOf(EtcdMembership.Find(membership.Members, name)!) is null);
    }

    [Theory]
    [InlineData("a+", false)]
    [InlineData("a+ b+", true)]
    [InlineData("a+ b-", false)]
    [InlineData("a+ b+ c+", true)]
    [InlineData("a+ b+ c-", false)]
    [InlineData("a+ b+ c+ d+ e-", true)]
    public void A_voter_may_come_where_there_is_a_majority_before_it_has_started(string cluster, bool may) =>
        Assert.Equal(may, Cluster(cluster).AgainstAnotherVoter() is null);

    [Fact]
    public void A_member_is_known_by_its_id_its_name_and_its_peer_address()
    {
        var members = Cluster("a+ b+").Members;

        foreach (var text in new[] { "a", "a1", "A1", "0x00a1", "https://a:2380" })
            Assert.Equal("a", EtcdMembership.Find(members, text)?.Name);
        Assert.Null(EtcdMembership.Find(members, "c"));
        Assert.Throws<RunbookEngine.Handlers.SettingException>(() => EtcdMembership.Find([members[0] with { Name = "" }], ""));
        Assert.Throws<RunbookEngine.Handlers.StepFailureException>(() => EtcdMembership.Find([.. members, members[0] with { Id = "f" }], "a"));
    }

    [Fact]
    public async Task A_member_that_is_gone_is_not_removed_again()
    {
        var etcd = new FakeCluster();
        var step = Step("member remove", etcd, ("member", ToolRun.Text("c")));

        Assert.IsType<ProbeResult.Needed>(await step.ProbeAsync());
        Assert.Equal(ToolRun.Text("c1"), Assert.IsType<StepOutcome.Succeeded>(await step.RunAsync()).Outputs["id"]);
        Assert.IsType<ProbeResult.Satisfied>(await step.ProbeAsync());
    }

    [Fact]
    public async Task A_removal_that_would_lose_the_majority_is_refused_unless_it_is_forced()
    {
        var etcd = new FakeCluster { Ill = "b" };

        var failure = await Step("member remove", etcd, ("member", ToolRun.Text("c"))).FailAsync();
        Assert.Equal("quorum", failure.Code);
        Assert.Contains("2 of 2 members make the majority, and 1 is healthy", failure.Message, StringComparison.Ordinal);
        Assert.Empty(etcd.Changes);

        Assert.IsType<StepOutcome.Succeeded>(await Step("member remove", etcd, ("member", ToolRun.Text("c")), ("force", ToolRun.Flag(true))).RunAsync());
    }

    [Theory]
    [InlineData("member remove", "c", "remove c1")]
    [InlineData("member add", "d", "add d")]
    [InlineData("member promote", "l", "promote e1")]
    [InlineData("move-leader", "c", "move-leader c1 at https://a:2379")]
    public async Task An_attempt_that_is_cut_off_anywhere_changes_the_cluster_once(string verb, string member, string expected)
    {
        for (var moment = 0; ; moment++)
        {
            var etcd = new FakeCluster();
            var target = new FakeCommands(etcd.Answer);
            var commands = new DyingCommands(target) { DiesAfter = moment };
            (string, Value)[] settings = verb == "member add"
                ? [("name", ToolRun.Text(member)), ("peer-urls", ToolRun.Text("https://d:2380")), ("learner", ToolRun.Flag(true))]
                : [("member", ToolRun.Text(member))];
            var step = new ToolRun("etcdctl", verb, [.. settings, ("endpoints", ToolRun.Text("https://a:2379"))]).On(commands);
            var died = false;
            try
            {
                await step.RunAsync();
            }
            catch (CrashException)
            {
                died = true;
            }

            commands.DiesAfter = null;
            Assert.IsType<StepOutcome.Succeeded>(await step.RunAsync());
            Assert.Equal(expected, Assert.Single(etcd.Changes));
            Assert.IsType<ProbeResult.Satisfied>(await step.ProbeAsync());
            if (!died)
                break;
        }
    }

    [Fact]
    public async Task A_new_member_is_told_what_to_start_with()
    {
        var outputs = Assert.IsType<StepOutcome.Succeeded>(
            await Step("member add", new FakeCluster(), ("name", ToolRun.Text("d")), ("peer-urls", ToolRun.Text("https://d:2380"))).RunAsync()).Outputs;

        Assert.Contains("a=https://a:2380", outputs["initial_cluster"]!.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("d=https://d:2380", outputs["initial_cluster"]!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7 c 10, 7 c 10, 7 c 10", null)]
    [InlineData("7 c 10, 8 c 11, 7 c 10", "etcd-differs")]
    [InlineData("7 c 10, 7 d 10", "etcd-clusters")]
    public async Task Members_are_compared_by_their_hashes(string answers, string? code)
    {
        var json = "[" + string.Join(',', answers.Split(", ").Select(static (a, i) => a.Split(' ') is var w
            ? $$"""{"Endpoint":"https://{{i}}:2379","HashKV":{"header":{"cluster_id":{{(int)w[1][0]}},"member_id":{{i}},"revision":{{w[2]}}},"hash":{{w[0]}},"compact_revision":-1} }"""
            : "")) + "]";
        var commands = new FakeCommands(_ => FakeCommands.Exited(0, json));

        var outcome = await new ToolRun("etcdctl", "endpoint hashkv").On(commands).RunAsync();

        Assert.Equal(code, (outcome as StepOutcome.Failed)?.Failure.Code);
        Assert.Equal(code == "etcd-differs" ? 2 : 1, commands.Queried.Count);
    }

    private static ToolRun Step(string verb, FakeCluster etcd, params (string, Value)[] settings) =>
        new ToolRun("etcdctl", verb, [.. settings, ("endpoints", ToolRun.Text("https://a:2379"))]).On(new FakeCommands(etcd.Answer));

    /// <summary><c>a+ b- lc+</c>: healthy, not healthy, a healthy learner.</summary>
    private static EtcdMembership Cluster(string words)
    {
        var members = words.Split(' ').Select(static w => (Name: w.TrimStart('l')[..1], IsLearner: w[0] == 'l', IsHealthy: w[^1] == '+')).ToArray();
        return EtcdMembership.Of(
            [.. members.Select(static m => new MemberEntry(m.Name + "1", m.Name, [$"https://{m.Name}:2380"], [$"https://{m.Name}:2379"], m.IsLearner))],
            [.. members.Select(static m => new HealthFacts($"https://{m.Name}:2379", m.IsHealthy, "", ""))]);
    }

    /// <summary>Members a, b, c and the learner l, of which a leads; answers as etcdctl does.</summary>
    private sealed class FakeCluster
    {
        private readonly List<(string Id, string Name, string Host, bool IsLearner)> _members =
            [("a1", "a", "a", false), ("b1", "b", "b", false), ("c1", "c", "c", false), ("e1", "l", "l", true)];

        private string _leader = "a1";

        public string Ill { get; init; } = "";

        public List<string> Changes { get; } = [];

        public CommandResult Answer(Command command)
        {
            var words = string.Join(' ', command.Arguments.SkipWhile(static a => a != "etcdctl").Skip(1).Where(static a => !a.StartsWith("--write", StringComparison.Ordinal)));
            var at = words.Split(' ')[0].Replace("--endpoints=", "", StringComparison.Ordinal);
            var last = words.Split(' ')[^1];
            if (words.Contains("member remove", StringComparison.Ordinal))
                return Change("remove " + last, () => _members.RemoveAll(m => m.Id == last));
            if (words.Contains("member promote", StringComparison.Ordinal))
                return Change("promote " + last, () => _members[_members.FindIndex(m => m.Id == last)] = (last, "l", "l", false));
            if (words.Contains("move-leader", StringComparison.Ordinal))
                return Change($"move-leader {last} at {at}", () => _leader = last);
            if (words.Contains("member add", StringComparison.Ordinal))
                return Change("add d", () => _members.Add(("d1", "", "d", words.Contains("--learner", StringComparison.Ordinal))));
            return FakeCommands.Exited(0, words.Contains("health", StringComparison.Ordinal) ? Health() : words.Contains("status", StringComparison.Ordinal) ? Status() : List());
        }

        private CommandResult Change(string what, Action act)
        {
            Changes.Add(what);
            act();
            return FakeCommands.Exited(0, List());
        }

        private string List() => $$"""{"members":[{{string.Join(',', _members.Select(static m =>
            $$"""{"ID":{{Number(m.Id)}},"name":"{{m.Name}}","peerURLs":["https://{{m.Host}}:2380"],"clientURLs":["https://{{m.Host}}:2379"],"isLearner":{{(m.IsLearner ? "true" : "false")}}}"""))}}]}""";

        private string Health() =>
            $"[{string.Join(',', _members.Select(m => $$"""{"endpoint":"https://{{m.Host}}:2379","health":{{(m.Host == Ill ? "false" : "true")}}}"""))}]";

        private string Status() => $"[{string.Join(',', _members.Select(m =>
            $$"""{"Endpoint":"https://{{m.Host}}:2379","Status":{"header":{"cluster_id":1,"member_id":{{Number(m.Id)}},"revision":1},"leader":{{Number(_leader)}} } }"""))}]";

        private static long Number(string id) => Convert.ToInt64(id, 16);
    }
}
