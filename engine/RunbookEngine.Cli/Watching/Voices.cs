using RunbookEngine.Cli.Following;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Watching;

/// <summary>The last lines of each step that runs.</summary>
internal sealed class Voices
{
    private const int MostLines = 500;

    private readonly Dictionary<StepPath, List<SaidLine>> _lines = [];

    /// <summary>How many lines were taken: what is made of them is made anew when it has grown.</summary>
    public long Heard { get; private set; }

    /// <summary>Takes what is new.</summary>
    public void Take(IEnumerable<Seen> seen, RunState state)
    {
        foreach (var one in seen)
        {
            if (one is Seen.Heard(var line) && IsHeard(state[line.Step], line))
                Add(line);
            else if (one is Seen.Happened(RunEvent.OfStep { Step: var step } and (RunEvent.StepStarted or RunEvent.StepFinished), _))
                _lines.Remove(step);
        }
    }

    /// <summary>Of one step, oldest first.</summary>
    public IReadOnlyList<SaidLine> Of(StepPath step) => _lines.GetValueOrDefault(step) ?? [];

    /// <summary>What was said by an attempt that is over is in the journal, or of no concern.</summary>
    private static bool IsHeard(StepState step, SaidLine line) =>
        step is { Status: StepStatus.Running or StepStatus.Retrying or StepStatus.Waiting, StartedAt: { } start } && line.At >= start.AddMilliseconds(-1);

    private void Add(SaidLine line)
    {
        if (!_lines.TryGetValue(line.Step, out var lines))
            _lines[line.Step] = lines = [];
        lines.Add(line);
        Heard++;
        if (lines.Count > 2 * MostLines)
            lines.RemoveRange(0, MostLines);
    }
}
