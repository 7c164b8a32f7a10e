using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>
/// A verb that changes what runs on a node. One command, <see cref="UpgradeScript"/>, notes, mends and acts, so that an engine that dies finds all of it or nothing. kubeadm is made to be run again:
/// what an attempt left half done, the next one finishes.
/// </summary>
internal abstract class UpgradeVerb : IKubeadmVerb
{
    public abstract VerbDefinition Definition { get; }

    protected static ImmutableArray<OutputDefinition> CommonOutputs { get; } =
    [
        new("restored", ParameterType.TextList, "Manifests that an attempt which was cut off had left out, and that were copied back first."),
        new("backups", ParameterType.TextList, "Folders on the node in which kubeadm keeps what was there before; it never removes them."),
    ];

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var look = await context.Commands.QueryAsync(UpgradeScript.Looks(context), cancellation);
        if (!look.Succeeded)
            return ProbeResult.Unknown;
        var facts = NodeFacts.Parse(look.Stdout);
        if (facts is { IsBegun: true, Missing: { IsEmpty: false } missing })
            return new ProbeResult.Needed($"copy back the manifest of {string.Join(", ", missing)}, and finish what an attempt of this step has begun");
        if (facts.IsBegun)
            return new ProbeResult.Needed("finish what an attempt of this step has begun");
        return await LookAsync(context, facts, cancellation);
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        if (await RefuseAsync(context, cancellation) is { } refused)
            return refused;
        var result = await context.Commands.ExecuteAsync("", UpgradeScript.Around(context, Words(context)), cancellation);
        if (CommandOutcomes.OfMissingExit(result) is { } missing)
            return missing;
        var said = NodeFacts.Parse(result.Stdout);
        return result.ExitStatus switch
        {
            0 => new StepOutcome.Succeeded(Outputs(context, said)),
            UpgradeScript.Stray => new StepOutcome.Failed(KubeadmFailures.Stray(context.Target, said.Strays)),
            UpgradeScript.Missing => new StepOutcome.Failed(KubeadmFailures.ManifestMissing(context.Target, said.Missing)),
            _ => new StepOutcome.Failed(await ExplainAsync(context, result, said, cancellation)),
        };
    }

    /// <summary>Whether there is something to do, when no attempt has begun.</summary>
    protected abstract Task<ProbeResult> LookAsync(StepContext context, NodeFacts facts, CancellationToken cancellation);

    /// <summary>Why it must not begin; null when it may.</summary>
    protected virtual Task<StepOutcome?> RefuseAsync(StepContext context, CancellationToken cancellation) => Task.FromResult<StepOutcome?>(null);

    /// <summary>What kubeadm is told.</summary>
    protected abstract ImmutableArray<string> Words(StepContext context);

    /// <summary>What the step puts out.</summary>
    protected abstract Value.Map Outputs(StepContext context, NodeFacts said);

    /// <summary>The version that the control plane is brought to; null when the step does not say.</summary>
    protected virtual string? TargetOf(StepContext context) => null;

    protected static (string Name, Value Value)[] Common(NodeFacts said) =>
        [("restored", Texts(said.Restored)), ("backups", Texts(said.Backups))];

    /// <summary>Judges by what is on the node now, since kubeadm's exit status is 1 for nearly everything.</summary>
    private async Task<StepFailure> ExplainAsync(StepContext context, CommandResult result, NodeFacts said, CancellationToken cancellation)
    {
        var words = $"kubeadm {context.Verb.Name} did not succeed on {context.Target}";
        if (result.ExitStatus is 2 or 3 or 127 || said.Backups.IsEmpty)
            return KubeadmFailures.Of(result, "upgrade-failed", words, "read its last lines above, mend that, then resume: kubeadm can be run again");
        var look = await context.Commands.QueryAsync(UpgradeScript.Looks(context), cancellation);
        var (code, what, hint) = look.Succeeded ? UpgradeStand.Of(NodeFacts.Parse(look.Stdout), TargetOf(context)) : UpgradeStand.Unknown;
        return KubeadmFailures.Of(result, code, $"{words}: {what}", hint);
    }

    private static Value.List Texts(ImmutableArray<string> texts) => new Value.List([.. texts.Select(static t => new Value.Text(t))]);
}
