namespace RunbookEngine.Ssh;

/// <summary>What a look at a host showed.</summary>
/// <param name="User">Who logged in.</param>
/// <param name="Address">Where, as <c>address:port</c>.</param>
/// <param name="KeyType">The type of the host's key.</param>
/// <param name="ConnectTime">From nothing to a shell.</param>
/// <param name="Latency">One question and its answer.</param>
/// <param name="System">Its system as it calls itself; empty when it does not.</param>
/// <param name="BootId">New after every start of its kernel.</param>
/// <param name="RunsAs">As whom commands run: <c>root</c> or the user.</param>
/// <param name="Supervision">What keeps a command there: <c>shell</c> or <c>systemd</c>.</param>
public sealed record HostReport(
    string User, string Address, string KeyType, TimeSpan ConnectTime, TimeSpan Latency, string System, string BootId, string RunsAs, string Supervision);
