using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Tests.Planning;

/// <summary>Which machine a node is.</summary>
public class NodeHostsTests
{
    private static readonly Inventory s_inventory = new()
    {
        Hosts = [Host("w1", "192.0.2.1", "ada"), Host("rack2", "10.0.0.2", "bob")],
        Defaults = Host("all", null, "ops"),
    };

    [Theory]
    [InlineData("w1", "10.0.0.1", "192.0.2.1", "ada")]
    [InlineData("w2", "10.0.0.2", "10.0.0.2", "bob")]
    [InlineData("w3", "10.0.0.3", "10.0.0.3", "ops")]
    public void A_node_is_the_host_of_its_name_else_of_its_address_else_made_with_the_defaults(string node, string address, string reached, string user)
    {
        var host = NodeHosts.With(s_inventory, Targets((node, address))).Find(node)!;

        Assert.Equal((node, reached, user), (host.Name, host.Address, host.User));
    }

    [Fact]
    public void Hosts_that_are_no_nodes_are_left_to_the_inventory()
    {
        var targets = new Value.Map([new("etcd", new Value.List([new Value.Map([new("name", new Value.Text("gone")), new("address", new Value.Text("gone"))])]))]);

        Assert.Null(NodeHosts.With(s_inventory, targets).Find("gone"));
    }

    [Fact]
    public void A_node_in_two_targets_is_one_host() =>
        Assert.Equal(3, NodeHosts.With(s_inventory, new([.. Targets(("w3", "10.0.0.3")).Entries, new("all", Targets(("w3", "10.0.0.3")).Entries[0].Value)])).Hosts.Length);

    private static Host Host(string name, string? address, string user) => new() { Name = name, Address = address, User = user, Span = SourceSpan.None };

    private static Value.Map Targets(params (string Name, string Address)[] nodes) => new([new("workers", new Value.List([.. nodes.Select(static n => (Value)new Value.Map(
    [
        new("name", new Value.Text(n.Name)), new("address", new Value.Text(n.Address)), new("labels", new Value.Map([])),
    ]))]))]);
}
