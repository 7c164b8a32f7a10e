namespace RunbookEngine.Language;

/// <summary>
/// What waits for what. Each step has two points, its start (even) and its end (odd): a group ends after all inside it, and what is inside starts after the
/// group has started. Built and asked in time that grows with the file, whatever its shape.
/// </summary>
internal sealed class StepGraph
{
    private readonly int[] _first;
    private readonly int[] _waitsFor;
    private readonly int[] _order;

    public StepGraph(List<StepNode> steps)
    {
        var points = 2 * steps.Count;
        var edges = Edges(steps);
        _first = new int[points + 1];
        foreach (var (from, _) in edges)
            _first[from + 1]++;
        for (var i = 0; i < points; i++)
            _first[i + 1] += _first[i];
        _waitsFor = new int[edges.Count];
        var next = (int[])_first.Clone();
        foreach (var (from, to) in edges)
            _waitsFor[next[from]++] = to;
        _order = new int[points];
        Sort(points);
    }

    /// <summary>Circles, each as the numbers of its steps, the first one again at the end.</summary>
    public List<List<int>> Cycles { get; } = [];

    /// <summary>For each question whether the one step is certainly over when the other starts.</summary>
    public bool[] AreOver(IReadOnlyList<(int Over, int Starts)> questions)
    {
        var answers = new bool[questions.Count];
        var groups = Enumerable.Range(0, questions.Count).GroupBy(i => questions[i].Over).ToArray();
        var seen = new ulong[_order.Length];
        var own = new ulong[_order.Length];
        foreach (var batch in groups.Chunk(64))
        {
            Array.Clear(seen);
            Array.Clear(own);
            for (var bit = 0; bit < batch.Length; bit++)
                own[(2 * batch[bit].Key) + 1] = 1UL << bit;
            Spread(seen, own);
            for (var bit = 0; bit < batch.Length; bit++)
            {
                foreach (var question in batch[bit])
                    answers[question] = (seen[2 * questions[question].Starts] >> bit & 1) != 0;
            }
        }

        return answers;
    }

    /// <summary>Each point sees what the points that it waits for are and see: one pass for 64 steps at a time.</summary>
    private void Spread(ulong[] seen, ulong[] own)
    {
        foreach (var point in _order)
        {
            var mask = 0UL;
            for (var e = _first[point]; e < _first[point + 1]; e++)
                mask |= seen[_waitsFor[e]] | own[_waitsFor[e]];
            seen[point] = mask;
        }
    }

    private static List<(int From, int To)> Edges(List<StepNode> steps)
    {
        var edges = new List<(int, int)>(4 * steps.Count);
        foreach (var step in steps)
        {
            var (start, end) = (2 * step.Index, (2 * step.Index) + 1);
            edges.Add((end, start));
            foreach (var need in step.DependsOn)
                edges.Add((start, (2 * need.Index) + 1));
            if (step.Parent is { } parent)
            {
                edges.Add((start, 2 * parent.Index));
                edges.Add(((2 * parent.Index) + 1, end));
            }
            else if (step.Undoes is { } undone)
            {
                edges.Add((start, (2 * undone.Index) + 1));
            }
        }

        return edges;
    }

    /// <summary>Orders the points so that each stands after those it waits for. Without recursion: a chain may be ten thousand long.</summary>
    private void Sort(int points)
    {
        var state = new byte[points];
        var next = (int[])_first.Clone();
        var path = new Stack<int>();
        var placed = 0;
        for (var root = 0; root < points; root++)
        {
            if (state[root] == 0)
                Enter(root);
            while (path.TryPeek(out var point))
            {
                if (next[point] == _first[point + 1])
                {
                    state[path.Pop()] = 2;
                    _order[placed++] = point;
                    continue;
                }

                var to = _waitsFor[next[point]++];
                if (state[to] == 0)
                    Enter(to);
                else if (state[to] == 1)
                    Found(path, to);
            }
        }

        void Enter(int point)
        {
            state[point] = 1;
            path.Push(point);
        }
    }

    private void Found(Stack<int> path, int to)
    {
        if (Cycles.Count >= 20)
            return;
        var steps = new List<int> { to / 2 };
        foreach (var point in path.TakeWhile(p => p != to).Append(to))
        {
            if (steps[^1] != point / 2)
                steps.Add(point / 2);
        }

        steps.Reverse();
        if (steps[0] != steps[^1] || steps.Count == 1)
            steps.Add(steps[0]);
        Cycles.Add(steps);
    }
}
