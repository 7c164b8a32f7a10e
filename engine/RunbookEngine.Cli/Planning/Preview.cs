using System.Collections.Immutable;
using RunbookEngine.Cli.Engine;
using RunbookEngine.Handlers;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Planning;

/// <summary>Works out what each step would do. Files are looked at; nothing is run and nothing is changed.</summary>
internal static class Preview
{
    public static async Task<IReadOnlyList<PlannedStep>> OfAsync(CliSession session, Plan plan, Value.Map inputs, Value.Map environment, string folder)
    {
        var forecast = new Forecast(RunbookTexts.Expressions, inputs, environment);
        await using var local = EngineWiring.Local(session, folder);
        var look = new Look(session, BuiltInHandlers.Create(), local.Files, folder);
        var steps = new List<PlannedStep>();
        foreach (var node in plan.Nodes)
        {
            var arguments = node.Step is ActionStep action
                ? [.. action.Arguments.Entries.Select(e => new KeyValuePair<string, Foreseen>(e.Key, forecast.Of(e.Value, node.Frame)))]
                : ImmutableArray<KeyValuePair<string, Foreseen>>.Empty;
            var condition = node.Step.If is { } test ? forecast.Of(new Argument.Expression(test), node.Frame) : null;
            var change = await look.AtAsync(node, arguments);
            steps.Add(new(node, arguments, condition, change));
        }

        return steps;
    }
}
