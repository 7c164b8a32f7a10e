using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>The parts of the schema.</summary>
internal sealed class SchemaBody(Utf8JsonWriter json) : SchemaForm(json)
{
    public void Write(ImmutableArray<ToolDefinition> tools)
    {
        Json.WriteStartObject();
        Json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
        Json.WriteString("$id", "runbook.v1.schema.json");
        Json.WriteString("title", Words.ApiVersion);
        Json.WriteString("description", "A runbook: what is done, in which order, and what must be known before.");
        Json.WriteString("type", "object");
        Json.WriteBoolean("additionalProperties", false);
        Texts("required", ["apiVersion", "name", "steps"]);
        Json.WriteStartObject("properties");
        Head();
        Json.WriteEndObject();
        Json.WriteStartObject("$defs");
        Definitions(tools);
        Json.WriteEndObject();
        Json.WriteEndObject();
    }

    private void Head()
    {
        Property("apiVersion", "The version of the language.", () => Json.WriteString("const", Words.ApiVersion));
        Property("name", "The runbook's name, kebab-case.", () => Text("^[a-z][a-z0-9-]*$"));
        Property("description", "What it is for.", () => Json.WriteString("type", "string"));
        Property("inputs", "What is asked for before anything runs, by name in snake_case.", () => MapOf(Snake, "input"));
        Property("vars", "Named values made of inputs and earlier vars; used as `vars.NAME`.", () => MapOf(Snake, "any"));
        Property("env", "The environment variables that expressions may read as `env.NAME`.", () => Reference("texts"));
        Property("targets", "Names for lists of hosts; used as `for-each: NAME` and `targets.NAME`.", () => MapOf(Snake, "targets"));
        Property("lock", "No other run that names the same lock goes on at the same time.", () => Json.WriteString("type", "string"));
        Property("window", "When work may be done.", () => Reference("window"));
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
        Property("targets", "Hosts: a group of the inventory, hosts by name, or the engine's own machine.", Targets);
        Property("window", "When work may be done; what is left out sets no bound.", Window);
        Property("share", "A number, a percentage such as `25%`, or `all`.", Share);
        Property("gate", "What must hold before the first batch and after every one: a tool that only looks.", () => Gate(tools));
        Property("retry", "How often and when a failed step is tried again.", Retry);
        Property("rehearse", "What a script of your own would yield in a rehearsal, which runs none.", Rehearse);
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
            Property("pattern", "A regular expression that the whole value must match.", () => Json.WriteString("type", "string"));
            Property("choices", "The words that an input of type `choice` takes.", () => Reference("texts"));
            Property("description", "Shown when it is asked for.", () => Json.WriteString("type", "string"));
        });
    }

    private void Targets() => OneOf(
        () => Json.WriteString("const", Words.Local),
        () => Object(["group"], () => Property("group", "The name of a group of the inventory.", () => Json.WriteString("type", "string"))),
        () => Object(["hosts"], () => Property("hosts", "Hosts of the inventory by name.", () => Reference("texts"))),
        () => Object(["nodes"], () => Property("nodes", "Nodes of the cluster by a selector of labels, as for `kubectl get nodes -l`.", () => Json.WriteString("type", "string"))));

    private void Window() => Object([], () =>
    {
        Property("opens", "A time of day or a moment; before it nothing starts.", () => Json.WriteString("type", "string"));
        Property("closes", "A time of day, a moment, or a duration from the start; no lane starts that would not end by then.", () => Json.WriteString("type", "string"));
        Property("margin", "A duration, or `auto`: a quarter of the slowest lane so far.", () => Json.WriteString("type", "string"));
        Property("time-zone", "A name such as `Europe/Berlin`; that of the machine when left out.", () => Json.WriteString("type", "string"));
    });

    private void Share() => OneOf(
        () =>
        {
            Json.WriteString("type", "integer");
            Json.WriteNumber("minimum", 0);
        },
        () => Text($"^([0-9]+|[0-9.]+%|all|.*{Expression}.*)$"));

    private void Gate(ImmutableArray<ToolDefinition> tools)
    {
        Object([], () =>
        {
            Property("on", "The host that it looks from.", () => Json.WriteString("type", "string"));
            Property("consecutive", "How often in a row it must be good; 1 when left out.", () => Json.WriteString("type", "integer"));
            Property("timeout", "How long it is tried; 15m when left out.", () => Reference("duration"));
            Property("delay", "The wait between two tries; 10s when left out.", () => Reference("duration"));
            Property("rehearse", "What its script would yield, for rehearsals.", () => Reference("rehearse"));
            foreach (var tool in tools)
                Property(tool.Name, tool.Summary, () => Reference("tool-" + tool.Name));
        });
        Bodies(tools.Select(static t => t.Name));
    }

    private void Retry() => OneOf(
        () =>
        {
            Json.WriteString("type", "integer");
            Json.WriteNumber("minimum", 1);
            Json.WriteNumber("maximum", 1000);
        },
        () => Object(["attempts"], () =>
        {
            Property("attempts", "All tries together, the first among them.", () => Json.WriteString("type", "integer"));
            Property("delay", "The wait before the second try; 1s when left out.", () => Reference("duration"));
            Property("backoff", "What the wait is multiplied with for every further try; 2 when left out.", () => Json.WriteString("type", "number"));
            Property("max-delay", "The wait never grows past this; 5m when left out.", () => Reference("duration"));
            Property("on", "Failure codes that are tried again; all that may help when left out.", () => Reference("texts"));
        }));

    private void Rehearse() => Object([], () =>
    {
        Property("stdout", "What it puts out; nothing when left out. It may hold expressions.", () => Types("string", "number", "boolean"));
        Property("stderr", "What it puts out as errors; nothing when left out.", () => Types("string", "number", "boolean"));
        Property("exit", "Its exit status; 0 when left out.", () => Json.WriteString("type", "integer"));
        Property("takes", "How long it takes in virtual time; no time when left out.", () => Reference("duration"));
    });

    private void Steps()
    {
        Json.WriteString("type", "array");
        Json.WriteNumber("minItems", 1);
        Json.WriteStartObject("items");
        Reference("step");
        Json.WriteEndObject();
    }

    private void Step(ImmutableArray<ToolDefinition> tools)
    {
        Json.WriteString("type", "object");
        Json.WriteBoolean("additionalProperties", false);
        Json.WriteStartObject("properties");
        StepWords();
        foreach (var tool in tools)
            Property(tool.Name, tool.Summary, () => Reference("tool-" + tool.Name));
        Json.WriteEndObject();
        Bodies(tools.Select(static t => t.Name).Append("steps").Append("runbook"));
        Json.WriteStartObject("dependentRequired");
        Texts("for-each", ["steps"]);
        foreach (var word in Words.ForEach)
            Texts(word, ["for-each"]);
        Json.WriteEndObject();
    }

    /// <summary>One of them, and only one.</summary>
    private void Bodies(IEnumerable<string> bodies)
    {
        Json.WriteStartArray("oneOf");
        foreach (var body in bodies)
        {
            Json.WriteStartObject();
            Texts("required", [body]);
            Json.WriteEndObject();
        }

        Json.WriteEndArray();
    }

    private void StepWords()
    {
        Property("id", "The step's name in expressions and `needs`, snake_case.", () => Text(Snake));
        Property("name", "The step's name for people.", () => Json.WriteString("type", "string"));
        Property("on", "The host that it works on, by name; `local` is the engine's machine.", () => Json.WriteString("type", "string"));
        Property("needs", "Ids of the steps it waits for; `[]` starts at once. Without it: the step above.", () => Reference("texts"));
        Property("if", "A bare expression; the step is skipped when it is false.", () => Types("string", "boolean"));
        Property("timeout", "After this time its command is ended and the step fails.", () => Reference("duration"));
        Property("retry", "How often and when it is tried again after a failure.", () => Reference("retry"));
        Property("continue-on-failure", "Whether those that need it run, though it failed.", () => Json.WriteString("type", "boolean"));
        Property("undo", "Steps that take back what it did; run by `runbook undo`.", () => Reference("steps"));
        Property("interrupted", "What a resume does when nobody knows how far it came.", () => Texts("enum", Words.Interrupted));
        Property("outputs", "Names for parts of what it puts out: expressions over `result`.", () => MapOf(Snake, "any"));
        Property("secret", "Whether its output is kept out of journal, log and screen.", () => Json.WriteString("type", "boolean"));
        Property("rehearse", "What its script would yield, for rehearsals; real runs never look at it.", () => Reference("rehearse"));
        Property("steps", "The steps of a group.", () => Reference("steps"));
        Property("parallel", "Whether the steps of the group run at the same time, or how many of them.", () => Types("boolean", "integer"));
        Property("for-each", "The entry of `targets` for each of whose hosts the steps are done, in a lane of its own.", () => Json.WriteString("type", "string"));
        Property("as", "The name of a lane's target in expressions; `target` when left out.", () => Text(Snake));
        Property("batches", "How many lanes go at a time: one size, or a list whose last one repeats; 1 when left out.", () => OneOf(() => Reference("share"), () => ListOf(() => Reference("share"))));
        Property("max-failures", "How many lanes may fail before no other starts; 0 when left out.", () => Reference("share"));
        Property("order", "The order of the lanes: `inventory`, `reverse`, `name`, or hosts that go first.", () => Reference("texts"));
        Property("gate", "What must hold before the first batch and after every one.", () => Reference("gate"));
        Property("runbook", "Another runbook, done as one step.", () => Reference("include"));
    }

    private void Include() => OneOf(
        () => Json.WriteString("type", "string"),
        () => Object(["include"], () =>
        {
            Property("include", "The file, from the folder of this one.", () => Json.WriteString("type", "string"));
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
        Json.WriteString("description", verb.Summary);
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
            Json.WriteString("type", "null");
    }

    private void Parameter(ParameterDefinition parameter)
    {
        switch (parameter.Type)
        {
            case ParameterType.Integer:
                OneOf(() => Json.WriteString("type", "integer"), () => Reference("expression"));
                break;
            case ParameterType.Boolean:
                OneOf(() => Json.WriteString("type", "boolean"), () => Reference("expression"));
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
                OneOf(() => Json.WriteString("type", "object"), () => Reference("expression"));
                break;
            case ParameterType.Any:
                break;
            case ParameterType.Script or ParameterType.Path:
                Json.WriteString("type", "string");
                break;
            default:
                Types("string", "number", "boolean");
                break;
        }
    }
}
