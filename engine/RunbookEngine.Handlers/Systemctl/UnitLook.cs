using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Systemctl;

/// <summary>Asks systemd on the target what a unit is. Only looks.</summary>
internal static class UnitLook
{
    private const int LogLines = 20;
    private const int LongestLine = 500;

    /// <summary>The unit as it is now.</summary>
    /// <exception cref="StepFailureException">systemd does not answer, or knows no such unit.</exception>
    public static async Task<UnitState> AtAsync(StepContext context, UnitSettings settings, CancellationToken cancellation)
    {
        var result = await context.Commands.QueryAsync(Show(settings.Unit), cancellation);
        if (result.Exit is CommandExit.NotStarted(var reason))
            throw new StepFailureException(CommandOutcomes.NotStarted(reason));
        if (!result.Succeeded || UnitState.Parse(result.Stdout) is not { } unit)
            throw new StepFailureException(SystemctlFailures.Unreadable(result));
        return unit.Exists ? unit : throw new StepFailureException(SystemctlFailures.NotFound(settings.Unit, context.Target));
    }

    /// <summary>The last lines that the unit wrote; empty when they cannot be read.</summary>
    public static async Task<ImmutableArray<string>> LogAsync(StepContext context, UnitSettings settings, CancellationToken cancellation)
    {
        var result = await context.Commands.QueryAsync(Log(settings.Unit), cancellation);
        var lines = result.Stdout.Split('\n').Select(static l => l.TrimEnd()).Where(static l => l.Length > 0);
        return result.Succeeded ? [.. lines.TakeLast(LogLines).Select(static l => l.Length > LongestLine ? l[..LongestLine] + "…" : l)] : [];
    }

    public static Value.Map Outputs(UnitState unit) => OutputMap.Of(
        ("unit", OutputMap.Text(unit.Id)),
        ("active_state", OutputMap.Text(unit.Active)),
        ("sub_state", OutputMap.Text(unit.Sub)),
        ("unit_file_state", OutputMap.Text(unit.File)),
        ("invocation_id", OutputMap.Text(unit.InvocationId)));

    private static Command Show(string unit) => UnitCommand.Of(["show", "--property=" + string.Join(',', UnitState.Properties), "--", unit]);

    private static Command Log(string unit) => new()
    {
        Arguments = ["journalctl", "--unit=" + unit, "--lines=20", "--no-pager", "--quiet", "--output=short-iso", "--no-hostname"],
        Environment = UnitCommand.Plain,
    };
}
