using System.Text;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;

namespace RunbookEngine.Cli.Watching;

/// <summary>All lanes of a <c>for-each</c> on one line, a mark for each, or for several where there are more than columns: then the most pressing of them. Pure.</summary>
internal static class LaneStrip
{
    private static readonly StepStatus[] s_pressing =
    [
        StepStatus.Failed, StepStatus.Waiting, StepStatus.Retrying, StepStatus.Running, StepStatus.Pending, StepStatus.Skipped, StepStatus.Unchanged, StepStatus.Succeeded,
    ];

    /// <summary>The line, no wider than the columns.</summary>
    public static string Of(BoardRow.OfFanOut fanOut, Ink ink, int columns)
    {
        var batches = fanOut.Node.FanOut!.Batches.Length;
        var lanes = fanOut.Lanes.OrderBy(static l => l.Node.Lane!.Batch).ToList();
        var room = columns - TerminalText.Width(fanOut.Key) - 2;
        var each = lanes.Count + batches - 1 <= room ? 1 : 0;
        var legend = "";
        if (each == 0)
        {
            const int RoomOfLegend = 20;
            each = Math.Max(1, (lanes.Count + room - RoomOfLegend - 1) / Math.Max(1, room - RoomOfLegend));
            legend = $"  a mark for {each} lanes";
        }

        if (room < 30)
            return TerminalText.Fit($"{fanOut.Key}  {LaneFacts.Counts(fanOut.Lanes)}", columns);
        var line = new StringBuilder($"{fanOut.Key}  ");
        for (var i = 0; i < lanes.Count; i += each)
        {
            if (each == 1 && i > 0 && lanes[i].Node.Lane!.Batch != lanes[i - 1].Node.Lane!.Batch)
                line.Append('│');
            var status = lanes.Skip(i).Take(each).Select(static l => StatusOf(l)).MinBy(static s => Array.IndexOf(s_pressing, s));
            line.Append(StepWords.Paint(ink, status, StepWords.Mark(status)));
        }

        return line.Append(ink.Faint(legend)).ToString();
    }

    private static StepStatus StatusOf(LaneFact lane) => lane switch
    {
        { IsStopped: true } => StepStatus.Skipped,
        { IsAtWork: true, At: { } at } => at.State.Status is StepStatus.Waiting or StepStatus.Retrying or StepStatus.Failed ? at.State.Status : StepStatus.Running,
        _ => lane.State.Status,
    };
}
