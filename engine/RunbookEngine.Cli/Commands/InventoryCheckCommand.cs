using System.CommandLine;
using RunbookEngine.Cli.CommandLine;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Execution;
using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Ssh;
using Command = System.CommandLine.Command;

namespace RunbookEngine.Cli.Commands;

/// <summary><c>runbook inventory check</c>: connects to hosts and tells what it finds, as it finds it.</summary>
internal static class InventoryCheckCommand
{
    /// <summary>Connections made at the same time: enough to be quick, few enough for a jump host.</summary>
    private const int MostAtOnce = 40;

    public static Command Build(CliSession session)
    {
        var names = new Argument<string[]>("HOST|GROUP") { Description = "Hosts or groups of the inventory. Default: all hosts.", Arity = ArgumentArity.ZeroOrMore };
        names.CompletionSources.Add(_ => InventoryNames.Suggest(session));
        var hosts = new HostOptions();
        var command = new Command("check", "Connect to the hosts and show what is found there. Nothing is changed.") { names, hosts.AcceptNewHostKeys };
        command.SetAction((parsed, cancellation) => RunAsync(session, parsed.GetValue(names) ?? [], parsed.GetValue(hosts.AcceptNewHostKeys), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CliSession session, string[] names, bool acceptsNewHostKeys, CancellationToken cancellation)
    {
        var inventory = InventoryCommand.Read(session);
        var hosts = Meant(inventory, names);
        var text = new HostCheckText(hosts, session.Settings.Ink, session.Columns);
        var gate = new Lock();
        if (!session.Settings.Json && hosts.Count > 0)
            session.Console.Out.WriteLine(text.Head());
        await using var transports = new HostWiring(inventory, acceptsNewHostKeys, (host, line) => Notice(session, gate, host, line)).Open(session);
        var results = new CheckedHost[hosts.Count];
        await Parallel.ForAsync(0, hosts.Count, new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellation }, async (i, stop) =>
        {
            results[i] = await CheckAsync(transports, hosts[i], stop);
            if (!session.Settings.Json)
                Print(session, gate, text.Lines(results[i]));
        });
        if (session.Settings.Json)
            JsonDocuments.Print(session.Console.Out, "inventory-check/v1", writer => HostCheckDocument.Write(writer, results));
        else
            Print(session, gate, [text.Foot(results)]);
        return Array.TrueForAll(results, static r => r.Report is not null) ? ExitCodes.Succeeded : ExitCodes.Failed;
    }

    private static async Task<CheckedHost> CheckAsync(SshTransports transports, Host host, CancellationToken cancellation)
    {
        try
        {
            return new(host, await transports.CheckAsync(host.Name, cancellation), null);
        }
        catch (TargetLostException lost)
        {
            return new(host, null, new(lost.Code, lost.Message, Retryable: true, Hint(lost)));
        }
#pragma warning disable CA1031 // One host that answers like no other must not hide what the others say.
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return new(host, null, new("host-odd", $"{host.Name} answers in a way that is not understood ({failure.GetType().Name})", Retryable: false));
        }
    }

    /// <summary>There is no run here that could be resumed.</summary>
    private static string Hint(TargetLostException lost) =>
        lost.Code == "host-unreachable" ? "see that the machine is up, and that its SSH server can be reached from here" : lost.Hint;

    /// <summary>Each host once, in the order in which they were named.</summary>
    private static List<Host> Meant(Inventory inventory, string[] names)
    {
        if (names.Length == 0)
            return [.. inventory.Hosts];
        return [.. names.SelectMany(n => Meant(inventory, n)).Distinct().Select(n => inventory.Find(n)!)];
    }

    private static IEnumerable<string> Meant(Inventory inventory, string name)
    {
        if (inventory.Find(name) is not null)
            return [name];
        return inventory.Group(name) ?? throw new UsageException(
            $"the inventory has no host and no group `{name}`", NearestWord.Hint(name, InventoryNames.Of(inventory)) ?? "`runbook inventory` shows them");
    }

    private static void Notice(CliSession session, Lock gate, string host, string line)
    {
        lock (gate)
            session.Console.Error.WriteLine($"{Text.TerminalText.Line(host)}: {Text.TerminalText.Line(line)}");
    }

    private static void Print(CliSession session, Lock gate, IEnumerable<string> lines)
    {
        lock (gate)
        {
            foreach (var line in lines)
                session.Console.Out.WriteLine(line);
        }
    }
}
