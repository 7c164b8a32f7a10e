using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Apt;

/// <summary><c>hold</c> and <c>unhold</c>. What is so already is not counted as this step's doing.</summary>
internal sealed class HoldPackages(VerbDefinition definition) : PackageVerb
{
    public override VerbDefinition Definition => definition;

    protected override AptSettings Settings(StepContext context) => AptSettings.Naming(context) with { Repairs = false };

    protected override Task<ProbeResult> LookAsync(StepContext context, AptSettings settings, AptFacts facts, CancellationToken cancellation)
    {
        var holds = context.Verb.Name == AptDefinition.Hold;
        var names = settings.Names.Where(n => facts.Held.Contains(n) != holds).ToArray();
        return Task.FromResult<ProbeResult>(names.Length == 0
            ? new ProbeResult.Satisfied(Outputs(context, AptChanges.None))
            : new ProbeResult.Needed($"{context.Verb.Name} {string.Join(", ", names)}"));
    }

    protected override (AptPlan? Plan, StepFailure? Failure) Plan(StepContext context, AptSettings settings, AptFacts facts) => (new(), null);

    protected override StepFailure? Judge(AptSettings settings, AptFacts facts, AptSimulation simulation) => null;

    protected override Command Act(AptSettings settings, AptPlan plan) => AptCommand.Mark(settings, Definition.Name);

    protected override Task<StepOutcome> EndAsync(
        StepContext context, AptSettings settings, AptChanges changes, AptSimulation simulation, CancellationToken cancellation)
    {
        var names = settings.Names;
        var mine = new AptChanges([.. changes.Packages.Where(c => names.Contains(c.Name.Split(':')[0]))]);
        return Task.FromResult<StepOutcome>(new StepOutcome.Succeeded(Outputs(context, mine)));
    }

    private static Value.Map Outputs(StepContext context, AptChanges changes) => context.Verb.Name == AptDefinition.Hold
        ? OutputMap.Of(("held", AptChanges.Texts(changes.Held)))
        : OutputMap.Of(("unheld", AptChanges.Texts(changes.Unheld)));
}
