using System.Collections.Immutable;
using RunbookEngine.Cluster;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>
/// <c>join</c>: makes a machine a node. Without a file of its own it gets a token that lives for this join: made through the API, brought by standard input, kept in a file of mode 0600 in memory
/// (<c>/run</c>) while kubeadm reads it, and removed from both places at the end.
/// </summary>
internal sealed class Join : IKubeadmVerb
{
    private static readonly ParameterDefinition NodeName = new("node-name", ParameterType.Text, "The name of the node; the machine's own when left out.", Example: "w7");
    private static readonly ParameterDefinition File = new("discovery-file", ParameterType.Text, "A file on the machine with the cluster's address and a token, as `token create` writes it; made through the API when left out.", Example: "/run/join.conf");
    private static readonly ParameterDefinition ControlPlane = new("control-plane", ParameterType.Boolean, "Make it a node of the control plane; its certificates must be on the machine already, or `config` must say where.", Example: "true");
    private static readonly ParameterDefinition Address = new("apiserver-advertise-address", ParameterType.Text, "With `control-plane`: where its API server is reached.", Example: "10.0.0.12");

    private const int Leftover = 73;

    /// <summary>What the look found: the name is taken by another machine.</summary>
    private const string Another = "another";

    /// <summary><c>HOME FILE COMMAND…</c>; an empty FILE: nothing comes by standard input.</summary>
    private const string Script = """
        # runbook: kubeadm join
        umask 077
        home=$1 file=$2
        shift 2
        command -v "$1" >/dev/null || exit 127
        if [ -e "$home/kubelet.conf" ]; then exit 73; fi
        if [ -z "$file" ]; then exec "$@"; fi
        mkdir -p "${file%/*}" || exit
        trap 'rm -f "$file"' EXIT
        trap 'exit 143' HUP INT TERM
        rm -f "$file"
        cat >"$file" || exit
        "$@" "--discovery-file=$file"

        """;

    /// <summary>kubelet writes the first when it has its certificate, and kubeadm then removes the second.</summary>
    private const string Look = """
        # runbook: kubeadm join look
        if [ -e "$1/kubelet.conf" ]; then echo '#joined'; fi
        if [ -e "$1/bootstrap-kubelet.conf" ]; then echo '#joining'; fi
        """;

    public VerbDefinition Definition { get; } = new()
    {
        Name = "join",
        Summary = "Makes a machine a node of the cluster; done when it is one. kubeadm and kubelet on it must be of the cluster's version.",
        HasSideEffect = true,
        Reach = VerbReach.TargetAndCluster,
        Parameters = [NodeName, File, KubeadmFlags.Config, ControlPlane, Address, KubeadmFlags.CriSocket, KubeadmFlags.Patches, KubeadmFlags.SkipPhases, KubeadmFlags.IgnorePreflightErrors],
        Outputs = [new("node", ParameterType.Text, "The name of the node.")],
        Example = """
            - id: join
              kubeadm: join
            """,
    };

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var look = await context.Commands.QueryAsync(KubeadmCommand.Script(Look, KubeadmCommand.Home), cancellation);
        if (!look.Succeeded)
            return ProbeResult.Unknown;
        var isKnown = await context.Cluster.FindAsync(ApiResource.Nodes, null, NameOf(context), cancellation) is not null;
        var (isJoined, isJoining) = (look.Stdout.Contains("#joined", StringComparison.Ordinal), look.Stdout.Contains("#joining", StringComparison.Ordinal));
        if (isKnown && isJoined && !isJoining)
            return new ProbeResult.Satisfied(Outputs(context));
        return new ProbeResult.Needed($"make {context.Target} a node") { Found = OutputMap.Of((Another, OutputMap.Flag(isKnown && !isJoined && !isJoining))) };
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        if (context.Found[Another] is Value.Flag { On: true })
            return new StepOutcome.Failed(Registered(NameOf(context)));
        var result = await context.Commands.ExecuteAsync("", await CommandAsync(context, cancellation), cancellation);
        await BootstrapToken.RemoveAsync(context, cancellation);
        if (CommandOutcomes.OfMissingExit(result) is { } missing)
            return missing;
        return result.ExitStatus switch
        {
            0 => new StepOutcome.Succeeded(Outputs(context)),
            Leftover => new StepOutcome.Failed(LeftOver(context.Target)),
            _ => new StepOutcome.Failed(KubeadmFailures.Of(
                result, "join-failed", $"{context.Target} did not join", "look at `journalctl -u kubelet` on it; `kubeadm: reset` takes back what was begun, then resume")),
        };
    }

    private static async Task<Command> CommandAsync(StepContext context, CancellationToken cancellation)
    {
        ImmutableArray<string> words =
        [
            KubeadmCommand.Program, "join",
            .. KubeadmFlags.Given(context, NodeName, File, KubeadmFlags.Config, ControlPlane, Address, KubeadmFlags.CriSocket, KubeadmFlags.Patches, KubeadmFlags.SkipPhases, KubeadmFlags.IgnorePreflightErrors),
        ];
        if (IsGiven(context, File) || IsGiven(context, KubeadmFlags.Config))
            return KubeadmCommand.Script(Script, [KubeadmCommand.Home, "", .. words]);
        var file = $"/run/runbook/{CommandName.Of(context.Run, context.Path, context.Attempt, "join").Value}.conf";
        return KubeadmCommand.Script(Script, [KubeadmCommand.Home, file, .. words]) with { StandardInput = await BootstrapToken.DiscoveryAsync(context, cancellation) };
    }

    private static bool IsGiven(StepContext context, ParameterDefinition parameter) => context.Arguments.TextOrNull(parameter.Name) is { Length: > 0 };

    /// <summary>In a lane for nodes that do not exist yet the target is named as the node will be.</summary>
    private static string NameOf(StepContext context) => context.Arguments.TextOrNull(NodeName.Name) is { Length: > 0 } name ? name : context.Target;

    private static Value.Map Outputs(StepContext context) => OutputMap.Of(("node", OutputMap.Text(NameOf(context))));

    private static StepFailure Registered(string node) => new(
        "node-registered",
        $"the cluster has a node {node} already, and this machine is not it; nothing was done",
        Retryable: false,
        $"if that machine is gone for good, remove it first: `kubectl: {{ delete: node/{node} }}`; else give this one another name");

    private static StepFailure LeftOver(string target) => new(
        "leftover-state",
        $"{target} was a node before, of this cluster or another; nothing was done",
        Retryable: false,
        "`kubeadm: reset` on it first, then resume");
}
