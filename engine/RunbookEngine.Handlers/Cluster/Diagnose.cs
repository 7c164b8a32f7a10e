using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Cluster;

/// <summary><c>diagnose</c>: all that a person would look at first, in one folder.</summary>
internal sealed class Diagnose : IClusterVerb
{
    private const string Node = "node";
    private const string To = "to";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public VerbDefinition Definition { get; } = new()
    {
        Name = "diagnose",
        Summary = "Gathers into one folder on the engine's machine what one would look at first about a node, or about the cluster: conditions, events, pods with their last logs, budgets, Leases; with `on: NODE` also the kubelet's journal and the containers there. No Secret, ConfigMap or environment of a pod is read; logs are taken as they are.",
        HasSideEffect = true,
        Reach = VerbReach.TargetAndCluster,
        Main = new(Node, ParameterType.Text, "The node; the whole cluster when left empty.", Example: "w1"),
        Parameters = [new(To, ParameterType.Path, "The folder on the engine's machine in which the bundle's own folder appears, named after the node, the run and the attempt; a relative one starts at the runbook's.", Required: true, Example: "./bundles")],
        Outputs =
        [
            new("path", ParameterType.Path, "The bundle; `summary.txt` in it is what to read first."),
            new("telling", ParameterType.TextList, "The few lines that most likely say what is wrong."),
            new("files", ParameterType.Integer, "How many files it has."),
        ],
        Example = """
            - id: evidence
              cluster: { diagnose: w1, to: ./bundles }
              on: w1
            """,
    };

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) =>
        Task.FromResult<ProbeResult>(new ProbeResult.Needed($"gather what is known of {NameOf(context)} into {TargetPath.OnEngine(context, To)}"));

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var node = context.Arguments.TextOrNull(Node) ?? "";
        if (node.Length > 253 || node.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-')))
            throw new SettingException($"`{Sentences.OneLine(node)}` cannot be the name of a node", "write one node's name, as `kubectl get nodes` lists it");
        var folder = Path.Combine(TargetPath.OnEngine(context, To), BundleName(context.Run, context.Path, node, context.Attempt));
        var look = new EvidenceLook(context.Cluster, context.Clock, s_patience);
        var evidence = node.Length == 0 ? await look.OfClusterAsync(cancellation) : await look.OfNodeAsync(node, context.Target == node ? context.Commands : null, cancellation);
        var telling = TellingLines.Of(evidence);
        var files = await EvidenceBundle.WriteAsync(folder, evidence, telling, cancellation);
        foreach (var line in telling)
            context.Progress(line);
        return new StepOutcome.Succeeded(OutputMap.Of(
            ("path", OutputMap.Text(folder)),
            ("telling", new Value.List([.. telling.Select(OutputMap.Text)])),
            ("files", OutputMap.Integer(files))));
    }

    /// <summary>The name of a bundle's folder: never one that another attempt has.</summary>
    public static string BundleName(RunId run, StepPath step, string node, int attempt)
    {
        var place = new string([.. step.ToString().Select(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '.')]);
        return string.Create(CultureInfo.InvariantCulture, $"{(node.Length > 0 ? node : "cluster")}-{run}-{place[..Math.Min(place.Length, 80)]}-{attempt}");
    }

    private static string NameOf(StepContext context) => context.Arguments.TextOrNull(Node) is { Length: > 0 } node ? $"node {Sentences.OneLine(node)}" : "the cluster";
}
