using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Assert;

/// <summary>The tool <c>assert</c>: stops the run when something is not as its author took for granted.</summary>
internal sealed class AssertHandler : IStepHandler
{
    private const string ConditionName = "condition";
    private const string MessageName = "message";

    public ToolDefinition Definition { get; } = new("assert", "Fails when a condition is false.",
        [
            new()
            {
                Name = "that",
                Summary = "Fails when a condition is false; trying again would not help, so it is never retried by itself.",
                HasSideEffect = false,
                Main = new(ConditionName, ParameterType.Condition, "A bare expression that must be true.", Required: true,
                    Example: "steps.verify.total_key > 0"),
                Parameters = [new(MessageName, ParameterType.Text, "What to tell the operator when it is false.", Example: "the snapshot holds no keys")],
                Outputs = [],
                Example = """
                    - id: members
                      assert: { that: inputs.members > 2, message: "{{ inputs.members }} members are too few" }
                    """,
            },
        ],
        DefaultVerb: "that");

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(Judge(context.Arguments));

    private static StepOutcome Judge(Arguments arguments) => arguments.Flag(ConditionName)
        ? new StepOutcome.Unchanged(OutputMap.Of())
        : new StepOutcome.Failed(new(
            "assertion",
            arguments.TextOrNull(MessageName) ?? "the condition is false",
            Retryable: false,
            "make the condition true, or correct the step, then resume"));
}
