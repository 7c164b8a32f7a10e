using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Apt;

/// <summary><c>remove</c>: takes packages off, and no others.</summary>
internal sealed class RemovePackages : PackageVerb
{
    public override VerbDefinition Definition => AptDefinition.Remove;

    protected override AptSettings Settings(StepContext context) => AptSettings.Naming(context);

    protected override Task<ProbeResult> LookAsync(StepContext context, AptSettings settings, AptFacts facts, CancellationToken cancellation)
    {
        var there = There(context, settings, facts);
        return Task.FromResult<ProbeResult>(there.Length == 0
            ? new ProbeResult.Satisfied(Outputs(AptChanges.None))
            : new ProbeResult.Needed($"{Word(context)} {string.Join(", ", there)}"));
    }

    protected override (AptPlan? Plan, StepFailure? Failure) Plan(StepContext context, AptSettings settings, AptFacts facts)
    {
        var there = There(context, settings, facts);
        return (new() { Words = there.Length == 0 ? [] : [Word(context), .. there] }, null);
    }

    protected override StepFailure? Judge(AptSettings settings, AptFacts facts, AptSimulation simulation)
    {
        var names = settings.Names;
        var others = simulation.Removals.Where(n => !names.Contains(n)).ToArray();
        return others.Length == 0 || settings.AllowRemovals ? null : AptFailures.WouldRemove(others, "removal");
    }

    /// <summary>What was judged is removed; apt-get's own brake would stop just that.</summary>
    protected override Command Act(AptSettings settings, AptPlan plan) => AptCommand.Act(settings with { AllowRemovals = true }, plan);

    protected override Task<StepOutcome> EndAsync(
        StepContext context, AptSettings settings, AptChanges changes, AptSimulation simulation, CancellationToken cancellation) =>
        Task.FromResult<StepOutcome>(new StepOutcome.Succeeded(Outputs(changes)));

    private static string Word(StepContext context) => context.Arguments.Flag(AptDefinition.Purge) ? "purge" : "remove";

    private static string[] There(StepContext context, AptSettings settings, AptFacts facts) =>
        [.. settings.Names.Where(n => facts.Packages.GetValueOrDefault(n) is { } p && p.Status != "not-installed" && (p.Status != "config-files" || Word(context) == "purge"))];

    private static Value.Map Outputs(AptChanges changes) => OutputMap.Of(("packages", changes.Outputs()));
}
