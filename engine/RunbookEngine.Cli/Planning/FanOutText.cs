using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Planning;

/// <summary>How a <c>for-each</c> spreads, for people. Pure.</summary>
internal static class FanOutText
{
    /// <summary>Batches, gate and threshold; nothing for any other step.</summary>
    public static IEnumerable<string> Lines(PlanNode node, Plan plan, int width)
    {
        if (node is not { FanOut: { } fanOut, Step: ForEachStep step })
            yield break;
        foreach (var line in TerminalText.Wrap(fanOut.IsKnown ? Batches(fanOut, plan) : Unknown(step), Math.Max(20, width)))
            yield return line;
        if (step.Gate is { } gate)
            yield return TerminalText.Fit(TerminalText.Line(Of(gate)), Math.Max(20, width));
        if (fanOut.IsKnown && fanOut.Lanes > 0)
            yield return fanOut.MaxFailures == 0 ? "stops when a lane fails" : $"stops when more than {fanOut.MaxFailures} of {fanOut.Lanes} lanes fail";
        yield return $"each, as `{step.Variable}`:";
    }

    private static string Batches(FanOut fanOut, Plan plan)
    {
        if (fanOut.Lanes == 0)
            return "no hosts: nothing is done";
        var batches = fanOut.Batches.Select((b, i) => $"batch {i + 1}: {string.Join(' ', b.Select(l => plan[l].Lane!.Target))}");
        return $"{(fanOut.Lanes == 1 ? "1 host" : $"{fanOut.Lanes} hosts")}, {string.Join(" · ", batches)}";
    }

    private static string Unknown(ForEachStep step)
    {
        var batches = step.Batches is { } sizes ? $", batches of {OneLane.Written(sizes)}" : ", one at a time";
        return $"hosts not known{batches}{(step.MaxFailures is { } most ? $", at most {OneLane.Written(most)} failures" : "")}";
    }

    private static string Of(Gate gate)
    {
        var times = gate.Consecutive > 1 ? $", {gate.Consecutive} times in a row" : "";
        var most = gate.Timeout is { } timeout ? OneLane.Written(timeout) : "15m";
        return $"gate before, between and after: {OneLane.Written(gate.Step)}{times}, for at most {most}";
    }
}
