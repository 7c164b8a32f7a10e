using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>Counts over the lanes of each <c>for-each</c>: how many failed, and how long the slowest took. Kept up as lanes end, so that asking costs nothing.</summary>
internal sealed class FanOutBook(Plan plan)
{
    private readonly Dictionary<StepPath, Page> _pages = [];

    /// <summary>Starts again from what the state says.</summary>
    public void Reset(IEnumerable<PlanNode> nodes, RunState state)
    {
        _pages.Clear();
        foreach (var node in nodes.Where(n => n.IsLane && state[n.Path].IsOver))
            Close(node, state);
    }

    /// <summary>A lane is over.</summary>
    public void Close(PlanNode node, RunState state)
    {
        if (!node.IsLane)
            return;
        var page = PageOf(node.Lane!.ForEach);
        if (HasFailed(state[node.Path]))
            page.Failed++;
        else if (state[node.Path].IsDone && TimeOf(node, state) is var time && time > page.Slowest)
            page.Slowest = time;
    }

    /// <summary>The <c>for-each</c> around a node in which too many lanes failed; null when there is none.</summary>
    public StepPath? TrippedAround(PlanNode node)
    {
        if (node.Gate is not null && IsTripped(node.Parent!.Value))
            return node.Parent;
        for (var lane = node.Lane; lane is not null; lane = plan[lane.ForEach].Lane)
        {
            if (IsTripped(lane.ForEach))
                return lane.ForEach;
        }

        return null;
    }

    /// <summary>How long the slowest lane took that ended well; null when none did.</summary>
    public TimeSpan? Slowest(StepPath forEach) => PageOf(forEach).Slowest is var time && time > TimeSpan.Zero ? time : null;

    /// <summary>Whether a lane failed by itself, and was not just stopped.</summary>
    public static bool HasFailed(StepState lane) => lane.Status == StepStatus.Failed && lane.Failure?.Code != GroupVerdict.Stopped;

    private bool IsTripped(StepPath forEach) => PageOf(forEach).Failed > plan[forEach].FanOut!.MaxFailures;

    /// <summary>The time that its steps took, so that a pause between two of them does not count.</summary>
    private TimeSpan TimeOf(PlanNode node, RunState state)
    {
        if (!node.IsGroup)
            return state[node.Path] is { StartedAt: { } start, EndedAt: { } end } ? end - start : TimeSpan.Zero;
        return node.Children.Aggregate(TimeSpan.Zero, (sum, child) => sum + TimeOf(plan[child], state));
    }

    private Page PageOf(StepPath forEach)
    {
        if (!_pages.TryGetValue(forEach, out var page))
            _pages[forEach] = page = new();
        return page;
    }

    private sealed class Page
    {
        public int Failed { get; set; }

        public TimeSpan Slowest { get; set; }
    }
}
