using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Reads a <c>gate</c>: a tool that only looks, and how often it must be good.</summary>
internal sealed class GateReader(Reading reading)
{
    public const int MostInARow = 1_000;
    private const string Example = "such as `gate: { shell: ./healthy.sh, consecutive: 2, timeout: 15m }`";

    private static readonly ParameterDefinition s_timeout = new("timeout", ParameterType.Duration, "", Example: "15m");
    private static readonly ParameterDefinition s_delay = new("delay", ParameterType.Duration, "", Example: "10s");

    private readonly SettingReader _settings = new(reading);
    private readonly ActionReader _actions = new(reading);
    private readonly RehearseReader _rehearsals = new(reading);
    private readonly CommonReader _common = new(reading);
    private readonly Fingerprints _fingerprints = new();

    public Gate? Read(YamlEntry entry, StepNode forEach)
    {
        if (entry.Value is not YamlMapping mapping)
        {
            reading.Wrong(entry.Value, "gate", "a map", Example);
            return null;
        }

        var node = Node(entry, forEach);
        var consecutive = mapping.Find("consecutive") is { } given ? Scalars.Integer(reading, given, 1, MostInARow) ?? 1 : 1;
        var timeout = mapping.Find("timeout") is { } most ? _settings.Read(s_timeout, most.Value, node) : null;
        var delay = mapping.Find("delay") is { } wait ? _settings.Read(s_delay, wait.Value, node) : null;
        var on = mapping.Find("on") is { } host ? _common.On(host, node) : null;
        return Step(entry, mapping, node) is { } step ? new(step with { On = on }, consecutive, timeout, delay) : null;
    }

    /// <summary>It is no step of the file that others could name, but its expressions are checked as those of one.</summary>
    private StepNode Node(YamlEntry entry, StepNode forEach)
    {
        var node = new StepNode
        {
            Index = reading.Steps.Count, Id = "gate", IdSpan = reading.Span(entry.Key), Parent = forEach, Section = forEach.Section, IsGate = true,
        };
        reading.Steps.Add(node);
        return node;
    }

    private ActionStep? Step(YamlEntry entry, YamlMapping mapping, StepNode node)
    {
        var tools = mapping.Entries.Where(e => reading.Tools.Find(e.Name) is not null).ToArray();
        foreach (var other in mapping.Entries.Where(e => !tools.Contains(e) && !Words.Gate.Contains(e.Name)))
            Unknown(other);
        if (tools.Length > 1)
            reading.Error(Codes.SeveralTools, $"a gate looks at one thing, and this one has `{tools[0].Name}` and `{tools[1].Name}`", tools[1].Key, "look at both in one `shell` script");
        else if (tools.Length == 0 && mapping.Entries.All(static e => Words.Gate.Contains(e.Name)))
            reading.Error(Codes.NoTool, "this gate looks at nothing", entry.Key, Example);
        return tools.Length == 1 ? Step(mapping, tools[0], node) : null;
    }

    private ActionStep? Step(YamlMapping mapping, YamlEntry body, StepNode node)
    {
        var tool = reading.Tools.Find(body.Name)!;
        if (_actions.Read(tool, body, node) is not var (verb, arguments))
            return null;
        if (Obstacle(tool, verb) is var (message, hint))
            reading.Error(Codes.GateChanges, message, body.Key, hint);
        return new()
        {
            Id = new(node.Id), Span = reading.Span(mapping), Fingerprint = _fingerprints.Of(mapping, null), Tool = tool.Name, Verb = verb, Arguments = arguments,
            Rehearse = _rehearsals.Read(mapping, tool, verb, node),
        };
    }

    /// <summary>A gate is tried again and again: what it does must do no harm.</summary>
    private static (string Message, string Hint)? Obstacle(ToolDefinition tool, VerbDefinition verb) => tool.Name switch
    {
        "approve" or "pause" => ($"a gate looks, and `{tool.Name}` asks a person", $"put `{tool.Name}` into a step before or after the `for-each`"),
        "shell" => null,
        _ when verb.HasSideEffect => (
            $"a gate only looks, and `{tool.Name}: {verb.Name}` changes something", "do it in a step of the lanes, and look at its result here"),
        _ => null,
    };

    private void Unknown(YamlEntry entry) => reading.Error(
        Codes.UnknownKey, $"a gate has no key `{Shown.Word(entry.Name)}`", entry.Key,
        NearestWord.Hint(entry.Name, Words.Gate.Concat(reading.Tools.Names)) ?? "its keys are a tool, `on`, `consecutive`, `timeout`, `delay` and `rehearse`");
}
