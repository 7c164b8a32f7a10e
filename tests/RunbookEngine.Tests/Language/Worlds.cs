using System.Text;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Language;

/// <summary>Loads worlds that stand in a test.</summary>
internal static class Worlds
{
    public const string Head = "apiVersion: runbook/v1\nkind: World\ncluster: { version: 1.34.1 }\n";

    public static WorldLoading Load(string text) => WorldLoader.LoadText("world.yaml", text);

    /// <summary>The world of a text that is faultless.</summary>
    public static World Read(string text)
    {
        var loaded = Load(text);
        Assert.True(loaded.World is not null, DiagnosticPrinter.Print(loaded.Diagnostics, loaded.Sources));
        return loaded.World;
    }

    /// <summary>The codes of all that is wrong with a world or a scenario.</summary>
    public static string[] Codes(string text) => text.Contains("kind: Scenario", StringComparison.Ordinal)
        ? [.. ScenarioLoader.Load("scenario.yaml", new OneText(Encoding.UTF8.GetBytes(text))).Diagnostics.Select(static d => d.Code)]
        : [.. Load(text).Diagnostics.Select(static d => d.Code)];

    /// <summary>Whether a text is read as a world or as a scenario, without an exception; and what is shown of it.</summary>
    public static string Shown(byte[] content)
    {
        var (world, scenario) = (WorldLoader.Load("w", new OneText(content)), ScenarioLoader.Load("s", new OneText(content)));
        Assert.Equal(world.World is null, world.Diagnostics.Any(static d => d.Severity == Severity.Error));
        Assert.Equal(scenario.Scenario is null, scenario.Diagnostics.Any(static d => d.Severity == Severity.Error));
        return DiagnosticPrinter.Print(world.Diagnostics, world.Sources) + DiagnosticPrinter.Print(scenario.Diagnostics, scenario.Sources);
    }

    /// <summary>Worlds that are right, and some that are wrong, for mutations.</summary>
    public static List<byte[]> Corpus() =>
    [
        .. DiagnosticCatalog.All.Where(static e => e.Code.StartsWith("RB09", StringComparison.Ordinal)).SelectMany(static e => new[] { e.Wrong, e.Right }).OfType<string>().Select(Encoding.UTF8.GetBytes),
        Encoding.UTF8.GetBytes(Head + "nodes:\n  - { name: 'cp[1:3]', role: control-plane, taints: [a=b:NoSchedule] }\n  - { names: [w1, 'w[2:9]'], memory: 8Gi, durations: { boot: 1m } }\nworkloads: [{ name: a, kind: DaemonSet, labels: { x: y } }]\nvelero:\n"),
        Encoding.UTF8.GetBytes("apiVersion: runbook/v1\nkind: Scenario\nrunbook: a\nworld: { cluster: { version: 1.34.1 } }\nfaults: [power-loss w1 for 2m, { clock-jump: -1h, after: write 3 }]\nexpect: { nodes: { ready: all }, availability: { kube-system/coredns: '>= 1' } }\n"),
    ];

    private sealed class OneText(byte[] content) : ISourceReader
    {
        public SourceReading Read(string file) => file is "w" or "s" or "scenario.yaml" ? new(content) : new(null, "there is no such file");
    }
}
