using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Live;

/// <summary>What the live view knows now: the run's state and the last line of each running step. Not for several threads at once.</summary>
internal sealed class LiveBoard
{
    private readonly Plan _plan;
    private readonly Dictionary<StepPath, string> _lastLines = [];
    private readonly SortedSet<StepPath> _active;
    private readonly HashSet<StepPath> _over = [];
    private readonly List<PlanNode> _fanOuts;

    public LiveBoard(Plan plan)
    {
        _plan = plan;
        var positions = plan.Nodes.Select(static (n, i) => (n.Path, i)).ToDictionary(static p => p.Path, static p => p.i);
        _active = new(Comparer<StepPath>.Create((a, b) => positions[a].CompareTo(positions[b])));
        _fanOuts = [.. LaneFacts.FanOuts(plan)];
        Total = plan.Of(RunSection.Main).Count(static n => n is { IsGroup: false, Gate: null });
    }

    /// <summary>The run.</summary>
    public RunState State { get; private set; } = RunState.Empty;

    /// <summary>What was typed so far in answer to a question.</summary>
    public string Typed { get; set; } = "";

    /// <summary>A word at the foot, such as that the run was interrupted; null: how to interrupt it.</summary>
    public string? Foot { get; set; }

    /// <summary>Steps that hold no others.</summary>
    public int Total { get; }

    /// <summary>Of those, how many are over.</summary>
    public int Over => _over.Count;

    /// <summary>Running, retrying and waiting steps in the order of the plan.</summary>
    public IEnumerable<(StepPath Path, StepState State, string? LastLine)> Active =>
        _active.Select(p => (p, State[p], _lastLines.GetValueOrDefault(p)));

    /// <summary>The approval that is asked for first; null when none is.</summary>
    public StepPath? Approval => _active
        .Where(p => State[p] is { Status: StepStatus.Waiting, Wait.Kind: WaitKind.Approval })
        .Select(static p => (StepPath?)p)
        .FirstOrDefault();

    /// <summary>Whether it must be said which <c>for-each</c> is meant.</summary>
    public bool HasManyFanOuts => _fanOuts.Count > 1;

    /// <summary>The <c>for-each</c> at work, the first where there are several; null when there is none.</summary>
    public PlanNode? FanOut => _fanOuts.FirstOrDefault(f => State[f.Path].Status == StepStatus.Running);

    /// <summary>How many lanes of one are done and failed, and the batch at work.</summary>
    public (int Done, int Failed, int Batch) LanesOf(PlanNode forEach) =>
        (CountLanes(forEach, static s => s.IsDone), CountLanes(forEach, static s => s.Status == StepStatus.Failed), LaneFacts.Batch(forEach, State));

    public void Take(IReadOnlyList<RunEvent> events, RunState state)
    {
        State = state;
        foreach (var e in events)
        {
            if (e is RunEvent.OfStep { Step: var path } && _plan.Find(path) is { IsGroup: false } node)
                Update(node, state[path]);
        }
    }

    private int CountLanes(PlanNode forEach, Func<StepState, bool> counts) => forEach.FanOut!.Batches.Sum(b => b.Count(l => counts(State[l])));

    public void Say(StepPath step, string line) => _lastLines[step] = TerminalText.Line(line);

    private void Update(PlanNode node, StepState step)
    {
        if (step.Status is StepStatus.Running or StepStatus.Retrying or StepStatus.Waiting)
            _active.Add(node.Path);
        else
            _active.Remove(node.Path);
        if (step.Status == StepStatus.Running)
            _lastLines.Remove(node.Path);
        if (node is { Section: RunSection.Main, Gate: null } && step.IsOver)
            _over.Add(node.Path);
    }
}
