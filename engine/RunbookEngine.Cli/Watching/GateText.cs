using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Watching;

/// <summary>The clock of a gate. Pure.</summary>
internal static class GateText
{
    /// <summary><c>good 1 of 3, again in 7s, gives up in 14m02s</c>.</summary>
    public static string Of(PlanNode node, StepState state, DateTimeOffset now)
    {
        var gate = node.Gate!;
        var again = state.NotBefore is { } next ? $", again in {Elapsed.Ticking(next - now)}" : "";
        var end = Timeout(gate.Timeout, Gate.DefaultTimeout) is { } timeout && state.BeganAt is { } began ? $", gives up in {Elapsed.Ticking(began + timeout - now)}" : "";
        return $"good {state.Streak} of {gate.Consecutive}{again}{end}";
    }

    /// <summary>A time that its author wrote down; null where it is worked out during the run, or there is none.</summary>
    public static TimeSpan? Timeout(Argument? argument, TimeSpan? otherwise) => argument switch
    {
        null => otherwise,
        Argument.Constant { Value: var value } when Durations.TryParse(value.ToString() ?? "", out var time) => time,
        _ => null,
    };
}
