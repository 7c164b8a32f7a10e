using RunbookEngine.Cli.Reporting;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Watching;

/// <summary>A row of the board, which can be chosen.</summary>
/// <param name="Key">By which it is found again when the board has changed.</param>
/// <param name="Path">The step, the lane, or the <c>for-each</c> of the lanes that are folded.</param>
internal abstract record BoardRow(string Key, StepPath Path)
{
    /// <summary>A step outside of lanes, or a gate at work.</summary>
    public sealed record OfStep(PlanNode Node, StepState State) : BoardRow(Node.Path.Value, Node.Path);

    /// <summary>A <c>for-each</c>; its lanes follow.</summary>
    public sealed record OfFanOut(PlanNode Node, StepState State, IReadOnlyList<LaneFact> Lanes) : BoardRow(Node.Path.Value, Node.Path);

    /// <summary>A lane.</summary>
    public sealed record OfLane(LaneFact Lane) : BoardRow(Lane.Node.Path.Value, Lane.Node.Path);

    /// <summary>Many lanes that stand alike, of which nothing more is to be told.</summary>
    public sealed record OfFold(PlanNode ForEach, StepStatus Status, string What, IReadOnlyList<LaneFact> Lanes, bool IsOpen) : BoardRow($"{ForEach.Path}:{What}", ForEach.Path);

    /// <summary>The step that it is about now: its own, or the one that its lane is at.</summary>
    public (PlanNode Node, StepState State)? Step => this switch
    {
        OfStep step => (step.Node, step.State),
        OfLane { Lane.At: { } at } => at,
        _ => null,
    };
}
