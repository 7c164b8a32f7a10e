using System.Collections.Immutable;
using RunbookEngine.Cluster;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Clusters;

/// <summary>Nodes of the cluster as targets: chosen once, by name, and never none without a word.</summary>
public class NodeTargetsTests
{
    private readonly TestBench _bench = new();
    private readonly Runbook _runbook = Over("!control-plane");

    [Fact]
    public void Lanes_are_the_nodes_that_fit_in_the_order_of_their_names()
    {
        _bench.Nodes = [Node("w10", "pool=blue"), Node("cp1", "control-plane="), Node("w2", "pool=blue")];

        var plan = _bench.Plan(_runbook);

        Assert.Equal(["up[w2]", "up[w10]"], plan.Nodes.Where(static n => n.IsLane).Select(static n => n.Path.Value));
    }

    [Fact]
    public void A_node_brings_its_address_and_labels_and_what_the_inventory_knows_of_it()
    {
        _bench.Hosts.Add("w1");
        _bench.Nodes = [Node("w1", "pool=blue"), Node("w2", "pool=blue")];

        var targets = (Value.List)_bench.Plan(_runbook).Targets["workers"]!;

        var (first, second) = ((Value.Map)targets.Items[0], (Value.Map)targets.Items[1]);
        Assert.Equal(("[workers]", "[]"), (Groups(first), Groups(second)));
        Assert.Equal("10.0.0.2", second["address"]!.ToString());
        Assert.Equal("blue", ((Value.Map)second["labels"]!)["pool"]!.ToString());
    }

    [Fact]
    public void A_resume_keeps_the_nodes_of_the_start()
    {
        _bench.Nodes = [Node("w1", ""), Node("w2", "")];
        var frozen = _bench.Plan(_runbook).Targets;
        _bench.Nodes = null;

        Assert.Equal(2, _bench.Plan(_runbook, frozen).Nodes.Count(static n => n.IsLane));
    }

    [Theory]
    [InlineData("pool=red", "no node of the cluster fits `pool=red`")]
    [InlineData("pool=", "no node of the cluster fits `pool=`")]
    [InlineData("a b", "`a b` is no selector of labels")]
    public void A_selector_that_chooses_nothing_is_told(string selector, string message)
    {
        _bench.Nodes = [Node("w1", "pool=blue")];

        var wrong = Assert.Throws<PlanException>(() => _bench.Plan(Over(selector)));

        Assert.Equal(message, wrong.Message);
        Assert.NotEmpty(wrong.Hint!);
    }

    [Fact]
    public void Without_a_cluster_there_is_no_plan() =>
        Assert.Contains("no cluster was asked", Assert.Throws<PlanException>(() => _bench.Plan(_runbook)).Message, StringComparison.Ordinal);

    private static string Groups(Value.Map target) => $"[{string.Join(", ", ((Value.List)target["groups"]!).Items)}]";

    private static Runbook Over(string selector) =>
        Some.Runbook(Some.ForEach("up", Some.Step("a"))) with { Targets = [new("workers", new TargetSelector.Nodes(Some.Argument(selector)), SourceSpan.None)] };

    private static ClusterNode Node(string name, string labels) => new(
        name, $"10.0.0.{name[1..]}", labels.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static l => l.Split('=')).ToImmutableDictionary(static l => l[0], static l => l[1]));
}
