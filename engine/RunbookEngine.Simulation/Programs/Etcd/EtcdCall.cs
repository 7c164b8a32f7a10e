using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Model;
using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Etcd;

/// <summary>A call of etcdctl or etcdutl: its verb, what follows it, and its flags, all as <c>--name=value</c>, which is how the engine writes them.</summary>
internal sealed class EtcdCall
{
    private static readonly string[] s_files = ["cacert", "cert", "key"];
    private static readonly WorldTimes s_usual = new();
    private readonly Dictionary<string, string> _flags = [];

    public EtcdCall(SimulatedEtcd etcd, ProgramCall call, string tool, string version)
    {
        (Etcd, Call, Tool, Version) = (etcd, call, tool, version);
        var words = ImmutableArray.CreateBuilder<string>();
        foreach (var word in call.Arguments)
        {
            if (word.StartsWith("--", StringComparison.Ordinal))
                _flags[word[2..].Split('=')[0]] = word.Contains('=', StringComparison.Ordinal) ? word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..] : "true";
            else
                words.Add(word);
        }

        Words = words.ToImmutable();
    }

    public SimulatedEtcd Etcd { get; }

    public ProgramCall Call { get; }

    public SimulatedHost Host => Call.Host;

    public string Tool { get; }

    public string Version { get; }

    /// <summary>What is no flag.</summary>
    public ImmutableArray<string> Words { get; }

    public bool IsJson => Flag("write-out") == "json";

    public bool IsBefore35 => Version.StartsWith("3.4", StringComparison.Ordinal) || Version.StartsWith("3.3", StringComparison.Ordinal);

    public bool IsFrom36 => Version.StartsWith("3.6", StringComparison.Ordinal) || Version.StartsWith("3.7", StringComparison.Ordinal);

    public TimeSpan Patience => Flag("command-timeout") is { } text && text.EndsWith("ms", StringComparison.Ordinal)
        ? TimeSpan.FromMilliseconds(double.Parse(text[..^2], CultureInfo.InvariantCulture))
        : TimeSpan.FromSeconds(5);

    public ImmutableArray<string> Endpoints => Flag("endpoints") is { Length: > 0 } given ? [.. given.Split(',')] : ["127.0.0.1:2379"];

    /// <summary>How long things take on its machine.</summary>
    public WorldTimes Times => Host.Debian?.Times ?? s_usual;

    public string? Flag(string name) => _flags.GetValueOrDefault(name);

    public bool Has(string name) => _flags.ContainsKey(name);

    /// <summary>The file of a certificate or a key that is not there; certificates are files here, and nothing more.</summary>
    public string? MissingFile => s_files.Select(Flag).FirstOrDefault(f => f is not null && !Host.Files.Exists(f));

    /// <summary>The member that answers at an address: https with the three files that members ask for, or plain where they speak so; null: none does.</summary>
    public EtcdMember? At(string endpoint) => Distrust(endpoint) is null ? Etcd.At(Host, endpoint) : null;

    /// <summary>The first member that answers; null: none did for as long as the patience lasts.</summary>
    public async Task<EtcdMember?> ReachAsync()
    {
        await Call.TakesAsync(TimeSpan.FromMilliseconds(30));
        var member = Endpoints.Select(At).FirstOrDefault(static m => m is not null);
        if (member is null)
            await SilenceAsync(Endpoints[0]);
        return member;
    }

    /// <summary>Waits in vain, and says as much as the tool does.</summary>
    public async Task SilenceAsync(string endpoint, bool isStatus = false)
    {
        await Call.TakesAsync(Patience);
        Warn(endpoint, isStatus);
    }

    /// <summary>Why nobody answers at an address, as the client's log has it.</summary>
    public void Warn(string endpoint, bool isStatus = false)
    {
        var address = endpoint[(endpoint.IndexOf("://", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..];
        var why = Etcd.Listening(Host, endpoint) is not null ? Distrust(endpoint) ?? "context deadline exceeded" : $"latest balancer error: {(IsBefore35 ? "" : "last ")}connection error: desc = \\\"transport: Error while dialing{(IsBefore35 ? "" : ":")} dial tcp {address}: connect: connection refused\\\"";
        Warn(isStatus ? "passthrough:///" + endpoint : "endpoint://client-0/" + address, "DeadlineExceeded", why);
    }

    /// <summary>A line of the client's log, as it stands before an error.</summary>
    public void Warn(string target, string code, string description) => Call.Complain(
        $"{{\"level\":\"warn\",\"ts\":\"{Stamp}\",{(IsBefore35 ? "" : "\"logger\":\"etcd-client\",")}\"caller\":\"{(IsBefore35 ? "clientv3/retry_interceptor.go:62" : $"v3@v{Version}/retry_interceptor.go:63")}\",\"msg\":\"retrying of unary invoker failed\",\"target\":\"{target}\",\"attempt\":0,\"error\":\"rpc error: code = {code} desc = {description}\"}}");

    /// <summary>A refusal of the server.</summary>
    public int Refused(string code, string message)
    {
        Warn("endpoint://client-0/" + Endpoints[0], code, message);
        return Call.Fail(1, "Error: " + message);
    }

    /// <summary>No majority: the server does not answer in time.</summary>
    public async Task<int> NoMajorityAsync()
    {
        await Call.TakesAsync(Patience);
        return Refused("DeadlineExceeded", "context deadline exceeded");
    }

    public int Info(string caller, string message, string rest = "")
    {
        Call.Complain($"{{\"level\":\"info\",\"ts\":\"{Stamp}\",\"caller\":\"{caller}\",\"msg\":\"{message}\"{rest}}}");
        return 0;
    }

    /// <summary>Why a member that listens at an address is not talked to; null: it is.</summary>
    private string? Distrust(string endpoint)
    {
        if (Etcd.Listening(Host, endpoint) is not { } member)
            return null;
        var (asks, speaks) = (member.Settings.ClientUrls[0].StartsWith("https://", StringComparison.Ordinal), endpoint.StartsWith("https://", StringComparison.Ordinal));
        if (asks == speaks && (!asks || s_files.All(Has)))
            return null;
        return !asks ? Handshake("tls: first record does not look like a TLS handshake")
            : !speaks ? "context deadline exceeded"
            : !Has("cacert") ? Handshake("tls: failed to verify certificate: x509: certificate signed by unknown authority")
            : Handshake("remote error: tls: certificate required");
    }

    private static string Handshake(string why) => $"latest balancer error: last connection error: connection error: desc = \\\"transport: authentication handshake failed: {why}\\\"";

    private string Stamp => Host.World.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
