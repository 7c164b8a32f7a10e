using System.Globalization;
using System.Text.RegularExpressions;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Rehearsing;

/// <summary>Finds the world that is meant: a file, or one of a typical kind by its size.</summary>
internal static partial class Worlds
{
    private const string DefaultVersion = "1.35.2";

    /// <summary>Reads it.</summary>
    /// <exception cref="UsageException">It has errors.</exception>
    public static World Load(CliSession session, string wanted)
    {
        var loading = Size().Match(wanted) is { Success: true } size ? WorldLoader.LoadText(wanted, Typical(size)) : WorldLoader.Load(session.Console.FullPath(wanted), new FileSourceReader());
        return loading.World ?? throw new UsageException($"{wanted} cannot be used as a world; nothing was rehearsed", "`runbook explain CODE` tells more of a code; `--world 3+20` needs no file")
        {
            Diagnostics = loading.Diagnostics,
            Sources = loading.Sources,
        };
    }

    /// <summary>Reads a fault of the command line.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static Fault Fault(string text) => FaultReader.Parse(text) is { Fault: { } fault } ? fault : throw Wrong(text, FaultReader.Parse(text));

    private static UsageException Wrong(string text, FaultReading reading) => new($"--fault {text}: {reading.Problem}", reading.Hint ?? "");

    /// <summary>Workloads of the usual kinds, some with a budget that is tight.</summary>
    private static string Typical(Match size)
    {
        var workers = int.Parse(size.Groups["workers"].ValueSpan, CultureInfo.InvariantCulture);
        var version = size.Groups["version"] is { Success: true, Value: var given } ? given : DefaultVersion;
        var old = size.Groups["old"] is { Success: true, Value: var older } ? older : version;
        return string.Create(CultureInfo.InvariantCulture, $$"""
            apiVersion: runbook/v1
            kind: World
            cluster: { version: {{version}}, name: typical }
            nodes:
              - { names: "cp[1:{{size.Groups["planes"].Value}}]", role: control-plane, runtime: "containerd://2.1.4" }
              - { names: "w[1:{{workers}}]", version: {{old}}, runtime: "containerd://2.1.4" }
            workloads:
              - { kind: Deployment, namespace: shop, name: web, replicas: {{Math.Max(4, 2 * workers)}}, cpu: 100m, memory: 128Mi }
              - { kind: Deployment, namespace: shop, name: cart, replicas: {{Math.Max(2, workers / 2)}}, cpu: 100m, memory: 256Mi }
              - { kind: StatefulSet, namespace: data, name: db, replicas: 3, cpu: 500m, memory: 1Gi, start: 12s }
              - { kind: DaemonSet, namespace: kube-system, name: node-agent, tolerates-all: true }
            budgets:
              - { namespace: shop, name: web, selector: { app: web }, max-unavailable: 10% }
              - { namespace: shop, name: cart, selector: { app: cart }, max-unavailable: 1 }
              - { namespace: data, name: db, selector: { app: db }, max-unavailable: 1 }
            """);
    }

    [GeneratedRegex(@"^(?<planes>[1-9])\+(?<workers>[1-9][0-9]{0,3})(@(?<version>[0-9.]+)(/(?<old>[0-9.]+))?)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Size();
}
