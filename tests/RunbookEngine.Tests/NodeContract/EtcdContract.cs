using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Handlers;
using RunbookEngine.Model;
using RunbookEngine.Tests.Handlers;
using static RunbookEngine.Tests.Handlers.ToolRun;

namespace RunbookEngine.Tests.NodeContract;

/// <summary>Three machines with a member of etcd each: <c>cp1</c> to <c>cp3</c>, healthy at first, with certificates in <c>/etc/etcd/pki</c> and room in <c>/var/tmp</c>.</summary>
public interface IEtcdNodes
{
    /// <summary>A new way to the commands of a machine.</summary>
    ICommands CommandsOf(string node);

    /// <summary>The way to its files.</summary>
    ITargetFiles FilesOf(string node);

    /// <summary>Writes so many keys that are new.</summary>
    Task PutAsync(int count);

    /// <summary>Copies a file of cp1, with its last byte turned, or cut off within its first page.</summary>
    Task SpoilAsync(string path, string copy, bool isCut);

    /// <summary>Stops a member, or starts it.</summary>
    Task SwitchAsync(string node, bool isOn);

    /// <summary>Waits until all three are healthy.</summary>
    Task HealthyAsync();
}

/// <summary>
/// The tool <c>etcdctl</c> on real machines and on simulated ones, step after step. What its handlers observed stands in <c>etcd.txt</c>, as the real ones had it: where the two differ, the simulation is wrong.
/// </summary>
public abstract class EtcdContract
{
    protected const string Local = "https://127.0.0.1:2379";
    private const string Saved = "/var/tmp/contract.db";
    private readonly StringBuilder _told = new();
    private EtcdWords _words = new();

    protected static string Recorded => Path.Combine(Repository.Root, "tests", "RunbookEngine.Tests", "NodeContract", "etcd.txt");

    /// <summary>Goes through all of it, and tells it.</summary>
    protected async Task<string> TellAsync(IEtcdNodes nodes)
    {
        // Who leads at first is chance.
        await StepAsync(nodes, "move-leader", [("member", Text("cp3"))]);
        _told.Clear();
        _words = new();
        await WellAsync(nodes);
        await SnapshotsAsync(nodes);
        await RefusedAsync(nodes);
        await MembersAsync(nodes);
        await IllAsync(nodes);
        return _told.ToString();
    }

    private async Task WellAsync(IEtcdNodes nodes)
    {
        Title("all is well");
        await StepAsync(nodes, "member list", []);
        await StepAsync(nodes, "move-leader", [("member", Text("cp1"))]);
        await StepAsync(nodes, "endpoint status", [All]);
        await StepAsync(nodes, "endpoint health", [All]);
        await StepAsync(nodes, "endpoint health", []);
        await StepAsync(nodes, "endpoint hashkv", [All]);
        await StepAsync(nodes, "alarm list", []);
        await StepAsync(nodes, "alarm disarm", []);
        await StepAsync(nodes, "move-leader", [("member", Text("cp2"))]);
        await StepAsync(nodes, "move-leader", [("member", Text("cp2"))]);
        await StepAsync(nodes, "move-leader", [("member", Text("nobody"))]);
        await StepAsync(nodes, "defrag", [All]);
        await StepAsync(nodes, "defrag", []);
        await nodes.PutAsync(5);
        await StepAsync(nodes, "endpoint status", [All]);
    }

    private async Task SnapshotsAsync(IEtcdNodes nodes)
    {
        Title("snapshots");
        await StepAsync(nodes, "snapshot save", [("path", Text(Saved))]);
        await StepAsync(nodes, "snapshot save", [("path", Text(Saved))]);
        await nodes.PutAsync(3);
        await StepAsync(nodes, "snapshot save", [("path", Text(Saved)), ("replace", Flag(true))]);
        await StepAsync(nodes, "snapshot status", [("path", Text(Saved))]);
        await StepAsync(nodes, "snapshot save", [("path", Text("/var/tmp/no-such-folder/a.db"))]);
        await StepAsync(nodes, "snapshot save", [("path", Text("/var/tmp/b.db"))], ("endpoints", Text($"{Local},https://cp2:2379")));
        await StepAsync(nodes, "snapshot status", [("path", Text("/var/tmp/no-such.db"))]);
        await nodes.SpoilAsync(Saved, "/var/tmp/spoilt.db", isCut: false);
        await StepAsync(nodes, "snapshot status", [("path", Text("/var/tmp/spoilt.db"))]);
        await nodes.SpoilAsync(Saved, "/var/tmp/cut.db", isCut: true);
        await StepAsync(nodes, "snapshot status", [("path", Text("/var/tmp/cut.db"))]);
    }

    private async Task RefusedAsync(IEtcdNodes nodes)
    {
        Title("nobody answers, or not so");
        foreach (var verb in new[] { "endpoint health", "endpoint status", "member list" })
        {
            await StepAsync(nodes, verb, [], ("endpoints", Text("https://127.0.0.1:23999")));
            await StepAsync(nodes, verb, [], ("endpoints", Text("http://127.0.0.1:2379")));
            await StepAsync(nodes, verb, [], ("cacert", Text("")));
            await StepAsync(nodes, verb, [], ("cert", Text("")), ("key", Text("")));
            await StepAsync(nodes, verb, [], ("cacert", Text("/etc/etcd/pki/no-such.crt")));
        }

        await StepAsync(nodes, "snapshot save", [("path", Text("/var/tmp/c.db"))], ("endpoints", Text("https://127.0.0.1:23999")));
    }

