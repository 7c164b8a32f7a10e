using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>
/// Lets the handlers of a plan's steps look at their real targets before there is a run. Nothing is changed and nothing recorded; a step sees the world as it is now, not as the steps before it
/// will leave it. Safe from several threads.
/// </summary>
public sealed class PlanLook
{
    private readonly RunState _before;
    private readonly StepRunner _runner;

    /// <param name="services">Of which the journal is not used.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="inputs">The inputs of the run, secrets among them, which no answer shows.</param>
    /// <param name="environment">The values of the environment variables that the runbook lists.</param>
    /// <param name="baseDirectory">The folder that relative paths start from.</param>
    public PlanLook(EngineServices services, Plan plan, Value.Map inputs, Value.Map environment, string baseDirectory)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(inputs);
        var mask = new SecretMask(inputs.Entries.Select(static i => i.Value).OfType<Value.Secret>());
        var run = new RunId("plan");
        services = services with { Log = new MaskingLog(services.Log, mask), Diagnosis = IFailureDiagnosis.None };
        _runner = new(services, run, new(services.Expressions, run, inputs), mask, baseDirectory);
        _before = RunState.Empty.Apply(new RunEvent.RunCreated
        {
            At = services.Clock.GetUtcNow(), Name = plan.Runbook.Name, Hash = plan.Runbook.Hash, Sources = plan.Runbook.Sources, BaseDirectory = baseDirectory, Inputs = new([]),
            SecretInputs = [], Environment = environment, Lock = null, EngineVersion = services.EngineVersion, By = services.Self, Parallelism = 1,
        });
    }

    /// <summary>What looking shows for one step, whose settings must not need the outputs of other steps.</summary>
    /// <returns>What its handler says; or why nobody could look.</returns>
    public async Task<(ProbeResult Result, StepFailure? Failure)> AtAsync(PlanNode node, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(node);
        var (step, failure) = _runner.Prepare(node, _before);
        return step is null ? (ProbeResult.Unknown, failure) : await _runner.ForeseeAsync(step, StepState.Initial, cancellation);
    }
}
