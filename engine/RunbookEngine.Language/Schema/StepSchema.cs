using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Steps, and what stands in them beside their tools.</summary>
internal sealed class StepSchema(Utf8JsonWriter json) : SchemaForm(json)
{
    public void Gate(ImmutableArray<ToolDefinition> tools)
    {
        Object([], () =>
        {
            Word("on", "The host that it looks from.", "cp1", Host);
            Word("consecutive", "How often in a row it must be good; 1 when left out.", "2", () => WholeNumber(1, GateReader.MostInARow));
            Word("timeout", "How long it is tried; 15m when left out.", "15m", () => Reference("duration"));
            Word("delay", "The wait between two tries; 10s when left out.", "10s", () => Reference("duration"));
            Word("rehearse", "What its script would yield, for rehearsals.", "{ exit: 0, takes: 2s }", () => Reference("rehearse"));
            Tools(tools);
        });
        Bodies(tools.Select(static t => t.Name));
    }

    public void Retry() => OneOf(
        () => WholeNumber(1, RetryReader.MostAttempts),
        () => Object(["attempts"], () =>
        {
            Word("attempts", "All tries together, the first among them.", "3", () => WholeNumber(1, RetryReader.MostAttempts));
            Word("delay", "The wait before the second try; 1s when left out.", "5s", () => Reference("fixed-duration"));
            Word("backoff", "What the wait is multiplied with for every further try; 2 when left out.", "1.5", () =>
            {
                Json.WriteString("type", "number");
                Between(1, 100);
            });
            Word("max-delay", "The wait never grows past this; 5m when left out.", "1m", () => Reference("fixed-duration"));
            Word("on", "Failure codes that are tried again; all that may help when left out.", "[connection_lost]", () => Reference("texts"));
        }));

    public void Rehearse() => Object([], () =>
    {
        Word("stdout", "What it puts out; nothing when left out. It may hold expressions.", "ok", () => Types("string", "number", "boolean", "null"));
        Word("stderr", "What it puts out as errors; nothing when left out.", "not yet", () => Types("string", "number", "boolean", "null"));
        Word("exit", "Its exit status; 0 when left out.", "0", () => WholeNumber(0, 255));
        Word("takes", "How long it takes in virtual time; no time when left out.", "2s", () => Reference("fixed-duration"));
        Word("runs", "A command that a rehearsal knows and that has the script's effect. It may hold expressions.", "etcd --name=scratch", () => Types("string", "number", "boolean", "null"));
    });

    public void List()
    {
        Json.WriteString("type", "array");
        Json.WriteNumber("minItems", 1);
        Json.WriteStartObject("items");
        Reference("step");
        Json.WriteEndObject();
    }

    public void Step(ImmutableArray<ToolDefinition> tools)
    {
        Json.WriteString("type", "object");
        Json.WriteBoolean("additionalProperties", false);
        Json.WriteStartObject("properties");
        Common();
        Groups();
        Tools(tools);
        Json.WriteEndObject();
        Bodies(tools.Select(static t => t.Name).Append("steps").Append("runbook"));
        Json.WriteStartObject("dependentRequired");
        Texts("for-each", ["steps"]);
        foreach (var word in Words.ForEach)
            Texts(word, ["for-each"]);
        Texts("parallel", ["steps"]);
        Json.WriteEndObject();
        Json.WriteStartObject("dependentSchemas");
        Without("steps", Words.NotForGroups);
        Without("runbook", Words.NotForGroups);
        Without("for-each", ["parallel"]);
        Json.WriteEndObject();
    }

    public void Include() => OneOf(
        Scalar,
        () => Object(["include"], () =>
        {
            Word("include", "The file, from the folder of this one.", "etcd-backup.yaml", Scalar);
            Word("inputs", "Its inputs.", "{ folder: /var/backups }", () => MapOf(Snake, "any", orNull: true));
        }));

    private void Common()
    {
        Word("id", "The step's name in expressions and `needs`, snake_case.", "snapshot", () => Text(Snake));
        Word("name", "The step's name for people.", "Take the snapshot", Scalar);
        Word("on", "The host that it works on, by name; `local` is the engine's machine.", "cp1", Host);
        Word("needs", "Ids of the steps it waits for; `[]` starts at once. Without it: the step above.", "[snapshot]", () => Reference("texts"));
        Word("if", "A bare expression; the step is skipped when it is false.", "inputs.force", Scalar);
        Word("timeout", "After this time its command is ended and the step fails.", "15m", () => Reference("duration"));
        Word("retry", "How often and when it is tried again after a failure.", "{ attempts: 3, delay: 5s }", () => Reference("retry"));
        Word("continue-on-failure", "Whether those that need it run, though it failed.", "true", () => Json.WriteString("type", "boolean"));
        Word("undo", "Steps that take back what it did; run by `runbook undo`.", "[{ file: { remove: /etc/app.conf } }]", () => Reference("steps"));
        Word("interrupted", "What a resume does when nobody knows how far it came.", "verify", () => Texts("enum", Words.Interrupted));
        Word("outputs", "Names for parts of what it puts out: expressions over `result`.", "{ revision: \"{{ result.stdout }}\" }", () => MapOf(Snake, "scalar"));
        Word("secret", "Whether its output is kept out of journal, log and screen.", "true", () => Json.WriteString("type", "boolean"));
        Word("rehearse", "What its script would yield, for rehearsals; real runs never look at it.", "{ stdout: ok, takes: 2s }", () => Reference("rehearse"));
    }

    private void Groups()
    {
        Word("steps", "The steps of a group.", "[{ shell: uptime }]", () => Reference("steps"));
        Word("parallel", "Whether the steps of the group run at the same time, or how many of them.", "true", () =>
        {
            Types("boolean", "integer");
            Between(1, 1_000);
        });
        Word("for-each", "The entry of `targets` for each of whose hosts the steps are done, in a lane of its own.", "workers", () => Text(Snake));
        Word("as", "The name of a lane's target in expressions; `target` when left out.", "node", () => Text(Snake));
        Word("batches", "How many lanes go at a time: one size, or a list whose last one repeats; 1 when left out.", "[1, 3, 25%]", () => OneOf(() => Reference("batch"), () => ListOf(() => Reference("batch"), atLeastOne: true)));
        Word("max-failures", "How many lanes may fail before no other starts; 0 when left out.", "1", () => Reference("failures"));
        Word("order", "The order of the lanes: `inventory`, `reverse`, `name`, or hosts that go first.", "[w3, w1]", () => OneOf(() => Texts("enum", Words.Order), () => Text(Expression), () => ListOf(Scalar)));
        Word("gate", "What must hold before the first batch and after every one.", "{ shell: ./healthy.sh, consecutive: 2, timeout: 15m }", () => Reference("gate"));
        Word("runbook", "Another runbook, done as one step.", "{ include: etcd-backup.yaml, inputs: { folder: /var/backups } }", () => Reference("include"));
    }

    private void Tools(ImmutableArray<ToolDefinition> tools)
    {
        foreach (var tool in tools)
            Property(tool.Name, tool.Summary, () => Reference("tool-" + tool.Name));
    }

    private void Host()
    {
        Scalar();
        Json.WriteString("pattern", $"^{HostName}$|{Expression}");
    }

    /// <summary>With one key, others do not go.</summary>
    private void Without(string key, string[] others)
    {
        Json.WriteStartObject(key);
        Json.WriteStartObject("properties");
        foreach (var other in others)
            Json.WriteBoolean(other, false);
        Json.WriteEndObject();
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
}
