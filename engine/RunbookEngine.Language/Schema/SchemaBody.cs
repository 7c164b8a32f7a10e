using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>The head of a runbook, and what stands in it.</summary>
internal sealed class SchemaBody(Utf8JsonWriter json) : SchemaForm(json)
{
    private readonly StepSchema _steps = new(json);
    private readonly ToolSchema _tools = new(json);

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
        Word("apiVersion", "The version of the language.", Words.ApiVersion, () => Json.WriteString("const", Words.ApiVersion));
        Word("name", "The runbook's name, kebab-case.", "etcd-backup", () => Text("^[a-z]([a-z0-9-]{0,62}[a-z0-9])?$"));
        Word("description", "What it is for.", "Take a snapshot of etcd, and prove that it is whole.", Scalar);
        Word("inputs", "What is asked for before anything runs, by name in snake_case.", "{ version: { type: version, description: The version to install. } }", () => MapOf(Snake, "input", orNull: true));
        Word("vars", "Named values made of inputs and earlier vars; used as `vars.NAME`.", "{ folder: \"{{ inputs.root }}/backups\" }", () => MapOf(Snake, "any"));
        Word("env", "The environment variables that expressions may read as `env.NAME`.", "[HOME, KUBECONFIG]", Environment);
        Word("targets", "Names for lists of hosts; used as `for-each: NAME` and `targets.NAME`.", "{ workers: { group: workers } }", () => MapOf(Snake, "targets", orNull: true));
        Word("lock", "No other run that names the same lock goes on at the same time.", "cluster", Scalar);
        Word("window", "When work may be done.", "{ opens: \"22:00\", closes: \"04:00\", margin: 20m, time-zone: Europe/Berlin }", () => Reference("window"));
        Word("steps", "What is done. A step waits for the one above it, unless it says `needs`.", "[{ shell: uptime }]", () => Reference("steps"));
        Word("on-failure", "Done once when `steps` ended with a failure.", "[{ log: It failed. }]", () => Reference("steps"));
        Word("finally", "Done once at the end, whatever came before.", "[{ file: { remove: /tmp/lock } }]", () => Reference("steps"));
        Word("outputs", "What the run yields, by name.", "{ revision: \"{{ steps.check.revision }}\" }", () => MapOf(Snake, "any"));
    }

    private void Definitions(ImmutableArray<ToolDefinition> tools)
    {
        Property("any", "Any value; texts may hold expressions in `{{ }}`.", () => { });
        Property("scalar", "A text, a number, `true` or `false`; a text may hold expressions in `{{ }}`.", Scalar);
        Property("texts", "One text, or a list of them.", () => OneOf(Scalar, () => ListOf(Scalar)));
        Property("duration", "A number and a unit, the larger first: `500ms`, `90s`, `15m`, `1h30m`, `2d`.", () => Time(orExpression: true));
        Property("fixed-duration", "A number and a unit, the larger first: `500ms`, `90s`, `15m`, `1h30m`, `2d`. It takes no expression.", () => Time(orExpression: false));
        Property("input", "What is asked for before anything runs.", Input);
        Property("targets", "Hosts: a group of the inventory, hosts by name, or the engine's own machine.", Targets);
        Property("window", "When work may be done; what is left out sets no bound.", Window);
        Property("batch", "A number from 1 on, a percentage such as `25%`, or `all`.", () => Share(least: 1));
        Property("failures", "A number from 0 on, or a percentage such as `10%`.", () => Share(least: 0));
        Property("gate", "What must hold before the first batch and after every one: a tool that only looks.", () => _steps.Gate(tools));
        Property("retry", "How often and when a failed step is tried again.", _steps.Retry);
        Property("rehearse", "What a script of your own would yield in a rehearsal, which runs none.", _steps.Rehearse);
        Property("steps", "A list of steps.", _steps.List);
        Property("step", "One step: a tool, a group of steps, or another runbook.", () => _steps.Step(tools));
        Property("include", "Another runbook, done as one step.", _steps.Include);
        foreach (var tool in tools)
            Property("tool-" + tool.Name, tool.Summary, () => _tools.Tool(tool));
    }

    private void Environment()
    {
        const string Name = "^[A-Za-z_][A-Za-z0-9_]{0,199}$";
        OneOf(() => Text(Name), () => ListOf(() => Text(Name)));
    }

    private void Input()
    {
        Object(["type"], () =>
        {
            Word("type", "What values it takes.", "version", () => Texts("enum", Words.InputTypes));
            Word("default", "The value when none is given; without one the input is required.", "/var/backups", () => { });
            Word("pattern", "A regular expression that the whole value must match.", "\"/.*\"", () => Types("string", "number", "boolean", "null"));
            Word("choices", "The words that an input of type `choice` takes.", "[fast, careful]", () => Reference("texts"));
            Word("description", "Shown when it is asked for.", "The version to install, such as 1.36.4.", Scalar);
        });
        Json.WriteStartArray("allOf");
        foreach (var type in Words.InputTypes)
            Given(type, () => Default(type));
        Json.WriteEndArray();
    }

    /// <summary>What holds for an input of one type.</summary>
    private void Given(string type, Action holds)
    {
        Json.WriteStartObject();
        Json.WriteStartObject("if");
        Json.WriteStartObject("properties");
        Json.WriteStartObject("type");
        Json.WriteString("const", type);
        Json.WriteEndObject();
        Json.WriteEndObject();
        Texts("required", ["type"]);
        Json.WriteEndObject();
        Json.WriteStartObject("then");
        if (type == "choice")
            Texts("required", ["choices"]);
        Json.WriteStartObject("properties");
        if (type == "secret")
            Json.WriteBoolean("default", false);
        else
            holds();
        if (type != "choice")
            Json.WriteBoolean("choices", false);
        Json.WriteEndObject();
        Json.WriteEndObject();
        Json.WriteEndObject();
    }

    private void Default(string type)
    {
        Json.WriteStartObject("default");
        switch (type)
        {
            case "integer":
                Types("integer", "string");
                Json.WriteString("pattern", "^[+-]?[0-9]+$");
                break;
            case "boolean":
                Types("boolean", "string");
                Json.WriteString("pattern", "^(true|false)$");
                break;
            case "version":
                Types("string", "number");
                Json.WriteString("pattern", $"^{Version}$");
                break;
            case "duration":
                Time(orExpression: false);
                break;
            case "list":
                Types("array", "string", "number", "boolean");
                break;
            default:
                Scalar();
                break;
        }

        Json.WriteEndObject();
    }

    private void Targets() => OneOf(
        () => Json.WriteString("const", Words.Local),
        () => Object(["group"], () => Word("group", "The name of a group of the inventory.", "workers", Scalar)),
        () => Object(["hosts"], () => Word("hosts", "Hosts of the inventory by name.", "[cp1, cp2]", () => OneOf(Host, () => ListOf(Host, atLeastOne: true)))),
        () => Object(["nodes"], () => Word("nodes", "Nodes of the cluster by a selector of labels, as for `kubectl get nodes -l`.", "\"!node-role.kubernetes.io/control-plane\"", Scalar)));

    private void Host()
    {
        Scalar();
        Json.WriteString("pattern", $"^{HostName}$|{Expression}");
    }

    private void Window() => Object([], () =>
    {
        Bound("opens", "A time of day or a moment; before it nothing starts.", "\"22:00\"");
        Bound("closes", "A time of day, a moment, or a duration from the start; no lane starts that would not end by then.", "\"04:00\"");
        Bound("margin", "A duration, or `auto`: a quarter of the slowest lane so far.", "20m");
        Bound("time-zone", "A name such as `Europe/Berlin`; that of the machine when left out.", "Europe/Berlin");
    });

    private void Bound(string name, string description, string example) => Word(name, description, example, () => Types("string", "number", "boolean", "null"), asText: true);
}
