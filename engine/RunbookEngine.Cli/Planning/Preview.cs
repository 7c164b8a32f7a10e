using System.Collections.Immutable;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Handlers;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Planning;

/// <summary>Works out what each step would do. Files of the engine's own machine are looked at; nothing is run and nothing is changed.</summary>
internal static class Preview
{
    /// <param name="session">Console and log.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="inputs">Of the run.</param>
    /// <param name="environment">Of the run.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="answers">What the real targets said; empty: nobody asked them.</param>
    /// <param name="everyLane">Whether each lane is worked out; else one for all, in which what differs from host to host is shown as it is written.</param>
    public static async Task<IReadOnlyList<PlannedStep>> OfAsync(
        CliSession session, Plan plan, Value.Map inputs, Value.Map environment, string folder, ImmutableArray<StepAnswer> answers, bool everyLane)
    {
        var forecast = new Forecast(RunbookTexts.Expressions, inputs, environment);
        await using var local = EngineWiring.Local(session, folder);
        var look = new Look(session, BuiltInHandlers.Create(), local.Files, folder);
        var told = answers.ToLookup(static a => a.Step);
        var lanes = plan.Nodes.ToLookup(static n => n.Step, ReferenceEqualityComparer.Instance);
        var steps = new List<PlannedStep>();
        Foreseen Of(Argument argument, PlanNode node) =>
            !everyLane && OneLane.Differs(argument, node.Frame) ? new(new Value.Text(OneLane.Written(argument)), [], null) : forecast.Of(argument, node.Frame);
        foreach (var node in everyLane ? plan.Nodes : plan.Nodes.Where(n => OneLane.Shows(n, plan)))
        {
            var arguments = node.Step is ActionStep action
                ? [.. action.Arguments.Entries.Select(e => new KeyValuePair<string, Foreseen>(e.Key, Of(e.Value, node)))]
                : ImmutableArray<KeyValuePair<string, Foreseen>>.Empty;
            var condition = node.Step.If is { } test ? Of(new Argument.Expression(test), node) : null;
            var change = answers.IsEmpty ? await look.AtAsync(node, arguments) : null;
            steps.Add(new(node, arguments, condition, change) { Answers = [.. everyLane ? told[node.Path] : lanes[node.Step].SelectMany(n => told[n.Path])] });
        }

        return steps;
    }
}
