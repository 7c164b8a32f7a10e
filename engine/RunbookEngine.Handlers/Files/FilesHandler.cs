using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Files;

/// <summary>
/// The tool <c>file</c>. Every verb first looks and then does only what is missing, so that an attempt that was cut off anywhere can be made again.
/// What finds nothing to do after the look that came before it was most likely its own work before a crash; so a run always counts as a change, and
/// only a probe says that there was nothing to do.
/// </summary>
internal sealed class FilesHandler : IStepHandler
{
    private static readonly ImmutableArray<FileVerb> Verbs =
    [
        new WriteFile(), new ReadFile(), new StatFile(), new ListFolder(), new CopyFile(), new MoveFile(), new RemoveFile(), new MakeDirectory(),
        new ChangeMode(), new ChangeOwner(), new UploadFile(), new DownloadFile(),
    ];

    public ToolDefinition Definition { get; } = new(
        "file",
        "Looks at and changes files and folders on the target; every change is whole or not made at all.",
        [.. Verbs.Select(static v => v.Definition)]);

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        if (!context.Verb.HasSideEffect)
            return ProbeResult.Unknown;
        var task = await LookAsync(context, cancellation);
        return task.Change is { } change ? new ProbeResult.Needed(change) : new ProbeResult.Satisfied(await task.Outputs(cancellation));
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var task = await LookAsync(context, cancellation);
        if (task.Change is not null)
            await task.Act(cancellation);
        var outputs = await task.Outputs(cancellation);
        return context.Verb.HasSideEffect ? new StepOutcome.Succeeded(outputs) : new StepOutcome.Unchanged(outputs);
    }

    private static Task<FileTask> LookAsync(StepContext context, CancellationToken cancellation) =>
        Verbs.Single(v => v.Definition.Name == context.Verb.Name).LookAsync(context, cancellation);
}
