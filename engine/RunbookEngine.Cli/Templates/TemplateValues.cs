using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Templates;

/// <summary>Checks what a template is given: its inputs are a runbook's.</summary>
internal static class TemplateValues
{
    /// <summary>The values in normal form.</summary>
    /// <param name="template">The template.</param>
    /// <param name="given">As they were typed.</param>
    /// <exception cref="UsageException">One does not fit; nothing was written.</exception>
    public static Value.Map Bind(RunbookTemplate template, IReadOnlyDictionary<string, string> given)
    {
        var runbook = template.Runbook;
        foreach (var (name, text) in given)
        {
            if (Problem(runbook, name, text) is { } problem)
                throw new UsageException(problem.Message, problem.Hint);
        }

        return new([.. InputBinder.Bind(Only(runbook, given.Keys), given).Inputs!.Entries]);
    }

    /// <summary>What is wrong with one; null: nothing.</summary>
    public static (string Message, string? Hint)? Problem(Runbook runbook, string name, string text)
    {
        var binding = InputBinder.Bind(Only(runbook, [name]), new Dictionary<string, string> { [name] = text });
        if (runbook.Inputs.All(i => i.Name != name))
            return ($"`{runbook.Name}` has no input `{Text.TerminalText.Line(name)}`", NearestWord.HintOrList(name, [.. runbook.Inputs.Select(static i => i.Name)], "its inputs are") ?? "it takes none");
        if (binding.Diagnostics is [var wrong, ..])
            return (wrong.Message, wrong.Hint);
        _ = name == "batches" ? BatchSizes.Of(binding.Inputs!["batches"], 1, out var error) : BatchSizes.Of(null, 1, out error);
        return error is null ? null : (error, "such as `1, 3, 25%`: one first, then three, then a quarter at a time");
    }

    private static Runbook Only(Runbook runbook, IEnumerable<string> names) => runbook with { Inputs = [.. runbook.Inputs.Where(i => names.Contains(i.Name))] };
}