    private async Task MembersAsync(IEtcdNodes nodes)
    {
        Title("changes of members");
        await StepAsync(nodes, "member add", [("name", Text("cp9")), ("peer-urls", Text("https://cp9:2380")), ("learner", Flag(true))]);
        await StepAsync(nodes, "member list", []);
        await StepAsync(nodes, "endpoint health", [All]);
        await StepAsync(nodes, "member add", [("name", Text("cp8")), ("peer-urls", Text("https://cp8:2380")), ("learner", Flag(true))]);
        await StepAsync(nodes, "member promote", [("member", Text("https://cp9:2380"))]);
        await StepAsync(nodes, "member promote", [("member", Text("nobody"))]);
        await StepAsync(nodes, "move-leader", [("member", Text("https://cp9:2380"))]);
        await StepAsync(nodes, "member remove", [("member", Text("https://cp9:2380"))]);
        await StepAsync(nodes, "member remove", [("member", Text("https://cp9:2380"))]);
        await StepAsync(nodes, "member list", []);
    }

    private async Task IllAsync(IEtcdNodes nodes)
    {
        Title("one member is down");
        await StepAsync(nodes, "move-leader", [("member", Text("cp1"))]);
        await nodes.SwitchAsync("cp3", false);
        await StepAsync(nodes, "endpoint health", [All]);
        await StepAsync(nodes, "endpoint health", []);
        await StepAsync(nodes, "endpoint status", [All]);
        await StepAsync(nodes, "endpoint hashkv", [All]);
        await StepAsync(nodes, "member list", []);
        await StepAsync(nodes, "move-leader", [("member", Text("cp3"))]);
        await StepAsync(nodes, "member remove", [("member", Text("cp2"))]);
        await StepAsync(nodes, "member add", [("name", Text("cp9")), ("peer-urls", Text("https://cp9:2380"))]);
        await StepAsync(nodes, "defrag", [All]);
        Title("two members are down");
        await nodes.SwitchAsync("cp2", false);
        await StepAsync(nodes, "endpoint health", [All]);
        await StepAsync(nodes, "endpoint health", []);
        await StepAsync(nodes, "endpoint status", []);
        await StepAsync(nodes, "member list", []);
        await StepAsync(nodes, "alarm list", []);
        await StepAsync(nodes, "move-leader", [("member", Text("cp1"))]);
        await StepAsync(nodes, "snapshot save", [("path", Text("/var/tmp/alone.db"))]);
        Title("all are back");
        await nodes.SwitchAsync("cp2", true);
        await nodes.SwitchAsync("cp3", true);
        await nodes.HealthyAsync();
        await StepAsync(nodes, "endpoint health", [All]);
        await StepAsync(nodes, "endpoint hashkv", [All]);
    }

    private static (string, Value) All => ("cluster", Flag(true));

    private void Title(string title) => _told.Append("# ").Append(title).Append('\n');

    private async Task StepAsync(IEtcdNodes nodes, string verb, (string Name, Value Value)[] settings, params (string Name, Value Value)[] connection)
    {
        (string Name, Value Value)[] all = [.. connection, .. settings, .. verb == "snapshot status" ? [] : Connection.Where(c => connection.All(o => o.Name != c.Name))];
        var step = new ToolRun("etcdctl", verb, all).On(nodes.CommandsOf("cp1")).On(nodes.FilesOf("cp1")).With(static c => c with { BaseDirectory = "" });
        var said = string.Concat(settings.Concat(connection).Select(static s => $" {s.Name}={s.Value}"));
        _told.Append(verb).Append(said).Append('\n');
        // A member says that it wants a certificate once the client has begun to speak, and the client may hear of it or not.
        var isRace = connection.Any(static c => c.Name == "cert");
        foreach (var line in _words.Of(await OutcomeAsync(step)).Where(l => !isRace || !l.StartsWith("hint: ", StringComparison.Ordinal)))
            _told.Append("  ").Append(line).Append('\n');
    }

    /// <summary>What was true already is looked at first, as the executor does.</summary>
    private static async Task<StepOutcome> OutcomeAsync(ToolRun step)
    {
        try
        {
            return await step.With(static c => c with { Attempt = 0 }).ProbeAsync() is ProbeResult.Satisfied { Outputs: var outputs } ? new StepOutcome.Unchanged(outputs) : await step.With(static c => c with { Attempt = 1 }).RunAsync();
        }
        catch (StepFailureException failed)
        {
            return new StepOutcome.Failed(failed.Failure);
        }
    }

    private static (string Name, Value Value)[] Connection { get; } =
    [
        ("endpoints", Text(Local)), ("cacert", Text("/etc/etcd/pki/ca.crt")), ("cert", Text("/etc/etcd/pki/server.crt")), ("key", Text("/etc/etcd/pki/server.key")),
    ];
}
