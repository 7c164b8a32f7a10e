using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Handlers.Shell;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Wait;

/// <summary>Waits. It keeps nothing: where a wait stands follows from the start of the attempt and from what is true now.</summary>
internal sealed class WaitHandler : IStepHandler
{
    /// <summary>The clock is looked at again after so long, so that a machine that slept does not wait its sleep over again.</summary>
    private static readonly TimeSpan LongestNap = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(5);

    public ToolDefinition Definition => WaitDefinition.Tool;

    public Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation) => Task.FromResult(ProbeResult.Unknown);

    public Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation) => context.Verb.Name switch
    {
        WaitDefinition.For => ForAsync(context, cancellation),
        WaitDefinition.UntilFile => UntilFileAsync(context, cancellation),
        _ => UntilAsync(context, cancellation),
    };

    private static async Task<StepOutcome> ForAsync(StepContext context, CancellationToken cancellation)
    {
        var duration = context.Arguments.DurationOrNull(WaitDefinition.Duration) ?? TimeSpan.Zero;
        var end = context.StartedAt + duration;
        context.Progress(string.Create(CultureInfo.InvariantCulture, $"waiting until {end.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"));
        while (end - context.Clock.GetUtcNow() is var left && left > TimeSpan.Zero)
            await Task.Delay(left < LongestNap ? left : LongestNap, context.Clock, cancellation);
        return new StepOutcome.Unchanged(OutputMap.Of());
    }

    private static async Task<StepOutcome> UntilFileAsync(StepContext context, CancellationToken cancellation)
    {
        var path = TargetPath.Of(context, WaitDefinition.Path);
        while (await context.Files.StatAsync(path, cancellation) is null)
            await PauseAsync(context, $"{path} is not there yet", cancellation);
        return new StepOutcome.Unchanged(OutputMap.Of());
    }

    private static async Task<StepOutcome> UntilAsync(StepContext context, CancellationToken cancellation)
    {
        var command = ShellCommand.Plain(ShellSettings.WithoutNul(WaitDefinition.Script, context.Arguments.Text(WaitDefinition.Script)));
        while (true)
        {
            var result = await context.Commands.QueryAsync(command, cancellation);
            if (result.Succeeded)
                return new StepOutcome.Unchanged(OutputMap.Of(("stdout", CommandOutcomes.Outputs(result)["stdout"]!)));
            if (result.Exit is CommandExit.NotStarted(var reason))
                return new StepOutcome.Failed(CommandOutcomes.NotStarted(reason));
            await PauseAsync(context, string.Create(CultureInfo.InvariantCulture, $"not yet: the script exited with {result.ExitStatus}"), cancellation);
        }
    }

    private static Task PauseAsync(StepContext context, string progress, CancellationToken cancellation)
    {
        context.Progress(progress);
        return Task.Delay(Intervals.Of(context, WaitDefinition.Interval, DefaultInterval), context.Clock, cancellation);
    }
}
