using System.Collections.Immutable;
using CsCheck;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Tests.Planning;

/// <summary>
/// The frontier counts instead of searching. Here random runbooks are driven with random orders of completion, and its answers are held against a plain
/// search over all nodes.
/// </summary>
public class FrontierPropertyTests
{
    [Fact]
    public void What_it_offers_is_what_a_search_over_all_nodes_finds() => Gen.Select(PlannerPropertyTests.Runbooks, Gen.Int).Sample(
        static (runbook, seed) =>
        {
            var drive = new Drive(Planner.Plan(runbook), new Random(seed));
            drive.Run(stopAfter: int.MaxValue);
            return drive.AssertAllDone();
        },
        iter: 1500, print: static t => PlannerPropertyTests.Print(t.Item1));

    [Fact]
    public void A_new_frontier_over_a_state_half_way_offers_all_that_is_not_over_and_free() =>
        Gen.Select(PlannerPropertyTests.Runbooks, Gen.Int, Gen.Int[0, 40]).Sample(
            static (runbook, seed, stop) =>
            {
                var random = new Random(seed);
                var drive = new Drive(Planner.Plan(runbook), random);
                drive.Run(stop);
                for (var i = 0; i < 3; i++)
                {
                    drive = drive.Resumed();
                    drive.Run(random.Next(10));
                }

                drive = drive.Resumed();
                drive.Run(int.MaxValue);
                return drive.AssertAllDone();
            },
            iter: 1500, print: static t => PlannerPropertyTests.Print(t.Item1));

    [Fact]
    public void A_step_that_was_given_back_is_offered_again()
    {
        var plan = Planner.Plan(Fakes.Some.Runbook(Fakes.Some.Free("a"), Fakes.Some.Free("b")));
        var frontier = new Frontier(plan.Nodes, RunState.Empty);
        var a = frontier.Take()!;
        frontier.Return(a);
        Assert.Equal(["a", "b"], [frontier.Take()!.Path.Value, frontier.Take()!.Path.Value]);
        Assert.Null(frontier.Take());
    }

    /// <summary>Does with a frontier what the loop does, with no handlers and no journal.</summary>
    private sealed class Drive
    {
        private readonly Plan _plan;
        private readonly Random _random;
        private readonly Dictionary<StepPath, StepStatus> _status;
        private readonly Dictionary<StepPath, int> _begun;
        private readonly HashSet<StepPath> _offered = [];
        private readonly List<PlanNode> _atWork = [];
        private readonly Frontier _frontier;

        public Drive(Plan plan, Random random)
            : this(plan, random, [], [])
        {
        }

        private Drive(Plan plan, Random random, Dictionary<StepPath, StepStatus> status, Dictionary<StepPath, int> begun)
        {
            (_plan, _random, _status, _begun) = (plan, random, status, begun);
            var steps = status.ToImmutableDictionary(static s => s.Key, static s => new StepState { Status = s.Value, Attempt = 1 });
            _frontier = new(plan.Nodes, RunState.Empty with { Steps = steps });
        }

        /// <summary>Another engine takes over from the state alone.</summary>
        public Drive Resumed() => new(_plan, _random, _status, _begun);

        public void Run(int stopAfter)
        {
            for (var ended = 0; !_frontier.IsEmpty; ended++)
            {
                TakeAll();
                if (ended == stopAfter || _frontier.IsEmpty)
                    return;
                Assert.NotEmpty(_atWork);
                var i = _random.Next(_atWork.Count);
                var node = _atWork[i];
                _atWork.RemoveAt(i);
                End(node);
            }
        }

        public bool AssertAllDone()
        {
            Assert.True(_frontier.IsEmpty);
            Assert.All(_plan.Nodes, n => Assert.Equal((StepStatus.Succeeded, 1), (Of(n.Path), _begun[n.Path])));
            return true;
        }

        private void TakeAll()
        {
            while (_frontier.Take() is { } node)
            {
                Assert.True(_offered.Add(node.Path), $"{node.Path} was offered twice");
                Assert.True(IsFree(node), $"{node.Path} was offered before its time");
                if (Of(node.Path) == StepStatus.Pending)
                    Begin(node);
                else if (!node.IsGroup)
                    _atWork.Add(node);
                else if (_frontier.IsComplete(node))
                    End(node);
            }

            Assert.Equal(_plan.Nodes.Where(n => Of(n.Path) != StepStatus.Succeeded && IsFree(n)).Select(static n => n.Path).Except(_offered), []);
        }

        private void Begin(PlanNode node)
        {
            _status[node.Path] = StepStatus.Running;
            _begun[node.Path] = _begun.GetValueOrDefault(node.Path) + 1;
            if (!node.IsGroup)
            {
                _atWork.Add(node);
                return;
            }

            _frontier.Open(node);
            if (_frontier.IsComplete(node))
                End(node);
        }

        private void End(PlanNode node)
        {
            _status[node.Path] = StepStatus.Succeeded;
            if (_frontier.Close(node) is { } group)
            {
                Assert.All(group.Children, c => Assert.Equal(StepStatus.Succeeded, Of(c)));
                End(group);
            }
        }

        private StepStatus Of(StepPath path) => _status.GetValueOrDefault(path);

        private bool IsFree(PlanNode node) =>
            node.DependsOn.All(d => Of(d) == StepStatus.Succeeded) && (node.Parent is not { } parent || Of(parent) != StepStatus.Pending);
    }
}
