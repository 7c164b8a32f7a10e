using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Shell;

/// <summary>Runs scripts. Whether one is done can be told only where the author says how: by <c>creates</c> or <c>unless</c>.</summary>
internal sealed class ShellHandler : IStepHandler
{
    private static readonly Value.Map Nothing =
        OutputMap.Of(("stdout", OutputMap.Text("")), ("stderr", OutputMap.Text("")), ("exit_status", OutputMap.Integer(0)));

    public ToolDefinition Definition => ShellDefinition.Tool;

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        var settings = ShellSettings.From(context);
        if (settings.Creates is null && settings.Unless is null)
            return ProbeResult.Unknown;
        if (settings.Creates is { } path && await context.Files.StatAsync(path, cancellation) is not null)
            return new ProbeResult.Satisfied(Nothing);
        if (settings.Unless is { } script && (await context.Commands.QueryAsync(ShellCommand.Looking(settings, script), cancellation)).Succeeded)
            return new ProbeResult.Satisfied(Nothing);
        return new ProbeResult.Needed(ShellCommand.Reason(settings));
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var settings = ShellSettings.From(context);
        var result = await context.Commands.ExecuteAsync("", ShellCommand.Acting(settings), cancellation);
        return CommandOutcomes.OfMissingExit(result) ?? ShellCommand.Judge(settings, result);
    }
}
