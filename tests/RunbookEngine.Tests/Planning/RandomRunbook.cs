using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Planning;

/// <summary>
/// Makes runbooks at random whose <c>needs</c> point up, down and into other groups, and form no circle: each list is first given an order in which it
/// could be done, and a step needs only what that order has over before it.
/// </summary>
public sealed class RandomRunbook
{
    private readonly Random _random;
    private readonly List<StepId> _over = [];
    private int _left;
    private int _next;

    private RandomRunbook(int size, int seed) => (_left, _random) = (size, new Random(seed));

    public static Runbook Of(int size, int seed) => Some.Runbook(new RandomRunbook(size, seed).List(0)) with { Name = $"random-{size}-{seed}" };

    private Step[] List(int depth)
    {
        var steps = new Step[_random.Next(1, 6)];
        var ended = new bool[steps.Length];
        for (var i = 0; i < steps.Length; i++)
            steps[i] = Some.Step($"s{_next++}");
        foreach (var i in Shuffled(steps.Length))
        {
            steps[i] = WithNeeds(Grown(steps[i], depth), aboveIsOver: i == 0 || ended[i - 1]);
            ended[i] = true;
            _over.Add(steps[i].Id);
        }

        return steps;
    }

    private Step Grown(Step step, int depth)
    {
        _left--;
        if (_left <= 0 || depth > 12 || _random.Next(3) > 0)
            return step;

        // What was over before the group is over before all that is in it; what is in it is over for those that come later.
        return Some.Group(step.Id.Value, _random.Next(4) switch { 0 => 0, 1 => _random.Next(1, 4), _ => null }, List(depth + 1));
    }

    private Step WithNeeds(Step step, bool aboveIsOver)
    {
        if (aboveIsOver && _random.Next(2) == 0)
            return step;
        var inside = Inside(step).ToHashSet();
        return step with { Needs = [.. _over.Where(o => !inside.Contains(o) && _random.Next(_over.Count) < 2)] };
    }

    private static IEnumerable<StepId> Inside(Step step) =>
        step is GroupStep group ? group.Steps.SelectMany(s => Inside(s).Prepend(s.Id)) : [];

    private int[] Shuffled(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        if (_random.Next(2) == 0)
            _random.Shuffle(order);
        return order;
    }
}
