using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Approve;

/// <summary>The tool <c>approve</c>: a person must say yes before the run goes on.</summary>
internal sealed class ApproveHandler : IStepHandler
{
    private const string MessageName = "message";

    public ToolDefinition Definition { get; } = new("approve", "Asks a person whether the run may go on.",
        [
            new()
            {
                Name = MessageName,
                Summary = "Waits for a person's yes or no; a no fails the step.",
                HasSideEffect = false,
                Main = new(MessageName, ParameterType.Text, "The question, with all that is needed to answer it.", Required: true,
                    Example: "Replace the data of 3 members?"),
                Outputs =
                [
                    new("by", ParameterType.Text, "Who answered."),
                    new("note", ParameterType.Text, "What they said; nothing when they said nothing."),
                ],
                Example = """
                    - id: confirm
                      approve: Replace the data of every member?
                    """,
            },
        ],
        DefaultVerb: MessageName);

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation) =>
        Task.FromResult(Judge(context.Arguments.Text(MessageName), context.Answer));

    private static StepOutcome Judge(string message, Answer? answer) => answer switch
    {
        null => new StepOutcome.Waiting(new(WaitKind.Approval, message)),
        { Approved: true } => new StepOutcome.Succeeded(Outputs(answer)),
        _ => new StepOutcome.Failed(
            new("rejected", answer.Note is { } note ? $"{answer.By} said no: {note}" : $"{answer.By} said no", Retryable: false,
                "settle it with them, then resume: the question is asked again"),
            Outputs(answer)),
    };

    private static Value.Map Outputs(Answer answer) => OutputMap.Of(("by", OutputMap.Text(answer.By)), ("note", OutputMap.Text(answer.Note)));
}
