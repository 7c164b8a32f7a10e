using System.Diagnostics;
using CsCheck;
using RunbookEngine.Model;
using RunbookEngine.Planning;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Planning;

/// <summary>What holds for the plan of every runbook, tried on random ones.</summary>
public class PlannerPropertyTests
{
    internal static Gen<Runbook> Runbooks { get; } = Gen.Select(Gen.Int[1, 60], Gen.Int, RandomRunbook.Of);

    [Fact]
    public void Every_node_stands_after_its_parent_and_after_what_it_depends_on() => Runbooks.Sample(
        static runbook =>
        {
            var plan = Planner.Plan(runbook);
            var place = plan.Nodes.Select(static (n, i) => (n.Path, i)).ToDictionary();
            return plan.Nodes.All(n => n.DependsOn.All(d => place[d] < place[n.Path]) && (n.Parent is not { } parent || place[parent] < place[n.Path]));
        },
        iter: 2000, print: Print);

    [Fact]
    public void Every_step_is_one_node_with_a_path_of_its_own() => Runbooks.Sample(
        static runbook => Planner.Plan(runbook).Nodes.Select(static n => n.Path).Distinct().Count() == Count(runbook.Steps),
        iter: 500, print: Print);

    [Fact]
    public void A_plan_does_not_depend_on_when_it_is_made() => Runbooks.Sample(
        static runbook => Planner.Plan(runbook).Nodes.Select(static n => n.Path).SequenceEqual(Planner.Plan(runbook).Nodes.Select(static n => n.Path)),
        iter: 200, print: Print);

    [Fact]
    public void A_need_may_point_to_a_step_further_down()
    {
        var plan = Planner.Plan(Some.Runbook(Some.Step("late", "early"), Some.Free("early")));
        Assert.Equal(["early", "late"], plan.Nodes.Select(static n => n.Path.Value));
    }

    [Fact]
    public void Groups_may_be_nested_a_thousand_deep()
    {
        Step step = Some.Step("leaf");
        for (var i = 0; i < 1000; i++)
            step = Some.Group($"g{i}", null, step);
        var plan = Planner.Plan(Some.Runbook(step));
        Assert.Equal(1001, plan.Nodes.Length);
        Assert.Equal(1000, plan.Nodes[^1].Depth);
    }

    [Fact]
    public void Eight_times_the_steps_take_about_eight_times_as_long()
    {
        var (few, many) = (Chain(5_000), Chain(40_000));
        Time(few, 20);

        // The two are measured in turns, many times, so that a busy machine slows both.
        var (timeOfFew, timeOfMany) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var round = 0; round < 10; round++)
        {
            timeOfFew += Time(few, 8);
            timeOfMany += Time(many, 1);
        }

        // Squared growth would make this 8.
        var growth = timeOfMany / timeOfFew;
        Assert.True(growth < 5, $"A step of 40,000 costs {growth:F1} times a step of 5,000; squared growth would make it 8 times.");
    }

    internal static string Print(Runbook runbook) => $"{runbook.Name}: {string.Join("; ", Planner.Plan(runbook).Nodes.Select(static n => $"{n.Path} <- {string.Join(',', n.DependsOn)}"))}";

    private static Runbook Chain(int length) => Some.Runbook([.. Enumerable.Range(0, length).Select(static i => Some.Step($"s{i}"))]);

    private static TimeSpan Time(Runbook runbook, int times)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < times; i++)
            Planner.Plan(runbook);
        return clock.Elapsed;
    }

    private static int Count(IEnumerable<Step> steps) => steps.Sum(static s => 1 + (s is GroupStep group ? Count(group.Steps) : 0));
}
