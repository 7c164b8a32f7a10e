using System.Text.Json;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Tools with their verbs and settings, as the handlers define them.</summary>
internal sealed class ToolSchema(Utf8JsonWriter json) : SchemaForm(json)
{
    public void Tool(ToolDefinition tool)
    {
        var forms = new List<Action>();
        if (tool.Verbs.FirstOrDefault(v => v.Name == tool.DefaultVerb) is { Main: { } main } verb)
        {
            if (verb.Parameters.All(static p => !p.Required))
                forms.Add(() => Plain(main));
            forms.Add(() => Verb(verb, withVerb: false));
        }

        var alone = tool.Verbs.Where(static v => v.AllParameters.All(static p => !p.Required)).Select(static v => v.Name).ToArray();
        if (tool.DefaultVerb is null && alone.Length > 0)
            forms.Add(() => Texts("enum", alone));
        forms.AddRange(tool.Verbs.Select(v => (Action)(() => Verb(v, withVerb: true))));
        OneOf([.. forms], "anyOf");
        Json.WriteStartArray("examples");
        foreach (var example in tool.Verbs.Select(static v => v.Example))
            SchemaExample.WriteTool(Json, example, tool.Name);
        Json.WriteEndArray();
    }

    private void Verb(VerbDefinition verb, bool withVerb)
    {
        var required = verb.AllParameters.Where(p => p.Required && (!withVerb || p != verb.Main)).Select(static p => p.Name);
        Json.WriteString("description", verb.Summary);
        Object([.. withVerb ? required.Prepend(verb.Name) : required], () =>
        {
            if (withVerb)
                Property(verb.Name, verb.Main is { } main ? $"{verb.Summary} It takes: {main.Description}" : $"{verb.Summary} It takes no value.", () => Main(verb));
            foreach (var parameter in withVerb ? verb.Parameters : verb.AllParameters)
                Property(parameter.Name, parameter.Description, () => Setting(verb, parameter));
        });
        if (!withVerb)
            Json.WriteNumber("minProperties", 1);
    }

    private void Setting(VerbDefinition verb, ParameterDefinition parameter)
    {
        Parameter(parameter);
        SchemaExample.Write(Json, verb, parameter);
    }

    private void Main(VerbDefinition verb)
    {
        switch (verb.Main)
        {
            case null:
                Json.WriteString("type", "null");
                SchemaExample.WriteNothing(Json);
                break;
            case { Required: true } main:
                Setting(verb, main);
                break;
            case { } main:
                OneOf(() => Parameter(main), () => Json.WriteString("type", "null"));
                if (!SchemaExample.Write(Json, verb, main))
                    SchemaExample.WriteNothing(Json);
                break;
        }
    }

    /// <summary>The value of the tool's own key: a map there holds a verb and settings.</summary>
    private void Plain(ParameterDefinition main)
    {
        switch (main)
        {
            case { Type: ParameterType.TextMap }:
                Text(Expression);
                break;
            case { Type: ParameterType.Any }:
                Types("string", "number", "boolean", "array");
                break;
            default:
                Parameter(main);
                break;
        }
    }

    private void Parameter(ParameterDefinition parameter)
    {
        switch (parameter.Type)
        {
            case ParameterType.Integer:
                OrExpression("integer");
                break;
            case ParameterType.Boolean:
                OrExpression("boolean");
                break;
            case ParameterType.Duration:
                Reference("duration");
                break;
            case ParameterType.Choice:
                OneOf(() => Texts("enum", parameter.Choices.AsSpan()), () => Text(Expression));
                break;
            case ParameterType.TextList or ParameterType.Condition:
                Reference("texts");
                break;
            case ParameterType.TextMap:
                OneOf(
                    () =>
                    {
                        Json.WriteString("type", "object");
                        Json.WriteStartObject("additionalProperties");
                        Types("string", "number", "boolean", "null");
                        Json.WriteEndObject();
                    },
                    () => Text(Expression));
                break;
            case ParameterType.Any:
                Types("string", "number", "boolean", "array", "object");
                break;
            case ParameterType.Version:
                Types("string", "number");
                Json.WriteString("pattern", $"^{Version}$|{Expression}");
                break;
            case ParameterType.Mode:
                Types("string", "integer");
                Json.WriteString("pattern", $"^[0-7]{{3,4}}$|{Expression}");
                break;
            default:
                Scalar();
                break;
        }
    }
}
