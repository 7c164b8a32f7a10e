using RunbookEngine.Simulation.Hosts;

namespace RunbookEngine.Simulation.Programs.Etcd;

/// <summary>etcdctl and etcdutl of a machine, and the scripts of the engine that call them.</summary>
internal static class EtcdTools
{
    /// <summary>Puts the tools on a machine.</summary>
    /// <param name="etcd">The etcds of the world.</param>
    /// <param name="host">The machine.</param>
    /// <param name="etcdctl">Its version; null: not there.</param>
    /// <param name="etcdutl">Its version; null: not there, as before 3.5.</param>
    public static void Install(SimulatedEtcd etcd, SimulatedHost host, string? etcdctl, string? etcdutl = null)
    {
        etcd.Machines.Add(host);
        if (etcdctl is not null)
            host.Install("etcdctl", call => EtcdctlAsync(new(etcd, call, "etcdctl", etcdctl)));
        if (etcdutl is not null)
            host.Install("etcdutl", call => FilesAsync(new(etcd, call, "etcdutl", etcdutl)));
        host.Install("env", EnvAsync);
        host.Install("etcd", call => StartAsync(etcd, call, etcdctl ?? ""));
        host.Install("pkill", call => Task.FromResult(Kill(etcd, call)));
        host.Install("etcd restore", EtcdSnapshots.RestoreScriptAsync);
        host.Install("etcd save guard", EtcdSnapshots.GuardAsync);
        host.Install("etcd snapshot digests", EtcdSnapshots.DigestsAsync);
    }

    /// <summary><c>env [-u NAME]… PROGRAM ARGUMENT…</c>; programs of a simulated machine do not look at their environment.</summary>
    private static Task<int> EnvAsync(ProgramCall call)
    {
        var at = 0;
        while (at < call.Arguments.Length && (call.Arguments[at] == "-u" || call.Arguments[at].Contains('=', StringComparison.Ordinal)))
            at += call.Arguments[at] == "-u" ? 2 : 1;
        return call.Host.ProgramAt(call.Arguments[at]) is null
            ? Task.FromResult(call.Fail(127, $"env: '{call.Arguments[at]}': No such file or directory"))
            : call.CallAsync(call.Arguments[at], call.Arguments[(at + 1)..]);
    }

    /// <summary>A member of its own; nobody waits for its end, as of one that a script sends to the background.</summary>
    private static Task<int> StartAsync(SimulatedEtcd etcd, ProgramCall call, string version)
    {
        etcd.Start(call.Host, EtcdSettings.OfFlags(call.Arguments), version);
        return Task.FromResult(0);
    }

    /// <summary><c>pkill -f WORDS</c>, of which only members of etcd are known, by their name and data directory.</summary>
    private static int Kill(SimulatedEtcd etcd, ProgramCall call)
    {
        EtcdMember[] meant = [.. etcd.Running.Where(m => m.Host == call.Host && $"etcd --name={m.Settings.Name} --data-dir={m.Settings.DataDir}".Contains(call.Arguments[^1], StringComparison.Ordinal))];
        foreach (var member in meant)
            member.End();
        return meant.Length > 0 ? 0 : 1;
    }

    private static Task<int> EtcdctlAsync(EtcdCall call)
    {
        var words = call.Words;
        var (verb, sub) = (words.Length > 0 ? words[0] : "", words.Length > 1 ? words[1] : "");
        if (verb == "version" || (verb, sub) is ("snapshot", "restore" or "status") || verb == "defrag" && call.Has("data-dir"))
            return call.IsFrom36 && verb != "version" ? Unknown(call) : FilesAsync(call);
        if (call.MissingFile is { } file)
            return Task.FromResult(call.Call.Fail(128, $"Error: open {file}: no such file or directory"));
        return (verb, sub) switch
        {
            ("snapshot", "save") => EtcdOnline.SaveAsync(call),
            ("endpoint", "status") => EtcdOnline.StatusAsync(call),
            ("endpoint", "health") => EtcdOnline.HealthAsync(call),
            ("endpoint", "hashkv") => EtcdOnline.HashAsync(call),
            ("member", "list") => EtcdOnline.ListAsync(call),
            ("member", "add") => EtcdMembers.AddAsync(call),
            ("member", "remove") => EtcdMembers.RemoveAsync(call),
            ("member", "promote") => EtcdMembers.PromoteAsync(call),
            ("alarm", "list") => EtcdOnline.AlarmsAsync(call, disarm: false),
            ("alarm", "disarm") => EtcdOnline.AlarmsAsync(call, disarm: true),
            ("defrag", _) => EtcdOnline.DefragAsync(call),
            ("move-leader", _) => EtcdOnline.MoveLeaderAsync(call),
            _ => Unknown(call),
        };
    }

    private static Task<int> FilesAsync(EtcdCall call) => call.Words.AsSpan() switch
    {
        ["version", ..] => VersionAsync(call),
        ["snapshot", "status", _] => EtcdSnapshots.StatusAsync(call),
        ["snapshot", "restore", ..] => call.Has("help") ? EtcdSnapshots.HelpAsync(call) : EtcdSnapshots.RestoreAsync(call),
        ["defrag", ..] when call.Has("data-dir") => EtcdSnapshots.DefragAsync(call),
        _ => Unknown(call),
    };

    private static Task<int> VersionAsync(EtcdCall call)
    {
        call.Call.Say($"{call.Tool} version: {call.Version}\nAPI version: {call.Version[..3]}");
        return Task.FromResult(0);
    }

    private static Task<int> Unknown(EtcdCall call) => Task.FromResult(call.Call.Fail(1, $"Error: unknown command \"{string.Join(' ', call.Words)}\" for \"{call.Tool}\""));
}
