using RunbookEngine.Cli.Reporting;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Planning;

/// <summary>Shows the first lane of a <c>for-each</c> for all of them. Pure.</summary>
internal static class OneLane
{
    /// <summary>Whether a node is shown: one outside of lanes, or in the first of each <c>for-each</c> around it. Lanes and gates are told with their <c>for-each</c>.</summary>
    public static bool Shows(PlanNode node, Plan plan) =>
        node is { IsLane: false, Gate: null } && (node.Lane is not { } lane || (plan[lane.ForEach].FanOut!.Batches[0][0] == lane.Path && Shows(plan[lane.ForEach], plan)));

    /// <summary>Whether a value differs from lane to lane, or cannot be known without the hosts.</summary>
    public static bool Differs(Argument argument, PlanFrame frame) =>
        frame.Variables.Any(v => References.In(argument, v.Key).Any()) || (frame.Targets.Entries.IsEmpty && !frame.Runbook.Targets.IsEmpty && References.In(argument, "targets").Any());

    /// <summary>A step as the author wrote it: its verb and what it is done to.</summary>
    public static string Written(Step step)
    {
        var main = step is ActionStep { Verb.Main: { } parameter } action ? action.Arguments.Entries.FirstOrDefault(e => e.Key == parameter.Name).Value : null;
        return main is null ? StepWords.Verb(step) : $"{StepWords.Verb(step)}: {Written(main)}";
    }

    /// <summary>What the author wrote.</summary>
    public static string Written(Argument argument) => argument switch
    {
        Argument.Constant constant => constant.Value.ToString(),
        Argument.Expression expression => expression.Template.Content,
        Argument.Sequence sequence => string.Join(", ", sequence.Items.Select(Written)),
        Argument.Mapping mapping => string.Join(", ", mapping.Entries.Select(static e => $"{e.Key}={Written(e.Value)}")),
        _ => throw new InvalidOperationException($"An argument of kind {argument.GetType().Name} is unknown."),
    };
}
