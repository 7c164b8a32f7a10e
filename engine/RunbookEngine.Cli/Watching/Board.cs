using System.Collections.Immutable;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Watching;

/// <summary>What the board shows of a run's state: every step outside of lanes, and of the lanes those that failed or are at work, the others folded. Pure.</summary>
/// <param name="Rows">In the order of the plan.</param>
/// <param name="Over">How many steps are over.</param>
/// <param name="Total">How many there are.</param>
/// <param name="FanOut">The <c>for-each</c> at work, else the last one that was begun; null: none.</param>
internal sealed record Board(ImmutableArray<BoardRow> Rows, int Over, int Total, BoardRow.OfFanOut? FanOut)
{
    /// <summary>So many lanes that stand alike are still told one by one.</summary>
    private const int MostAlike = 3;

    /// <summary>The steps that wait for a yes or a no, in the order of the plan.</summary>
    public ImmutableArray<(StepPath Path, string Message)> Approvals { get; private init; } = [];

    /// <summary>Of a state.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="state">The run.</param>
    /// <param name="opened">The keys of folds that were opened.</param>
    public static Board Of(Plan plan, RunState state, ImmutableHashSet<string> opened)
    {
        var rows = plan.Nodes.Where(n => IsShown(n, state)).SelectMany(n => n.FanOut is { IsKnown: true } ? FanOutRows(n, plan, state, opened) : [new BoardRow.OfStep(n, state[n.Path])])
            .ToImmutableArray();
        var actions = RunFacts.Actions(state, plan).Where(static s => s.Node is { Section: RunSection.Main, Gate: null }).ToList();
        var fanOuts = rows.OfType<BoardRow.OfFanOut>().Where(static f => f.State.Status != StepStatus.Pending && f.Lanes.Count > 0).ToList();
        return new(rows, actions.Count(static s => s.State.IsOver), actions.Count, fanOuts.Find(static f => f.State.Status == StepStatus.Running) ?? fanOuts.LastOrDefault())
        {
            Approvals = [.. RunFacts.Waiting(state, plan, WaitKind.Approval).Select(static s => (s.Node.Path, s.State.Wait!.Message))],
        };
    }

    /// <summary>The number of the row that a person wants to see who has chosen none: what waits for them, else what is at work, else what failed, else what is next.</summary>
    public int Pressing()
    {
        Func<BoardRow, bool>[] orders =
        [
            static r => r.Step is { State.Status: StepStatus.Waiting },
            static r => r.Step is { State.Status: StepStatus.Running or StepStatus.Retrying },
            static r => r is BoardRow.OfLane { Lane.HasFailed: true } or BoardRow.OfStep { State.Status: StepStatus.Failed },
            static r => r.Step is { State.Status: StepStatus.Pending },
        ];
        foreach (var fits in orders)
        {
            for (var i = 0; i < Rows.Length; i++)
            {
                if (fits(Rows[i]))
                    return i;
            }
        }

        return Math.Max(0, Rows.Length - 1);
    }

    /// <summary>What takes back or closes a run is shown once it is its turn; a gate while it matters.</summary>
    private static bool IsShown(PlanNode node, RunState state)
    {
        var status = state[node.Path].Status;
        if (node.Lane is not null || (node.IsGroup && node.FanOut is not { IsKnown: true }))
            return false;
        if (node.Gate is not null)
            return status is StepStatus.Running or StepStatus.Retrying or StepStatus.Waiting or StepStatus.Failed;
        return node.Section is RunSection.Main or RunSection.Finally || node.Section == state.Section || status != StepStatus.Pending;
    }

    private static IEnumerable<BoardRow> FanOutRows(PlanNode forEach, Plan plan, RunState state, ImmutableHashSet<string> opened)
    {
        var lanes = LaneFacts.Of(forEach, plan, state);
        yield return new BoardRow.OfFanOut(forEach, state[forEach.Path], lanes);
        foreach (var lane in lanes.Where(static l => l.HasFailed).Concat(lanes.Where(static l => l.IsAtWork)))
            yield return new BoardRow.OfLane(lane);
        (StepStatus Status, string What, Func<LaneFact, bool> Fits)[] folds =
        [
            (StepStatus.Succeeded, "done", static l => l.State.IsDone),
            (StepStatus.Skipped, "stopped because others failed", static l => l.IsStopped),
            (StepStatus.Skipped, "skipped", static l => l.State.Status == StepStatus.Skipped && !l.IsStopped),
            (StepStatus.Pending, "not begun", static l => l.State.Status == StepStatus.Pending),
        ];
        foreach (var (status, what, fits) in folds)
        {
            foreach (var row in Fold(new(forEach, status, what, [.. lanes.Where(fits)], IsOpen: false), opened))
                yield return row;
        }
    }

    private static IEnumerable<BoardRow> Fold(BoardRow.OfFold fold, ImmutableHashSet<string> opened)
    {
        var isOpen = opened.Contains(fold.Key);
        if (fold.Lanes.Count > MostAlike)
            yield return fold with { IsOpen = isOpen };
        if (fold.Lanes.Count > MostAlike && !isOpen)
            yield break;
        foreach (var lane in fold.Lanes)
            yield return new BoardRow.OfLane(lane);
    }
}
