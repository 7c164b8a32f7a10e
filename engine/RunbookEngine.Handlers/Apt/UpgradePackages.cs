using RunbookEngine.Execution;
using RunbookEngine.Handlers.Reboot;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Apt;

/// <summary><c>upgrade</c> and <c>full-upgrade</c>: all packages to what the lists offer; what is held stays.</summary>
internal sealed class UpgradePackages(VerbDefinition definition) : PackageVerb
{
    public override VerbDefinition Definition => definition;

    protected override AptSettings Settings(StepContext context) => AptSettings.From(context, []);

    protected override async Task<ProbeResult> LookAsync(StepContext context, AptSettings settings, AptFacts facts, CancellationToken cancellation)
    {
        var simulation = await AptLook.SimulateAsync(context, settings, Words(context), cancellation);
        return simulation.IsEmpty
            ? new ProbeResult.Satisfied(await OutputsAsync(context, AptChanges.None, simulation, cancellation))
            : new ProbeResult.Needed($"upgrade {simulation.Words()}");
    }

    protected override (AptPlan? Plan, StepFailure? Failure) Plan(StepContext context, AptSettings settings, AptFacts facts) => (Words(context), null);

    protected override StepFailure? Judge(AptSettings settings, AptFacts facts, AptSimulation simulation)
    {
        if (!settings.AllowRemovals && !simulation.Removals.IsEmpty)
            return AptFailures.WouldRemove(simulation.Removals, "upgrade");
        if (simulation.Installs.Where(static i => i.IsDowngrade).ToArray() is { Length: > 0 } older && !settings.AllowDowngrades)
            return AptFailures.Downgrade(older);
        return simulation.Installs.Select(static i => i.Name).Where(facts.Held.Contains).ToArray() is { Length: > 0 } held ? AptFailures.Held(held) : null;
    }

    protected override async Task<StepOutcome> EndAsync(
        StepContext context, AptSettings settings, AptChanges changes, AptSimulation simulation, CancellationToken cancellation) =>
        new StepOutcome.Succeeded(await OutputsAsync(context, changes, simulation, cancellation));

    private static AptPlan Words(StepContext context) =>
        new() { Words = context.Verb.Name == AptDefinition.FullUpgrade ? ["dist-upgrade"] : ["--with-new-pkgs", "upgrade"] };

    private static async Task<Value.Map> OutputsAsync(StepContext context, AptChanges changes, AptSimulation simulation, CancellationToken cancellation)
    {
        var need = await RebootNeed.LookAsync(context, cancellation);
        return OutputMap.Of(
            ("packages", changes.Outputs()),
            ("count", OutputMap.Integer(changes.Moved.Length)),
            ("kept_back", AptChanges.Texts(simulation.KeptBack)),
            ("reboot_required", OutputMap.Flag(need.IsThere)),
            ("reboot_reason", OutputMap.Text(need.Words)));
    }
}
