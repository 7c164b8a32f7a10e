using RunbookEngine.Ssh.HostKeys;

namespace RunbookEngine.Tests.Ssh;

/// <summary>Known hosts are read as OpenSSH reads them.</summary>
public class KnownHostsTests
{
    private static readonly byte[] s_key = Key("ssh-ed25519", 1);
    private static readonly byte[] s_other = Key("ssh-ed25519", 2);
    private static readonly byte[] s_rsa = Key("ssh-rsa", 3);

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1", nameof(KnownHosts.Verdict.Known))]
    [InlineData("10.0.0.1", "10.0.0.2", nameof(KnownHosts.Verdict.Unknown))]
    [InlineData("web,10.0.0.1", "10.0.0.1", nameof(KnownHosts.Verdict.Known))]
    [InlineData("[10.0.0.1]:2222", "[10.0.0.1]:2222", nameof(KnownHosts.Verdict.Known))]
    [InlineData("10.0.0.1", "[10.0.0.1]:2222", nameof(KnownHosts.Verdict.Unknown))]
    [InlineData("*.example.org", "a.example.org", nameof(KnownHosts.Verdict.Known))]
    [InlineData("*.example.org,!b.example.org", "b.example.org", nameof(KnownHosts.Verdict.Unknown))]
    [InlineData("10.0.0.?", "10.0.0.12", nameof(KnownHosts.Verdict.Unknown))]
    [InlineData("Web.Example.org", "web.example.ORG", nameof(KnownHosts.Verdict.Known))]
    public void Names_and_patterns_decide_whom_a_line_is_about(string hosts, string name, string verdict) =>
        Assert.Equal(verdict, KnownHosts.Parse(Line(hosts, s_key)).Judge(name, s_key).Verdict.ToString());

    [Fact]
    public void A_hashed_name_is_recognised()
    {
        var salt = Convert.ToBase64String(new byte[20]);
#pragma warning disable CA5350
        var hash = Convert.ToBase64String(System.Security.Cryptography.HMACSHA1.HashData(new byte[20], "10.0.0.1"u8));
#pragma warning restore CA5350
        var known = KnownHosts.Parse(Line($"|1|{salt}|{hash}", s_key));

        Assert.Equal(KnownHosts.Verdict.Known, known.Judge("10.0.0.1", s_key).Verdict);
        Assert.Equal(KnownHosts.Verdict.Unknown, known.Judge("10.0.0.2", s_key).Verdict);
    }

    [Fact]
    public void Another_key_than_the_known_one_is_a_change_whatever_its_type()
    {
        var known = KnownHosts.Parse("\n# a comment\n" + Line("h", s_key));

        Assert.Equal((KnownHosts.Verdict.Changed, "line 3"), known.Judge("h", s_other));
        Assert.Equal((KnownHosts.Verdict.Changed, "line 3"), known.Judge("h", s_rsa));
    }

    [Fact]
    public void One_of_several_keys_is_enough()
    {
        var known = KnownHosts.Parse(Line("h", s_rsa) + "\n" + Line("h", s_key) + " a word at the end");

        Assert.Equal(KnownHosts.Verdict.Known, known.Judge("h", s_key).Verdict);
        Assert.Equal(["ssh-rsa", "ssh-ed25519"], known.TypesOf("h"));
    }

    [Fact]
    public void A_revoked_key_is_refused_even_where_it_is_known()
    {
        var known = KnownHosts.Parse(Line("h", s_key) + "\n@revoked " + Line("*", s_key));

        Assert.Equal(KnownHosts.Verdict.Revoked, known.Judge("h", s_key).Verdict);
    }

    [Fact]
    public void An_authority_knows_no_key_and_is_noticed()
    {
        var known = KnownHosts.Parse("@cert-authority " + Line("*.example.org", s_key));

        Assert.Equal(KnownHosts.Verdict.Unknown, known.Judge("a.example.org", s_key).Verdict);
        Assert.True(known.HasAuthorityFor("a.example.org"));
        Assert.False(known.HasAuthorityFor("a.example.com"));
    }

    [Theory]
    [InlineData("h")]
    [InlineData("h ssh-ed25519")]
    [InlineData("h ssh-ed25519 !!!")]
    [InlineData("h ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIA==")]
    [InlineData("|1|x ssh-ed25519 AAAA")]
    [InlineData("|1|!|! ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==")]
    [InlineData("@revoked")]
    public void A_line_that_makes_no_sense_is_passed_over(string line) =>
        Assert.Equal(KnownHosts.Verdict.Unknown, KnownHosts.Parse(line + "\n").Judge("h", s_key).Verdict);

    [Fact]
    public async Task Engines_that_learn_a_host_at_once_write_one_line()
    {
        var folder = Directory.CreateTempSubdirectory("runbook-known-").FullName;
        try
        {
            var file = Path.Combine(folder, "ssh", "known_hosts");
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => KnownHostsFile.Append(file, "h", s_key))));

            Assert.Equal([KnownHostsFile.Line("h", s_key)], File.ReadAllLines(file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(KnownHosts.Verdict.Changed, KnownHostsFile.Append(file, "h", s_other).Verdict);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Line(string hosts, byte[] key) => $"{hosts} {KnownHosts.TypeOf(key)} {Convert.ToBase64String(key)}";

    private static byte[] Key(string type, byte seed) => [0, 0, 0, (byte)type.Length, .. System.Text.Encoding.ASCII.GetBytes(type), 0, 0, 0, 4, seed, 2, 3, 4];
}
