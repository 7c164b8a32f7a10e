using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Apt;

/// <summary>
/// A verb that changes packages. Each of its commands has a name of its own: <c>prepare</c> notes on the target what is there, finishes what a dpkg that was
/// cut off had begun, and looks; where the lists offer no such version, <c>refresh</c> fetches them and <c>look</c> looks again; <c>simulate</c> says what
/// apt-get would do; the verb itself acts; <c>finish</c> compares with the note. An engine that dies in between finds each one's answer again, and a new
/// attempt after a loss of power finds the note.
/// </summary>
internal abstract class PackageVerb : IAptVerb
{
    public abstract VerbDefinition Definition { get; }

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var settings = Settings(context);
        var facts = await AptLook.AtAsync(context, settings, cancellation);
        if (facts.IsBegun)
            return new ProbeResult.Needed("finish what an attempt of this step has begun");
        if (settings.Repairs && facts.IsInterrupted)
            return new ProbeResult.Needed("finish what a dpkg that was interrupted has begun");
        return await LookAsync(context, settings, facts, cancellation);
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var settings = Settings(context);
        var prepared = await context.Commands.ExecuteAsync("prepare", AptCommand.Prepare(context, settings), cancellation);
        if (Stop(prepared, "prepare-failed", $"the packages of {context.Target} could not be looked at") is { } stop)
            return stop;
        var facts = AptFacts.Parse(prepared.Stdout);
        var (plan, failure) = Plan(context, settings, facts);
        if (failure is { Code: AptFailures.NoSuchVersion })
        {
            var looked = await LookAgainAsync(context, settings, cancellation);
            if (CommandOutcomes.OfMissingExit(looked) is { } missing)
                return missing;
            if (looked.Succeeded)
            {
                facts = AptFacts.Parse(looked.Stdout);
                (plan, failure) = Plan(context, settings, facts);
            }
        }

        if (failure is not null)
            return await DropAsync(context, failure, cancellation);
        var simulation = new AptSimulation([], [], []);
        if (!plan!.Words.IsEmpty)
        {
            var simulated = await context.Commands.ExecuteAsync("simulate", AptCommand.Simulate(settings, plan), cancellation);
            if (CommandOutcomes.OfMissingExit(simulated) is { } lost)
                return lost;
            if (!simulated.Succeeded)
                return await DropAsync(context, AptFailures.Of(simulated, "apt-failed", NoWay(context, simulated)), cancellation);
            simulation = AptSimulation.Parse(simulated.Stdout);
            if (Judge(settings, facts, simulation) is { } forbidden)
                return await DropAsync(context, forbidden, cancellation);
            context.Progress(simulation.IsEmpty ? "apt-get has nothing to do" : simulation.Words());
        }

        var acted = await context.Commands.ExecuteAsync(context.Verb.Name, Act(settings, plan), cancellation);
        if (Stop(acted, "apt-failed", $"apt-get {context.Verb.Name} did not succeed") is { } failed)
            return failed;
        var finished = await context.Commands.ExecuteAsync("finish", AptCommand.Finish(context), cancellation);
        return Stop(finished, "finish-failed", "what was changed could not be told")
            ?? await EndAsync(context, settings, AptChanges.Parse(finished.Stdout), simulation, cancellation);
    }

    /// <summary>The lists may be older than what is wanted: an earlier step fetched them while the repository lacked it.</summary>
    private static async Task<CommandResult> LookAgainAsync(StepContext context, AptSettings settings, CancellationToken cancellation)
    {
        var fetched = await context.Commands.ExecuteAsync("refresh", AptCommand.Update(settings), cancellation);
        return fetched.Succeeded ? await context.Commands.ExecuteAsync("look", AptCommand.Look(context, settings), cancellation) : fetched;
    }

    /// <summary>A machine that shuts down ends what looks, too.</summary>
    private static string NoWay(StepContext context, CommandResult simulated) => simulated.ExitStatus > 128
        ? "apt-get was ended while it looked; nothing was done"
        : $"apt-get sees no way to {context.Verb.Name} this; nothing was done";

    protected abstract AptSettings Settings(StepContext context);

    /// <summary>Whether there is something to do, when nothing is unfinished.</summary>
    protected abstract Task<ProbeResult> LookAsync(StepContext context, AptSettings settings, AptFacts facts, CancellationToken cancellation);

    /// <summary>What is to do, or why it cannot be done. Pure.</summary>
    protected abstract (AptPlan? Plan, StepFailure? Failure) Plan(StepContext context, AptSettings settings, AptFacts facts);

    /// <summary>Why what apt-get would do must not be done; null when it may. Pure.</summary>
    protected abstract StepFailure? Judge(AptSettings settings, AptFacts facts, AptSimulation simulation);

    /// <summary>The command that acts.</summary>
    protected virtual Command Act(AptSettings settings, AptPlan plan) => AptCommand.Act(settings, plan);

    /// <summary>The outcome once all is done.</summary>
    protected abstract Task<StepOutcome> EndAsync(
        StepContext context, AptSettings settings, AptChanges changes, AptSimulation simulation, CancellationToken cancellation);

    /// <summary>Nothing was done, so the note is of no more use.</summary>
    private static async Task<StepOutcome> DropAsync(StepContext context, StepFailure failure, CancellationToken cancellation)
    {
        await context.Commands.ExecuteAsync("finish", AptCommand.Finish(context), cancellation);
        return new StepOutcome.Failed(failure);
    }

    private static StepOutcome? Stop(CommandResult result, string code, string message) =>
        CommandOutcomes.OfMissingExit(result) ?? (result.Succeeded ? null : new StepOutcome.Failed(AptFailures.Of(result, code, message)));
}
