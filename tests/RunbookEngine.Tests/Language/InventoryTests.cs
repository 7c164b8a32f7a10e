using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

public class InventoryTests
{
    private const string Head = "apiVersion: inventory/v1\n";

    [Fact]
    public void A_host_has_what_it_says_and_what_the_defaults_say()
    {
        var inventory = Inventories.Read(Head + """
            defaults: { user: root, identity-file: ~/.ssh/id_ed25519, known-hosts: ./known_hosts, become: none, reconnect-timeout: 5m }
            hosts:
              cp1: { address: 10.0.0.11 }
              w1: { address: 10.0.0.21, port: 2222, user: ubuntu, become: sudo, proxy-jump: cp1, supervision: systemd, connect-timeout: 3s, vars: { rack: a, disks: [sda, sdb] } }
            groups:
              workers: [w1]
            """);

        var (cp1, w1) = (inventory.Find("cp1")!, inventory.Find("w1")!);
        Assert.Equal("/srv/hosts/inventory", inventory.File);
        Assert.Equal(("10.0.0.11", null, "root", "/home/ada/.ssh/id_ed25519", "/srv/hosts/known_hosts"), (cp1.Address, cp1.Port, cp1.User, cp1.IdentityFile, cp1.KnownHosts));
        Assert.Equal((Become.None, Supervision.Auto, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5)), (cp1.Become, cp1.Supervision, cp1.ConnectTimeout, cp1.ReconnectTimeout));
        Assert.Equal((2222, "ubuntu", Become.Sudo, "cp1", Supervision.Systemd, TimeSpan.FromSeconds(3)), (w1.Port, w1.User, w1.Become, w1.ProxyJump, w1.Supervision, w1.ConnectTimeout));
        Assert.Equal("rack=a, disks=sda, sdb", w1.Vars.ToString());
        Assert.Equal(["workers"], w1.Groups);
        Assert.Empty(cp1.Groups);
        Assert.Equal((5, 3), (w1.Span.Line, w1.Span.Column));
    }

    [Fact]
    public void Groups_hold_hosts_and_groups_and_the_group_of_all_is_there_by_itself()
    {
        var inventory = Inventories.Read(Head + """
            hosts: [cp1, w1, w2, w3]
            groups:
              workers: { hosts: [w2, w1] }
              cluster: { groups: [control, workers], hosts: [w3, w1] }
              control: [cp1]
              nobody:
            """);

        Assert.Equal(["w2", "w1"], inventory.Group("workers")!.Value);
        Assert.Equal(["w3", "w1", "cp1", "w2"], inventory.Group("cluster")!.Value);
        Assert.Equal([], inventory.Group("nobody")!.Value);
        Assert.Equal(["cp1", "w1", "w2", "w3"], inventory.Group("all")!.Value);
        Assert.Null(inventory.Group("none"));
        Assert.Equal(["workers", "cluster"], inventory.Find("w1")!.Groups);
    }

    [Fact]
    public void The_nearer_word_wins_and_groups_that_disagree_are_named()
    {
        var loaded = Inventories.Load(Head + """
            defaults: { vars: { rack: none, site: here, level: 0 } }
            hosts: { w1: { vars: { level: 3 } }, w2: , w3: }
            groups:
              outer: { groups: [inner], vars: { rack: outer, level: 1 } }
              inner: { hosts: [w1, w2], vars: { rack: inner, level: 2 } }
              other: { hosts: [w1, w2], vars: { rack: other } }
            """);

        Assert.Equal(["rack=inner, site=here, level=3", "rack=inner, site=here, level=2", "rack=none, site=here, level=0"], loaded.Inventory!.Hosts.Select(static h => h.Vars.ToString()));
        Assert.Equal("`rack` differs between the groups `inner` and `other`, which both hold `w1`; that of `inner` is taken", Assert.Single(loaded.Diagnostics).Message);
    }

    [Theory]
    [InlineData("w[1:3]", "w1 w2 w3")]
    [InlineData("w[08:11]", "w08 w09 w10 w11")]
    [InlineData("w[1:9:4]-x", "w1-x w5-x w9-x")]
    [InlineData("r[a:b]n[1:2]", "ran1 ran2 rbn1 rbn2")]
    public void A_range_is_many_hosts(string range, string expected) =>
        Assert.Equal(expected.Split(' '), Inventories.Read($"{Head}hosts:\n  {range}: {{}}\ngroups:\n  some: ['{range}']\n").Group("some")!.Value);

    [Fact]
    public void A_range_of_hosts_may_have_a_range_of_addresses() => Assert.Equal(
        [("w1", "10.0.0.21"), ("w2", "10.0.0.22")],
        Inventories.Read(Head + "hosts:\n  w[1:2]: { address: '10.0.0.[21:22]' }\n").Hosts.Select(static h => (h.Name, h.Address)));

    [Fact]
    public void The_way_that_all_hosts_share_is_not_the_way_to_the_host_on_it() => Assert.Equal(
        [null, "bastion"],
        Inventories.Read(Head + "defaults: { proxy-jump: bastion }\nhosts: { bastion: { address: 192.0.2.1 }, w1: {} }\n").Hosts.Select(static h => h.ProxyJump));

    [Fact]
    public void Several_hosts_on_the_way_are_a_list_or_a_text() => Assert.Equal(
        ["a,root@b:22", "a,b", "none"],
        Inventories.Read(Head + "hosts: { x: { proxy-jump: [a, 'root@b:22'] }, y: { proxy-jump: 'a,b' }, z: { proxy-jump: none } }\n").Hosts.Select(static h => h.ProxyJump));

    [Theory]
    [InlineData("hosts: { w1: { adress: x } }", "RB0101", "did you mean `address`?")]
    [InlineData("hosts: { w1: 10.0.0.1 }", "RB0102", "such as `{ address: 10.0.0.1 }`")]
    [InlineData("hosts: { w1: { port: 70000 } }", "RB0114", null)]
    [InlineData("hosts: { w1: { become: su } }", "RB0113", null)]
    [InlineData("hosts: { w1: { connect-timeout: 10 } }", "RB0111", null)]
    [InlineData("hosts: { w1: { address: 'a b' } }", "RB0102", null)]
    [InlineData("hosts: { w1: { password: x } }", "RB0708", null)]
    [InlineData("defaults: { vars: { api_token: x } }\nhosts: { w1: {} }", "RB0708", null)]
    [InlineData("hosts: { w1: { vars: { Rack: a } } }", "RB0106", "write `rack`")]
    [InlineData("hosts: { w1: { vars: { rack: '{{ x }}' } } }", "RB0317", null)]
    [InlineData("hosts: { local: {} }", "RB0106", null)]
    [InlineData("hosts: { root@w1: {} }", "RB0106", null)]
    [InlineData("hosts: { w1: {} }\ngroups: { all: [w1] }", "RB0106", null)]
    [InlineData("hosts: { w1: {} }\ngroups: { workers: [w2] }", "RB0704", null)]
    [InlineData("hosts: { wrk1: {} }\ngroups: { workers: [work1] }", "RB0704", "did you mean `wrk1`?")]
    [InlineData("hosts: { w1: {} }\ngroups: { a: [w1], b: [a] }", "RB0704", "it is a group: write `b: { groups: [a] }`")]
    [InlineData("hosts:\n  w[1:2]: { address: '10.0.0.[1:3]' }", "RB0707", null)]
    [InlineData("hosts:\n  w[1:99999999]: {}", "RB0707", null)]
    [InlineData("hosts:\n  w[01:100]: {}", "RB0707", null)]
    [InlineData("hosts: { a: { proxy-jump: a } }", "RB0710", null)]
    [InlineData("groups: {}", "RB0103", null)]
    public void A_mistake_is_told(string text, string code, string? hint)
    {
        var loaded = Inventories.Load(Head + text + "\n");

        var diagnostic = Assert.Single(loaded.Diagnostics);
        Assert.Equal(code, diagnostic.Code);
        Assert.Null(loaded.Inventory);
        if (hint is not null)
            Assert.Equal(hint, diagnostic.Hint);
    }

    [Theory]
    [InlineData("", "RB0004")]
    [InlineData("hosts: [w1]", "RB0103")]
    [InlineData("apiVersion: inventory/v2\nhosts: [w1]", "RB0105")]
    [InlineData("- w1", "RB0702")]
    [InlineData("apiVersion: runbook/v1\nname: x\nsteps: []", "RB0702")]
    [InlineData("#!/bin/sh\necho", "RB0703")]
    [InlineData("hosts: [", "RB0005")]
    public void What_is_no_inventory_is_refused(string text, string code) => Assert.Contains(code, Inventories.Load(text).Diagnostics.Select(static d => d.Code));

    [Fact]
    public void A_file_that_is_not_there_is_told() => Assert.Equal(
        ["RB0701"], RunbookEngine.Language.InventoryLoader.Load("/srv/none", new RunbookEngine.Language.FileSourceReader(), "/home/ada").Diagnostics.Select(static d => d.Code));

    [Fact]
    public void Ten_thousand_hosts_in_a_hundred_groups_are_read_soon()
    {
        var groups = string.Concat(Enumerable.Range(0, 100).Select(static i => $"  g{i}: {{ hosts: ['w[{i * 100}:{(i * 100) + 99}]'], vars: {{ number: {i} }} }}\n"));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(10_000, Inventories.Read($"{Head}hosts:\n  w[0:9999]: {{}}\ngroups:\n{groups}").Hosts.Length);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }
}
