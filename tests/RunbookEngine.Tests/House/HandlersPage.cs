using System.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.House;

/// <summary>The reference of tools for people, made from what the tools say of themselves: an index, and a page for each. Pure.</summary>
internal static class HandlersPage
{
    private const string Head = """
        # Tools

        The key of a step is a tool, the first key under it one of the tool's verbs. These pages are made from the definitions that the checker, the JSON Schema and
        `runbook explain` use; a test keeps them true. What every step may have beside its tool stands in [language.md](../language.md).

        Every step puts out `status`, `changed` and `attempts`; what a verb adds is listed with it. Settings in **bold** are required. A secret may be used only
        where it says so.

        | tool | | verbs |
        | --- | --- | --- |

        """;

    public static string Index(IEnumerable<ToolDefinition> tools)
    {
        var page = new StringBuilder(Head);
        foreach (var tool in tools)
            page.Append($"| [{tool.Name}]({tool.Name}.md) | {Cell(tool.Summary)} | {string.Join(", ", tool.Verbs.Select(v => $"[{v.Name}]({tool.Name}.md#{Anchor(tool, v)})"))} |\n");
        return page.ToString();
    }

    public static string Of(ToolDefinition tool)
    {
        var page = new StringBuilder($"# {tool.Name}\n\n{tool.Summary}");
        if (tool.DefaultVerb is { } usual)
            page.Append($" A plain value is the main argument of `{usual}`.");
        page.Append("\n\n");
        page.AppendJoin(" · ", tool.Verbs.Select(v => $"[{v.Name}](#{Anchor(tool, v)})")).Append("\n\n[How to read this](README.md), and what every step may have: [language](../language.md#steps).\n");
        foreach (var verb in tool.Verbs)
            Append(page, tool, verb);
        return page.ToString();
    }

    private static string Anchor(ToolDefinition tool, VerbDefinition verb) => $"{tool.Name} {verb.Name}".Replace(' ', '-');

    private static void Append(StringBuilder page, ToolDefinition tool, VerbDefinition verb)
    {
        page.Append($"\n## {tool.Name} {verb.Name}\n\n{verb.Summary} {(verb.HasSideEffect ? "" : "Changes nothing.")}".TrimEnd());
        page.Append($"\n\n```yaml\n{verb.Example.TrimEnd()}\n```\n");
        if (verb.AllParameters.Any())
            page.Append("\n| setting | takes | |\n| --- | --- | --- |\n");
        foreach (var parameter in verb.AllParameters)
            page.Append($"| {Name(verb, parameter)} | {Type(parameter)} | {Cell(parameter.Description)}{(parameter.AllowsSecret ? " May hold a secret." : "")} |\n");
        if (verb.Outputs.Length > 0)
            page.Append("\n| output | | |\n| --- | --- | --- |\n");
        foreach (var output in verb.Outputs)
            page.Append($"| `{output.Name}` | {Word(output.Type)} | {Cell(output.Description)} |\n");
    }

    private static string Name(VerbDefinition verb, ParameterDefinition parameter)
    {
        var name = parameter == verb.Main ? $"`{verb.Name}:` {parameter.Name}" : $"`{parameter.Name}`";
        return parameter.Required ? $"**{name}**" : name;
    }

    private static string Type(ParameterDefinition parameter) => parameter.Type == ParameterType.Choice
        ? string.Join(" or ", parameter.Choices.Select(static c => $"`{c}`"))
        : Word(parameter.Type);

    private static string Word(ParameterType type) => type switch
    {
        ParameterType.Script => "shell script",
        ParameterType.Condition => "expression",
        ParameterType.Integer => "whole number",
        ParameterType.Boolean => "true or false",
        ParameterType.TextList => "list of texts",
        ParameterType.TextMap => "names to texts",
        ParameterType.Any => "anything",
        _ => type.ToString().ToLowerInvariant(),
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
