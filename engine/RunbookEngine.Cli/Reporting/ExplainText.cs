using System.Collections.Immutable;
using RunbookEngine.Cli.Text;
using RunbookEngine.Language;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Reporting;

/// <summary>Codes, tools and verbs explained. Pure.</summary>
internal sealed class ExplainText(Ink ink)
{
    public static IEnumerable<string> Tools(ImmutableArray<ToolDefinition> tools)
    {
        var width = tools.Max(static t => t.Name.Length);
        return tools.Select(t => $"{t.Name.PadRight(width)}  {t.Summary}");
    }

    public IEnumerable<string> Code(DiagnosticEntry entry)
    {
        yield return $"{ink.Bold(entry.Code)}  {entry.Title}";
        yield return "";
        yield return entry.Explanation;
        foreach (var line in Example("wrong", entry.Wrong).Concat(Example("right", entry.Right)))
            yield return line;
    }

    public IEnumerable<string> Word(LanguageWord word)
    {
        yield return $"{ink.Bold(word.Name)}  {word.Summary}";
        foreach (var line in Example("such as", word.Example))
            yield return line;
    }

    public IEnumerable<string> Tool(ToolDefinition tool)
    {
        yield return $"{ink.Bold(tool.Name)}  {tool.Summary}";
        yield return "";
        var width = tool.Verbs.Max(static v => v.Name.Length);
        foreach (var verb in tool.Verbs)
            yield return $"  {ink.Busy(verb.Name.PadRight(width))}  {verb.Summary}";
        yield return "";
        yield return $"`runbook explain {tool.Name} {tool.Verbs[0].Name}` tells more of a verb";
    }

    public IEnumerable<string> Verb(ToolDefinition tool, VerbDefinition verb)
    {
        yield return $"{ink.Bold($"{tool.Name} {verb.Name}")}  {verb.Summary}";
        foreach (var line in Table("takes", verb.AllParameters.Select(p => (p == verb.Main ? "(its value)" : p.Name, Describe(p)))))
            yield return line;
        foreach (var line in Table("puts out", verb.Outputs.Select(static o => (o.Name, $"{TypeWord(o.Type)}. {o.Description}"))))
            yield return line;
        foreach (var line in Example("such as", verb.Example))
            yield return line;
    }

    private static string Describe(ParameterDefinition parameter)
    {
        var type = parameter is { Type: ParameterType.Choice, Choices.IsDefaultOrEmpty: false } ? string.Join(" | ", parameter.Choices) : TypeWord(parameter.Type);
        return $"{type}{(parameter.Required ? ", required" : "")}{(parameter.AllowsSecret ? ", may be secret" : "")}. {parameter.Description}";
    }

    private static string TypeWord(ParameterType type) => type switch
    {
        ParameterType.TextList => "list of texts",
        ParameterType.TextMap => "names to texts",
        _ => type.ToString().ToLowerInvariant(),
    };

    private IEnumerable<string> Table(string title, IEnumerable<(string Name, string Text)> entries)
    {
        var rows = entries.ToList();
        if (rows.Count == 0)
            yield break;
        yield return "";
        yield return ink.Bold(title);
        var width = rows.Max(static r => r.Name.Length);
        foreach (var (name, text) in rows)
            yield return $"  {ink.Busy(name.PadRight(width))}  {text}";
    }

    private IEnumerable<string> Example(string title, string? yaml)
    {
        if (yaml is null)
            yield break;
        yield return "";
        yield return ink.Bold(title);
        foreach (var line in yaml.TrimEnd('\n').Split('\n'))
            yield return "  " + line;
    }
}
