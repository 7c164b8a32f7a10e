using RunbookEngine.Cli.Engine;
using RunbookEngine.Cli.Planning;
using RunbookEngine.Cli.Reporting;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Records;

/// <summary>A step as the command that it stands for, with the values that the journal knows; where it knows none (a secret, say), as the runbook writes it. Pure.</summary>
internal sealed class CommandWords(RunId run, RunState state)
{
    private readonly StepScope _scope = new(RunbookTexts.Expressions, run, state.Created!.Inputs);

    /// <summary>On one line: the tool, its verb and the main argument.</summary>
    public string Short(PlanNode node)
    {
        var verb = StepWords.Verb(node.Step);
        if (node.Step is not ActionStep { Verb.Main.Name: var main } step || step.Arguments.Entries.FirstOrDefault(e => e.Key == main).Value is not { } argument)
            return verb;
        return Value(argument, node) is var text && text.Contains('\n') ? verb : $"{verb} {text}".TrimEnd();
    }

    /// <summary>In full, a line for each setting.</summary>
    public string Full(PlanNode node)
    {
        if (node.Step is not ActionStep step)
            return StepWords.Verb(node.Step);
        var main = step.Verb.Main?.Name;
        var lines = step.Arguments.Entries.Select(e => Line(e.Key == main ? StepWords.Verb(step) : e.Key, Value(e.Value, node)));
        return string.Join('\n', step.Arguments.Entries.Any(e => e.Key == main) ? lines : lines.Prepend(StepWords.Verb(step)));
    }

    private static string Line(string name, string text) => text.Contains('\n') ? $"{name}:\n  {text.ReplaceLineEndings("\n  ")}" : text.Length == 0 ? name : $"{name}: {text}";

    private string Value(Argument argument, PlanNode node)
    {
        var evaluation = _scope.Evaluate(argument, node.Frame, state);
        return (evaluation.Succeeded ? evaluation.Value.ToString() : OneLane.Written(argument)).TrimEnd('\n');
    }
}
