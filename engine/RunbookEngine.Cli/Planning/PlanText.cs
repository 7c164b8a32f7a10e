using RunbookEngine.Cli.Reporting;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Planning;

/// <summary>A plan for people: each section, each step with what it would do, and what is known about it only later. Pure.</summary>
internal sealed class PlanText(Plan plan, IReadOnlyList<PlannedStep> steps, Ink ink, int columns)
{
    private const int MostLines = 6;
    private const int WidestLine = 160;

    public IEnumerable<string> Lines(Value.Map inputs, string? lockName, string? window)
    {
        yield return ink.Bold(plan.Runbook.Name) + (plan.Runbook.Description is { } text ? $": {TerminalText.Line(text.Trim())}" : "");
        if (inputs.Entries.Length > 0)
            yield return $"inputs  {TerminalText.Fit(TerminalText.Line(string.Join(", ", inputs.Entries.Select(static e => $"{e.Key}={e.Value}"))), WidestLine)}";
        if (lockName is not null)
            yield return $"lock    {TerminalText.Line(lockName)}";
        if (window is not null)
        {
            foreach (var (line, i) in TerminalText.Wrap(TerminalText.Line(window), Math.Max(20, Math.Min(columns, WidestLine) - 8)).Select(static (l, i) => (l, i)))
                yield return (i == 0 ? "window  " : "        ") + line;
        }

        foreach (var section in new[] { RunSection.Main, RunSection.OnFailure, RunSection.Finally })
        {
            foreach (var line in Section(section))
                yield return line;
        }
    }

    private IEnumerable<string> Section(RunSection section)
    {
        var inside = steps.Where(s => s.Node.Section == section).ToList();
        if (inside.Count == 0)
            yield break;
        yield return "";
        yield return ink.Bold(StepWords.Of(section));
        foreach (var line in inside.SelectMany(Step))
            yield return line;
    }

    private IEnumerable<string> Step(PlannedStep step)
    {
        var indent = new string(' ', 2 + (2 * step.Node.Depth) + (step.Node.Lane is null ? 0 : 2));
        var under = indent + "    ";
        var main = step.Node.Step is ActionStep { Verb.Main: { } parameter } ? parameter.Name : null;
        var header = step.Arguments.FirstOrDefault(a => a.Key == main).Value;
        var single = header is null || IsSingleLine(header);
        var (id, title, verb) = (step.Node.Step.Id.Value, Title(step.Node.Step), StepWords.Verb(step.Node.Step));
        var used = indent.Length + id.Length + 2 + TerminalText.Width(title) + verb.Length + 2;
        var what = header is not null && single ? $"{verb}: {Value(header, used)}" : verb;
        yield return $"{indent}{ink.Busy(id)}  {ink.Bold(title)}{what}";
        foreach (var line in FanOutText.Lines(step.Node, plan, Math.Min(columns, WidestLine) - under.Length))
            yield return under + line;
        foreach (var line in step.Arguments.Where(a => a.Key != main || !single).SelectMany(a => Argument(a.Key == main ? null : a.Key, a.Value, under.Length)))
            yield return under + line;
        if (string.Join(", ", Marks(step)) is { Length: > 0 } marks)
            yield return under + ink.Faint(marks);
        foreach (var line in step.Answers.IsEmpty ? Change(step.Change) : new AnswerText(ink).Lines(step.Answers, References.KnownAfter(step.Arguments.SelectMany(static a => a.Value.After))))
            yield return under + line;
    }

    private static string Title(Step step) => step.Name is { } name ? TerminalText.Line(name) + "  " : "";

    private IEnumerable<string> Argument(string? name, Foreseen value, int used)
    {
        if (IsSingleLine(value))
        {
            yield return $"{name}: {Value(value, used + name!.Length + 2)}";
            yield break;
        }

        if (name is not null)
            yield return name + ":";
        var lines = value.Value!.ToString().TrimEnd('\n').Split('\n');
        foreach (var line in lines.Take(MostLines))
            yield return $"{ink.Faint("│")} {Cut(line, used + 2)}";
        if (lines.Length > MostLines)
            yield return ink.Faint($"│ … {lines.Length - MostLines} more lines");
    }

    private static bool IsSingleLine(Foreseen value) => value.Value is null || !value.Value.ToString().TrimEnd('\n').Contains('\n');

    private string Value(Foreseen value, int used) => value switch
    {
        { Value: { } known } => Cut(known.ToString().TrimEnd('\n'), used),
        { After: [_, ..] after } => ink.Faint(References.KnownAfter(after)),
        _ => ink.Warn($"not known: {TerminalText.Line(value.Error ?? "")}"),
    };

    private string Cut(string text, int used) => TerminalText.Fit(TerminalText.Line(text), Math.Max(20, Math.Min(columns, WidestLine) - used));

    private static IEnumerable<string> Marks(PlannedStep planned)
    {
        var step = planned.Node.Step;
        if (step.Needs is { } needs)
            yield return needs.IsEmpty ? "starts at once" : $"needs {string.Join(", ", needs)}";
        if (step.On is { } host)
            yield return $"on {TerminalText.Line(host.Content)}";
        if (step.If is { } condition)
            yield return $"if {TerminalText.Line(condition.Content)}{Verdict(planned.Condition)}";
        if (step.Timeout is Argument.Constant { Value: var timeout })
            yield return $"timeout {TerminalText.Line(timeout.ToString())}";
        else if (step.Timeout is Argument.Expression { Template: var template })
            yield return $"timeout {TerminalText.Line(template.Content)}";
        if (step.Retry.Attempts > 1)
            yield return $"up to {step.Retry.Attempts} attempts";
        if (step.ContinueOnFailure)
            yield return "a failure does not stop the run";
        if (!step.Undo.IsEmpty)
            yield return "can be undone";
        if (step.Secret)
            yield return "its output is kept secret";
    }

    private static string Verdict(Foreseen? condition) => condition?.Value switch
    {
        Model.Value.Flag { On: true } => " (true)",
        Model.Value.Flag => " (false: it will be skipped)",
        _ => "",
    };

    private IEnumerable<string> Change(ProbeResult? change)
    {
        if (change is ProbeResult.Satisfied)
            yield return ink.Good("already so");
        if (change is not ProbeResult.Needed { Change: { Length: > 0 } text })
            yield break;
        foreach (var line in text.TrimEnd('\n').Split('\n').Select(TerminalText.Line))
            yield return line switch { ['+', ..] => ink.Good(line), ['-', ..] => ink.Bad(line), ['@', ..] => ink.Faint(line), _ => line };
    }
}
