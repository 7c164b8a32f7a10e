using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Rehearsing;

/// <summary>A tool that reaches out by itself, past every port: in a rehearsal it does nothing, and says so.</summary>
internal sealed class UnsimulatedTool(IStepHandler real) : IStepHandler
{
    public ToolDefinition Definition => real.Definition;

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult<ProbeResult>(ProbeResult.Unknown);

    public Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation) => Task.FromResult<StepOutcome>(new StepOutcome.Failed(new(
        "not-simulated", $"`{Definition.Name}` would reach the network, and is not simulated", Retryable: false, $"leave the step out of a rehearsal with an input and `if`, or reach the same by `shell` with `rehearse`")));
}
