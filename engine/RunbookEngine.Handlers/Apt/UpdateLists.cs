using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Apt;

/// <summary><c>update</c>: fetches the lists of packages. Doing it twice does no harm.</summary>
internal sealed class UpdateLists : IAptVerb
{
    public VerbDefinition Definition => AptDefinition.Update;

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        if (context.Arguments.DurationOrNull(AptDefinition.MaxAge) is { } most && await AptLook.AgeOfListsAsync(context, cancellation) is { } age && age <= most)
            return new ProbeResult.Satisfied(OutputMap.Of());
        return new ProbeResult.Needed("fetch the lists of packages");
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var result = await context.Commands.ExecuteAsync("update", AptCommand.Update(AptSettings.From(context, [])), cancellation);
        return CommandOutcomes.OfMissingExit(result) ?? (result.Succeeded
            ? new StepOutcome.Succeeded(OutputMap.Of())
            : new StepOutcome.Failed(AptFailures.Of(result, "update-failed", $"{context.Target} could not fetch the lists of packages")));
    }
}
