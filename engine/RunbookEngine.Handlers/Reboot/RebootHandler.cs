using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Reboot;

/// <summary>
/// Reboots a host. Only a new boot id proves it: the command itself may end with anything or be lost, and a host that does not answer is what is
/// expected for a while. The boot id to compare with stands in the journal, so an engine that dies in between reboots nothing twice.
/// </summary>
internal sealed class RebootHandler : IStepHandler
{
    private const string Label = "reboot";
    private const string Script = "# runbook: reboot after\n[ \"$1\" = 0 ] || sleep \"$1\"; exec systemctl --no-ask-password --message=\"$2\" reboot";

    public ToolDefinition Definition => RebootDefinition.Tool;

    public async Task<ProbeResult> ProbeAsync(StepContext context, CancellationToken cancellation)
    {
        if (context.Target == "local")
            return ProbeResult.Unknown;
        if (await Restarts.SinceAttemptAsync(context, cancellation))
            return new ProbeResult.Satisfied(await OutputsAsync(context, rebooted: true, cancellation));
        if (context.Verb.Name == RebootDefinition.Now)
            return new ProbeResult.Needed($"reboot {context.Target}");
        var need = await RebootNeed.LookAsync(context, cancellation);
        return need.IsThere
            ? new ProbeResult.Needed($"reboot {context.Target}: {need.Words}")
            : new ProbeResult.Satisfied(await OutputsAsync(context, rebooted: false, cancellation));
    }

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellation)
    {
        if (context.Target == "local")
            return new StepOutcome.Failed(RebootFailures.NotOnLocal);
        var before = context.BootId ?? await context.Commands.GetBootIdAsync(cancellation);
        var wait = new RebootWait(context, before);
        if (await wait.IsNewAsync(cancellation) != true)
        {
            context.Progress($"rebooting {context.Target}");
            var failure = await wait.ForNewBootAsync(await ActAsync(context, cancellation), cancellation);
            if (failure is not null)
                return new StepOutcome.Failed(failure);
        }

        return await wait.ForServicesAsync(cancellation) is { } late
            ? new StepOutcome.Failed(late)
            : new StepOutcome.Succeeded(await OutputsAsync(context, rebooted: true, cancellation));
    }

    /// <summary>What became of the command; null when the host took the answer with it.</summary>
    private static async Task<CommandResult?> ActAsync(StepContext context, CancellationToken cancellation)
    {
        try
        {
            return await context.Commands.ExecuteAsync(Label, Reboot(context), cancellation);
        }
        catch (TargetLostException e) when (!RebootWait.IsFinal(e))
        {
            return null;
        }
    }

    private static Command Reboot(StepContext context)
    {
        var delay = context.Arguments.DurationOrNull(RebootDefinition.Delay) ?? TimeSpan.Zero;
        var seconds = ((long)delay.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var message = context.Arguments.TextOrNull(RebootDefinition.Message) ?? $"runbook {context.Run}";
        return new()
        {
            Arguments = ["sh", "-c", Script, "sh", seconds, message],
            Environment = [new("LC_ALL", new Value.Text("C"))],
        };
    }

    private static async Task<Value.Map> OutputsAsync(StepContext context, bool rebooted, CancellationToken cancellation)
    {
        var kernel = await context.Commands.QueryAsync(new() { Arguments = ["uname", "-r"] }, cancellation);
        return OutputMap.Of(
            ("rebooted", OutputMap.Flag(rebooted)),
            ("boot_id", OutputMap.Text(await context.Commands.GetBootIdAsync(cancellation))),
            ("kernel", OutputMap.Text(kernel.Stdout.Trim())),
            ("system_state", OutputMap.Text(await RebootWait.SystemStateAsync(context, cancellation))));
    }
}
