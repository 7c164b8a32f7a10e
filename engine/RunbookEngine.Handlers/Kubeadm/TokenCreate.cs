using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>
/// <c>token create</c>: a bootstrap token, in a file on the node of the control plane that only root can read. A token lets a machine join, so it is never printed: outputs stand in the journal, and
/// secrets do not. What a step hands on is the file.
/// </summary>
internal sealed class TokenCreate : IKubeadmVerb
{
    private const string To = "to";
    private const string AdminKubeconfig = KubeadmCommand.Home + "/admin.conf";

    private static readonly ParameterDefinition Ttl = new("ttl", ParameterType.Duration, "How long it can be used; a day when left out.", Example: "1h");
    private static readonly ParameterDefinition Description = new("description", ParameterType.Text, "What `kubeadm token list` says of it; run and step when left out.", Example: "for w7");
    private static readonly ParameterDefinition Groups = new("groups", ParameterType.TextList, "The groups that it is of; kubeadm's own when left out.", Example: "system:bootstrappers:kubeadm:default-node-token");

    /// <summary>Shell builtins write the file, so that the token stands in no argument list either. <c>FILE KUBECONFIG COMMAND…</c></summary>
    private const string Script = """
        # runbook: kubeadm token create
        umask 077
        to=$1 kubeconfig=$2
        shift 2
        field() { awk -v name="$1:" '$1 == name { print $2; exit }' "$kubeconfig"; }
        server=$(field server) authority=$(field certificate-authority-data)
        if [ -z "$server" ] || [ -z "$authority" ]; then exit 73; fi
        token=$("$@") || exit
        part=$to.new
        rm -f "$part"
        {
          printf 'apiVersion: v1\nkind: Config\nclusters:\n- name: cluster\n  cluster:\n    server: %s\n    certificate-authority-data: %s\n' "$server" "$authority"
          printf 'users:\n- name: joining\n  user:\n    token: %s\n' "$token"
          printf 'contexts:\n- name: joining\n  context:\n    cluster: cluster\n    user: joining\ncurrent-context: joining\n'
        } >"$part" && mv -f "$part" "$to" || exit
        printf '#token\t%s\n' "${token%%.*}"

        """;

    private const int NoAddress = 73;

    public VerbDefinition Definition { get; } = new()
    {
        Name = "token create",
        Summary = "Makes a token for machines that join, in a file on the node of the control plane that only its owner can read; `join` takes it as `discovery-file`. The token itself is never printed.",
        HasSideEffect = true,
        Parameters =
        [
            new(To, ParameterType.Path, "The file to write; best under /run, which is gone with the next restart.", Required: true, Example: "/run/join.conf"),
            Ttl, Description, Groups, KubeadmFlags.Kubeconfig,
        ],
        Outputs =
        [
            new("path", ParameterType.Path, "The file. It is a secret: remove it when it has served."),
            new("token_id", ParameterType.Text, "The part of the token that is no secret; `kubeadm token delete` takes it."),
        ],
        Example = """
            - id: token
              kubeadm: { token create: , to: /run/join.conf, ttl: 1h }
            """,
    };

    /// <summary>A step that begins makes a new one. In doubt, a file that is there is whole and the attempt's own when it is no older.</summary>
    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var path = TargetPath.Of(context, To);
        if (Restarts.IsInDoubt(context) && (await context.Files.StatAsync(path, cancellation))?.ModifiedAt >= context.StartedAt)
            return new ProbeResult.Satisfied(Outputs(path, ""));
        return new ProbeResult.Needed($"make a token in {path}");
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var path = TargetPath.Of(context, To);
        var result = await context.Commands.ExecuteAsync("", Create(context, path), cancellation);
        if (CommandOutcomes.OfMissingExit(result) is { } missing)
            return missing;
        return result.ExitStatus switch
        {
            0 => new StepOutcome.Succeeded(Outputs(path, Id(result.Stdout))),
            NoAddress => new StepOutcome.Failed(new(
                "no-kubeconfig", $"{KubeconfigOf(context)} on {context.Target} does not tell how the cluster is reached", Retryable: false, "a node of the control plane is needed; or name another file with `kubeconfig`")),
            _ => new StepOutcome.Failed(KubeadmFailures.Of(result, "token-failed", $"{context.Target} made no token")),
        };
    }

    private static Command Create(StepContext context, string path)
    {
        var description = context.Arguments.TextOrNull(Description.Name) is { Length: > 0 } given ? given : $"runbook {context.Run} {context.Path}";
        ImmutableArray<string> words =
        [
            KubeadmCommand.Program, "token", "create", $"--description={description}", $"--kubeconfig={KubeconfigOf(context)}", .. KubeadmFlags.Given(context, Ttl, Groups),
        ];
        return KubeadmCommand.Script(Script, [path, KubeconfigOf(context), .. words]);
    }

    private static string KubeconfigOf(StepContext context) => context.Arguments.TextOrNull(KubeadmFlags.Kubeconfig.Name) is { Length: > 0 } path ? path : AdminKubeconfig;

    private static string Id(string text) => text.Split('\n').Where(static l => l.StartsWith("#token\t", StringComparison.Ordinal)).Select(static l => l[7..].Trim()).FirstOrDefault() ?? "";

    private static Value.Map Outputs(string path, string id) => OutputMap.Of(("path", OutputMap.Text(path)), ("token_id", OutputMap.Text(id)));
}
