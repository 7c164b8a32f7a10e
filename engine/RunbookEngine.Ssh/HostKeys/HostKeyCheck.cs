using RunbookEngine.Execution;
using RunbookEngine.Ssh.Configuration;

namespace RunbookEngine.Ssh.HostKeys;

/// <summary>Judges the key that a host shows before anything is said to it.</summary>
internal sealed class HostKeyCheck(HostSettings host, SshOptions options)
{
    /// <summary>Why the key was refused.</summary>
    public TargetLostException? Refusal { get; private set; }

    /// <summary>The type of the key that was shown last.</summary>
    public string KeyType { get; private set; } = "";

    /// <summary>Whether to go on. The files are read each time: a person may have mended them meanwhile.</summary>
    public bool Accepts(byte[] key)
    {
        KeyType = KnownHosts.TypeOf(key);
        Refusal = null;
        var known = KnownHosts.Read(host.KnownHosts);
        var (verdict, place) = known.Judge(host.KeyName, key);
        switch (verdict)
        {
            case KnownHosts.Verdict.Known:
                return true;
            case KnownHosts.Verdict.Unknown when options.AcceptNewHostKeys && !known.HasAuthorityFor(host.KeyName):
                return Remember(key);
            default:
                Refusal = Refuse(verdict, place, known, key);
                return false;
        }
    }

    private bool Remember(byte[] key)
    {
        try
        {
            var (verdict, place) = KnownHostsFile.Append(host.KnownHosts[0], host.KeyName, key);
            if (verdict == KnownHosts.Verdict.Changed)
                Refusal = Refuse(verdict, place, KnownHosts.Read(host.KnownHosts), key);
            else
                options.Notice(host.Name, $"its key {KnownHosts.Fingerprint(key)} ({KeyType}) was new and is now in {host.KnownHosts[0]}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Refusal = new(host.Name, "host-key-unknown", $"the key of {host.Name} is new and cannot be kept: {e.Message}", $"see that {host.KnownHosts[0]} can be written", e);
        }

        return Refusal is null;
    }

    private TargetLostException Refuse(KnownHosts.Verdict verdict, string? place, KnownHosts known, byte[] key)
    {
        var print = $"{KnownHosts.Fingerprint(key)} ({KnownHosts.TypeOf(key)})";
        return verdict switch
        {
            KnownHosts.Verdict.Changed => new(
                host.Name, "host-key-changed", $"{host.Name} ({host.KeyName}) shows another key than the one that is known: {print}; it may be another machine",
                $"if it was installed anew, check the fingerprint on the machine itself (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub) and replace {place}"),
            KnownHosts.Verdict.Revoked => new(
                host.Name, "host-key-changed", $"{host.Name} ({host.KeyName}) shows a key that was taken back: {print}", $"give the machine a new key; the old one is named in {place}"),
            _ => new(
                host.Name, "host-key-unknown", $"the key of {host.Name} ({host.KeyName}) is not known: {print}",
                $"check the fingerprint on the machine itself (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub), then add this line to {host.KnownHosts[0]}: "
                + $"{KnownHostsFile.Line(host.KeyName, key)}" + Authority(known)),
        };
    }

    private string Authority(KnownHosts known) =>
        known.HasAuthorityFor(host.KeyName) ? "; a @cert-authority is named for it, but certificates of hosts are not understood" : "";
}
