using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Log;

/// <summary>The tool <c>log</c>: a line for whoever watches, kept among the step's outputs.</summary>
internal sealed class LogHandler : IStepHandler
{
    private const string MessageName = "message";

    public ToolDefinition Definition { get; } = new("log", "Tells something to whoever watches.",
        [
            new()
            {
                Name = MessageName,
                Summary = "Shows a message and keeps it in the run's record.",
                HasSideEffect = false,
                Main = new(MessageName, ParameterType.Text, "The message.", Required: true, Example: "Starting with the members."),
                Outputs = [new(MessageName, ParameterType.Text, "The message.")],
                Example = """
                    - log: Starting with the members.
                    """,
            },
        ],
        DefaultVerb: MessageName);

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var message = context.Arguments.Text(MessageName);
        return Task.FromResult<StepOutcome>(new StepOutcome.Unchanged(OutputMap.Of((MessageName, OutputMap.Text(message)))));
    }
}
