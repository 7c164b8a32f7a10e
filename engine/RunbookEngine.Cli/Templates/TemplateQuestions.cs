using RunbookEngine.Cli.Questions;
using RunbookEngine.Cli.Text;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Templates;

/// <summary>Asks at the terminal for what the command line left open. Enter keeps what stands in brackets.</summary>
internal sealed class TemplateQuestions(CliSession session)
{
    private readonly Ink _ink = session.Settings.Ink;

    /// <summary>Which template.</summary>
    public RunbookTemplate Template()
    {
        var rows = RunbookTemplates.All.Select(static (t, i) => new[] { $"{i + 1}", t.Name, t.Summary }).ToList();
        foreach (var line in Columns.Of(rows, session.Columns, (_, column, cell) => column == 1 ? _ink.Bold(cell) : cell))
            Say("  " + line);
        while (true)
        {
            var answer = Ask("Which one? A number or a name:", null);
            if (RunbookTemplates.Find(answer) is { } named)
                return named;
            if (int.TryParse(answer, out var number) && number >= 1 && number <= RunbookTemplates.All.Length)
                return RunbookTemplates.All[number - 1];
            Say(NearestWord.Hint(answer, RunbookTemplates.All.Select(static t => t.Name)) ?? $"type a number from 1 to {RunbookTemplates.All.Length}, or one of the names");
        }
    }

    /// <summary>Into which file; one that does not exist, unless it may be replaced.</summary>
    public string File(RunbookTemplate template, bool replace)
    {
        while (true)
        {
            var file = Ask(_ink.Bold("file"), template.Name + ".yaml");
            if (replace || !System.IO.File.Exists(session.Console.FullPath(file)))
                return file;
            Say($"{TerminalText.Line(file)} exists already; choose another name");
        }
    }

    /// <summary>The inputs that differ from place to place; those that were kept are left out.</summary>
    public void Inputs(RunbookTemplate template, Dictionary<string, string> given)
    {
        var runbook = template.Runbook;
        foreach (var input in template.Asks.Where(n => !given.ContainsKey(n)).Select(n => runbook.Inputs.Single(i => i.Name == n)))
        {
            var choices = input.Choices.IsDefaultOrEmpty ? "" : $" One of {string.Join(", ", input.Choices)}.";
            Say($"{_ink.Bold(input.Name)}: {input.Description}{choices}");
            var kept = input.Default switch { null => "asked for at every run", var text when text.ToString().Length == 0 => "empty", var text => text.ToString() };
            while (true)
            {
                var answer = Ask(" ", kept);
                if (answer == kept)
                    break;
                if (TemplateValues.Problem(runbook, input.Name, answer) is not { } problem)
                {
                    given[input.Name] = answer;
                    break;
                }

                Say(problem.Hint is { } hint ? $"{problem.Message}: {hint}" : problem.Message);
            }
        }
    }

    /// <summary>Whether a person is to say yes before the first batch.</summary>
    public bool Approve() => Question.Confirm(session.Console, $"{_ink.Bold("approval")}: ask for a yes before the first batch?");

    private string Ask(string question, string? kept)
    {
        while (true)
        {
            var answer = Question.Text(session.Console, kept is null ? question : $"{question} [{kept}]:") ?? throw new UsageException("nothing was written", "the questions were not answered to the end");
            if (answer.Trim() is { Length: > 0 } text)
                return text;
            if (kept is not null)
                return kept;
        }
    }

    private void Say(string line) => session.Console.Questions.WriteLine(line);
}
