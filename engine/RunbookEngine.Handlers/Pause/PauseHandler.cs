using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Pause;

/// <summary>The tool <c>pause</c>: the run stands still until a person resumes it, such as for work by hand.</summary>
internal sealed class PauseHandler : IStepHandler
{
    private const string MessageName = "message";

    public ToolDefinition Definition { get; } = new("pause", "Stops the run until a person resumes it.",
        [
            new()
            {
                Name = MessageName,
                Summary = "Waits until the run is resumed.",
                HasSideEffect = false,
                Main = new(MessageName, ParameterType.Text, "What to do meanwhile.", Required: true, Example: "Swap the disk, then resume."),
                Outputs =
                [
                    new("by", ParameterType.Text, "Who resumed."),
                    new("note", ParameterType.Text, "What they said; nothing when they said nothing."),
                ],
                Example = """
                    - id: by_hand
                      pause: Swap the disk of the machine, then resume.
                    """,
            },
        ],
        DefaultVerb: MessageName);

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation) => Task.FromResult<StepOutcome>(context.Answer is { } answer
        ? new StepOutcome.Unchanged(OutputMap.Of(("by", OutputMap.Text(answer.By)), ("note", OutputMap.Text(answer.Note))))
        : new StepOutcome.Waiting(new(WaitKind.Pause, context.Arguments.Text(MessageName))));
}
