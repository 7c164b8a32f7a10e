using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>The parts of the schema.</summary>
internal sealed class SchemaBody(Utf8JsonWriter json)
{
    private const string Snake = "^[a-z][a-z0-9_]*$";
    private const string Expression = "\\{\\{.*\\}\\}";

    public void Write(ImmutableArray<ToolDefinition> tools)
    {
        json.WriteStartObject();
        json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
        json.WriteString("$id", "runbook.v1.schema.json");
        json.WriteString("title", Words.ApiVersion);
        json.WriteString("description", "A runbook: what is done, in which order, and what must be known before.");
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        Texts("required", ["apiVersion", "name", "steps"]);
        json.WriteStartObject("properties");
        Head();
        json.WriteEndObject();
        json.WriteStartObject("$defs");
        Definitions(tools);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Head()
    {
        Property("apiVersion", "The version of the language.", () => json.WriteString("const", Words.ApiVersion));
        Property("name", "The runbook's name, kebab-case.", () => Text("^[a-z][a-z0-9-]*$"));
        Property("description", "What it is for.", () => json.WriteString("type", "string"));
        Property("inputs", "What is asked for before anything runs, by name in snake_case.", () => MapOf(Snake, "input"));
        Property("vars", "Named values made of inputs and earlier vars; used as `vars.NAME`.", () => MapOf(Snake, "any"));
        Property("env", "The environment variables that expressions may read as `env.NAME`.", () => Reference("texts"));
        Property("lock", "No other run that names the same lock goes on at the same time.", () => json.WriteString("type", "string"));
        Property("steps", "What is done. A step waits for the one above it, unless it says `needs`.", () => Reference("steps"));
        Property("on-failure", "Done once when `steps` ended with a failure.", () => Reference("steps"));
        Property("finally", "Done once at the end, whatever came before.", () => Reference("steps"));
        Property("outputs", "What the run yields, by name.", () => MapOf(Snake, "any"));
    }

    private void Definitions(ImmutableArray<ToolDefinition> tools)
    {
        Property("any", "Any value; texts may hold expressions in `{{ }}`.", () => { });
        Property(
            "texts", "One text, or a list of them.",
            () => OneOf(() => Types("string", "number", "boolean"), () => ListOf(() => Types("string", "number", "boolean"))));
        Property("expression", "An expression in `{{ }}`.", () => Text(Expression));
        Property(
            "duration", "A number and a unit, the larger first: `500ms`, `90s`, `15m`, `1h30m`, `2d`.",
            () => Text($"^(0|([0-9.]+(d|h|ms|m|s))+|.*{Expression}.*)$"));
        Property("input", "What is asked for before anything runs.", Input);
        Property("retry", "How often and when a failed step is tried again.", Retry);
        Property("steps", "A list of steps.", () => Steps());
        Property("step", "One step: a tool, a group of steps, or another runbook.", () => Step(tools));
        Property("include", "Another runbook, done as one step.", Include);
        foreach (var tool in tools)
            Property("tool-" + tool.Name, tool.Summary, () => Tool(tool));
    }

    private void Input()
    {
        Object(["type"], () =>
        {
            Property("type", "What values it takes.", () => Texts("enum", Words.InputTypes));
            Property("default", "The value when none is given; without one the input is required.", () => { });
            Property("pattern", "A regular expression that the whole value must match.", () => json.WriteString("type", "string"));
            Property("choices", "The words that an input of type `choice` takes.", () => Reference("texts"));
            Property("description", "Shown when it is asked for.", () => json.WriteString("type", "string"));
        });
    }

    private void Retry() => OneOf(
        () =>
        {
            json.WriteString("type", "integer");
            json.WriteNumber("minimum", 1);
            json.WriteNumber("maximum", 1000);
        },
        () => Object(["attempts"], () =>
        {
            Property("attempts", "All tries together, the first among them.", () => json.WriteString("type", "integer"));
            Property("delay", "The wait before the second try; 1s when left out.", () => Reference("duration"));
            Property("backoff", "What the wait is multiplied with for every further try; 2 when left out.", () => json.WriteString("type", "number"));
            Property("max-delay", "The wait never grows past this; 5m when left out.", () => Reference("duration"));
            Property("on", "Failure codes that are tried again; all that may help when left out.", () => Reference("texts"));
        }));

    private void Steps()
    {
        json.WriteString("type", "array");
        json.WriteNumber("minItems", 1);
        json.WriteStartObject("items");
        Reference("step");
        json.WriteEndObject();
    }

    private void Step(ImmutableArray<ToolDefinition> tools)
    {
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartObject("properties");
        StepWords();
        foreach (var tool in tools)
            Property(tool.Name, tool.Summary, () => Reference("tool-" + tool.Name));
        json.WriteEndObject();
        json.WriteStartArray("oneOf");
        foreach (var body in tools.Select(static t => t.Name).Append("steps").Append("runbook"))
        {
            json.WriteStartObject();
            Texts("required", [body]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void StepWords()
    {
        Property("id", "The step's name in expressions and `needs`, snake_case.", () => Text(Snake));
        Property("name", "The step's name for people.", () => json.WriteString("type", "string"));
        Property("needs", "Ids of the steps it waits for; `[]` starts at once. Without it: the step above.", () => Reference("texts"));
        Property("if", "A bare expression; the step is skipped when it is false.", () => Types("string", "boolean"));
        Property("timeout", "After this time its command is ended and the step fails.", () => Reference("duration"));
        Property("retry", "How often and when it is tried again after a failure.", () => Reference("retry"));
        Property("continue-on-failure", "Whether those that need it run, though it failed.", () => json.WriteString("type", "boolean"));
        Property("undo", "Steps that take back what it did; run by `runbook undo`.", () => Reference("steps"));
        Property("interrupted", "What a resume does when nobody knows how far it came.", () => Texts("enum", Words.Interrupted));
        Property("outputs", "Names for parts of what it puts out: expressions over `result`.", () => MapOf(Snake, "any"));
        Property("secret", "Whether its output is kept out of journal, log and screen.", () => json.WriteString("type", "boolean"));
        Property("steps", "The steps of a group.", () => Reference("steps"));
        Property("parallel", "Whether the steps of the group run at the same time, or how many of them.", () => Types("boolean", "integer"));
        Property("runbook", "Another runbook, done as one step.", () => Reference("include"));
    }

    private void Include() => OneOf(
        () => json.WriteString("type", "string"),
        () => Object(["include"], () =>
        {
            Property("include", "The file, from the folder of this one.", () => json.WriteString("type", "string"));
            Property("inputs", "Its inputs.", () => MapOf(Snake, "any"));
        }));

    private void Tool(ToolDefinition tool)
    {
        var forms = new List<Action>();
        if (tool.Verbs.FirstOrDefault(v => v.Name == tool.DefaultVerb) is { Main: { } main } verb)
        {
            forms.Add(() => Parameter(main));
            forms.Add(() => Verb(verb, withVerb: false));
        }

        if (tool.DefaultVerb is null)
            forms.Add(() => Texts("enum", [.. tool.Verbs.Where(static v => v.AllParameters.All(static p => !p.Required)).Select(static v => v.Name)]));
        forms.AddRange(tool.Verbs.Select(v => (Action)(() => Verb(v, withVerb: true))));
        OneOf([.. forms], "anyOf");
    }

    private void Verb(VerbDefinition verb, bool withVerb)
    {
        var required = verb.Parameters.Where(static p => p.Required).Select(static p => p.Name).Prepend(withVerb ? verb.Name : verb.Main!.Name);
        json.WriteString("description", verb.Summary);
        Object([.. required], () =>
        {
            if (withVerb)
                Property(verb.Name, verb.Main?.Description ?? "Takes no value.", () => Main(verb));
            foreach (var parameter in (withVerb ? verb.Parameters : verb.AllParameters).Where(p => !withVerb || p.Name != verb.Name))
                Property(parameter.Name, parameter.Description, () => Parameter(parameter));
        });
    }

    private void Main(VerbDefinition verb)
    {
        if (verb.Main is { } main)
            Parameter(main);
        else
            json.WriteString("type", "null");
    }

    private void Parameter(ParameterDefinition parameter)
    {
        switch (parameter.Type)
        {
            case ParameterType.Integer:
                OneOf(() => json.WriteString("type", "integer"), () => Reference("expression"));
                break;
            case ParameterType.Boolean:
                OneOf(() => json.WriteString("type", "boolean"), () => Reference("expression"));
                break;
            case ParameterType.Duration:
                Reference("duration");
                break;
            case ParameterType.Choice:
                OneOf(() => Texts("enum", parameter.Choices.AsSpan()), () => Reference("expression"));
                break;
            case ParameterType.TextList or ParameterType.Condition:
                Reference("texts");
                break;
            case ParameterType.TextMap:
                OneOf(() => json.WriteString("type", "object"), () => Reference("expression"));
                break;
            case ParameterType.Any:
                break;
            case ParameterType.Script or ParameterType.Path:
                json.WriteString("type", "string");
                break;
            default:
                Types("string", "number", "boolean");
                break;
        }
    }

    private void Property(string name, string description, Action body)
    {
        json.WriteStartObject(name);
        json.WriteString("description", description);
        body();
        json.WriteEndObject();
    }

    /// <summary>A verb brings its own description; then none is written twice.</summary>
    private void Object(ImmutableArray<string> required, Action properties)
    {
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        Texts("required", required.AsSpan());
        json.WriteStartObject("properties");
        properties();
        json.WriteEndObject();
    }

    private void MapOf(string names, string definition)
    {
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartObject("patternProperties");
        json.WriteStartObject(names);
        Reference(definition);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void ListOf(Action item)
    {
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        item();
        json.WriteEndObject();
    }

    private void OneOf(params Action[] forms) => OneOf(forms, "anyOf");

    private void OneOf(Action[] forms, string word)
    {
        json.WriteStartArray(word);
        foreach (var form in forms)
        {
            json.WriteStartObject();
            form();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Reference(string definition) => json.WriteString("$ref", "#/$defs/" + definition);

    private void Text(string pattern)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", pattern);
    }

    private void Types(params ReadOnlySpan<string> types)
    {
        json.WriteStartArray("type");
        foreach (var type in types)
            json.WriteStringValue(type);
        json.WriteEndArray();
    }

    private void Texts(string name, params ReadOnlySpan<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
