using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Ssh;
using RunbookEngine.Ssh.Configuration;

namespace RunbookEngine.Tests.Ssh;

/// <summary>The configuration of OpenSSH's client is read as OpenSSH reads it, and the inventory wins.</summary>
public sealed class SshConfigTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("runbook-config-").FullName;

    public SshConfigTests() => Directory.CreateDirectory(Path.Combine(_home, ".ssh"));

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void The_first_value_wins_and_all_keys_count()
    {
        var entry = Read("""
            User=first
            Host web* !web9
              HostName %h.example.org
              User second
              Port 2222
              IdentityFile ~/.ssh/a
              IdentityFile "/keys/with space"
            Host *
              Port 22   # ignored
              IdentityFile ~/.ssh/c
              UserKnownHostsFile ~/k1 ~/k2
              ConnectTimeout 7
              IdentitiesOnly yes
            """).For("web1");

        Assert.Equal(("web1.example.org", 2222, "first"), (entry.HostName, entry.Port, entry.User));
        Assert.Equal(["~/.ssh/a", "/keys/with space", "~/.ssh/c"], entry.IdentityFiles);
        Assert.Equal(["~/k1", "~/k2"], entry.KnownHosts);
        Assert.Equal((TimeSpan.FromSeconds(7), true), (entry.ConnectTimeout, entry.IdentitiesOnly));
    }

    [Fact]
    public void A_pattern_with_an_exclamation_mark_takes_out() => Assert.Null(Read("Host web* !web9\nUser u").For("web9").User);

    [Fact]
    public void An_included_file_counts_where_it_is_included()
    {
        File.WriteAllText(Path.Combine(_home, ".ssh", "more.conf"), "Host a b\n  Port 1001\nHost *\n  User more\n");
        var config = Read("Host a\n  Include mo*.conf\nHost *\n  User last\n  Port 5\n");

        Assert.Equal((1001, "more"), (config.For("a").Port, config.For("a").User));
        Assert.Equal((5, "last"), (config.For("b").Port, config.For("b").User));
    }

    [Fact]
    public void A_file_that_includes_itself_does_no_harm() => Assert.Equal("u", Read("Include config\nUser u\n").For("x").User);

    [Fact]
    public void Match_is_passed_over_and_named()
    {
        var config = Read("Match exec \"rm -rf /\"\n  User wrong\n  Port 1\nHost *\n  User right\n");

        Assert.Equal(("right", (int?)null), (config.For("x").User, config.For("x").Port));
        Assert.Equal([Path.Combine(_home, ".ssh", "config") + ":1"], config.NotUnderstood);
    }

    [Fact]
    public void The_inventory_wins_over_the_configuration()
    {
        Read("Host w1\n  HostName elsewhere\n  User other\n  Port 9\n  ProxyJump none\n");

        var host = Lookup(new Host { Name = "w1", Address = "10.0.0.1", User = "ops", IdentityFile = "/k", KnownHosts = "/kh", Span = SourceSpan.None });

        Assert.Equal(("10.0.0.1", "ops", 9), (host.Address, host.User, host.Port));
        Assert.Equal(["/k"], host.IdentityFiles);
        Assert.Equal(["/kh"], host.KnownHosts);
        Assert.Equal("[10.0.0.1]:9", host.KeyName);
    }

    [Fact]
    public void Without_either_it_is_as_with_OpenSSH()
    {
        var host = Lookup(new Host { Name = "w1", Span = SourceSpan.None });

        Assert.Equal(("w1", 22, Environment.UserName), (host.Address, host.Port, host.User));
        Assert.Equal([_home + "/.ssh/id_ed25519", _home + "/.ssh/id_ecdsa", _home + "/.ssh/id_rsa"], host.IdentityFiles);
        Assert.Equal([_home + "/.ssh/known_hosts", "/etc/ssh/ssh_known_hosts"], host.KnownHosts);
    }

    [Fact]
    public void Words_in_the_path_of_a_key_are_put_in()
    {
        Read("Host *\n  HostName 10.0.0.9\n  User u\n  IdentityFile %d/keys/%r@%h-100%%\n");

        Assert.Equal([_home + "/keys/u@10.0.0.9-100%"], Lookup(new Host { Name = "w1", Span = SourceSpan.None }).IdentityFiles);
    }

    [Fact]
    public void The_way_goes_over_hosts_of_the_inventory_and_others()
    {
        Read("Host outer\n  Port 2200\n");
        Host inner = new() { Name = "inner", Address = "10.0.0.2", ProxyJump = "outer", Span = SourceSpan.None };
        Host last = new() { Name = "w1", ProxyJump = "inner,me@10.0.0.3:77", Span = SourceSpan.None };

        var way = Lookup(last, inner).Jumps;

        Assert.Equal(["outer:2200", "10.0.0.2:22", "10.0.0.3:77"], way.Select(static j => $"{j.Address}:{j.Port}"));
        Assert.Equal("me", way[2].User);
        Assert.All(way, static j => Assert.Empty(j.Jumps));
    }

    [Fact]
    public void A_way_in_a_circle_is_refused()
    {
        Host a = new() { Name = "a", ProxyJump = "b", Span = SourceSpan.None };
        Host b = new() { Name = "b", ProxyJump = "a", Span = SourceSpan.None };

        Assert.Contains("circle", Assert.Throws<TargetLostException>(() => Lookup(a, b)).Message, StringComparison.Ordinal);
    }

    private SshConfig Read(string text)
    {
        File.WriteAllText(Path.Combine(_home, ".ssh", "config"), text);
        return SshConfig.Read(Path.Combine(_home, ".ssh", "config"), _home);
    }

    private HostSettings Lookup(Host host, params Host[] others)
    {
        SshOptions options = new() { Clock = TimeProvider.System, Random = new Random(1), Home = _home };
        return new HostLookup(new Inventory { Hosts = [host, .. others] }, options, SshConfig.Read(Path.Combine(_home, ".ssh", "config"), _home)).Of(host);
    }
}
