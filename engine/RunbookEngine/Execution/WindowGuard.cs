using System.Globalization;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Execution;

/// <summary>Holds back what must not start any more. Lanes that began go on to their end; what closes a run is not held.</summary>
internal sealed class WindowGuard(RunWindow window, Plan plan, FanOutBook fanOuts)
{
    private readonly List<PlanNode> _held = [];

    /// <summary>Whether anything was held back.</summary>
    public bool IsHolding => _held.Count > 0;

    /// <summary>Why, for people.</summary>
    public string? Note { get; private set; }

    /// <summary>Begins a section.</summary>
    public void Reset() => _held.Clear();

    /// <summary>Whether the node may not start. Time goes only forward, so what is held stays held.</summary>
    public bool Holds(PlanNode node, RunJournal journal)
    {
        if (window.ClosesAt is not { } close || node.Section != RunSection.Main || !IsHeld(node, journal.Now))
            return false;
        _held.Add(node);
        Note ??= Explain(node, close);
        return true;
    }

    /// <summary>A group is no work by itself, so it may open at any time; what is in it is asked for one by one.</summary>
    private bool IsHeld(PlanNode node, DateTimeOffset now)
    {
        if (node.IsLane)
            return plan[node.Lane!.ForEach].Lane is null && !WindowPolicy.MayStartLane(now, window.ClosesAt, window.Margin, fanOuts.Slowest(node.Lane!.ForEach));
        return node is { Lane: null, IsGroup: false } && !WindowPolicy.MayStartStep(now, window.ClosesAt);
    }

    private string Explain(PlanNode node, DateTimeOffset close)
    {
        var end = $"the window closes at {close.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture)}";
        if (node.Lane is not { } lane || fanOuts.Slowest(lane.ForEach) is not { } slowest)
            return $"{end}; {node.Path} was not begun";
        var margin = WindowPolicy.MarginOf(window.Margin, slowest);
        return $"{end}; {node.Path} would not be done by then: the slowest so far took {Durations.Format(Whole(slowest))}, and the margin is {Durations.Format(Whole(margin))}";
    }

    private static TimeSpan Whole(TimeSpan time) => TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds));
}
