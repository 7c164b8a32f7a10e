using System.Text.Json;
using System.Text.Json.Nodes;
using RunbookEngine.Cluster;
using RunbookEngine.Handlers.Kubectl.Draining;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Kubectl;

/// <summary>What a drain decides over each kind of pod; the expectations are those of kubectl's own filters. <c>docs/drain.md</c> is made from this table.</summary>
public class PodFilterTests
{
    public static TheoryData<string> Names => [.. DrainSituations.All.Select(static s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_pod_is_decided_over_as_kubectl_does(string name)
    {
        var situation = DrainSituations.All.Single(s => s.Name == name);

        foreach (var (flags, expected) in situation.Expected)
        {
            var pod = PodFacts.Of(JsonDocument.Parse(situation.Pod().ToJsonString()).RootElement);
            var decision = PodFilters.Decide(pod, DrainSituations.Rules(flags), situation.HasDaemonSet, DrainSituations.Now);
            Assert.Equal((flags, expected), (flags, DrainSituations.Word(decision)));
        }
    }

    [Fact]
    public void There_are_enough_situations_and_each_has_its_own_name()
    {
        Assert.True(DrainSituations.All.Count >= 25);
        Assert.Distinct(DrainSituations.All.Select(static s => s.Name));
    }

    [Theory]
    [InlineData("team=keep", "leave: `skip` leaves it")]
    [InlineData("job=import", "await")]
    [InlineData("team=other", "refuse: it has no controller, so nothing would bring it back")]
    public void Rules_by_label_come_before_all_filters(string label, string expected)
    {
        Assert.True(LabelSelector.TryParse("team=keep", out var skip, out _) & LabelSelector.TryParse("job", out var await, out _));
        var (key, value) = label.Split('=') is [var k, var v] ? (k, v) : ("", "");
        var pod = PodFacts.Of(JsonDocument.Parse(Some.Pod("p", "w1", owner: null).With(p => p["metadata"]!["labels"] = new JsonObject { [key] = value }).ToJsonString()).RootElement);

        var decision = PodFilters.Decide(pod, new() { Skip = skip, WaitCompleted = await }, hasDaemonSet: false, DrainSituations.Now);

        Assert.Equal(expected, decision switch
        {
            PodDecision.Leave leave => $"leave: {leave.Reason}",
            PodDecision.Refuse refuse => $"refuse: {refuse.Reason}",
            PodDecision.Await => "await",
            _ => "evict",
        });
    }
}
