using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>What any step may say beside what it does.</summary>
internal sealed record CommonSettings
{
    public bool HasOwnId { get; init; }

    public string? Name { get; init; }

    public Template? On { get; init; }

    public ImmutableArray<StepId>? Needs { get; init; }

    public Template? If { get; init; }

    public Argument? Timeout { get; init; }

    public Retry Retry { get; init; } = Retry.Never;

    public bool ContinueOnFailure { get; init; }

    public InterruptedPolicy? Interrupted { get; init; }

    public ImmutableArray<KeyValuePair<string, Template>> Outputs { get; init; } = [];

    public bool Secret { get; init; }

    public T Apply<T>(T step)
        where T : Step => step with
        {
            HasOwnId = HasOwnId,
            Name = Name,
            On = On,
            Needs = Needs,
            If = If,
            Timeout = Timeout,
            Retry = Retry,
            ContinueOnFailure = ContinueOnFailure,
            Interrupted = Interrupted,
            Outputs = Outputs,
            Secret = Secret,
        };
}

/// <summary>Reads the keys that every step may have.</summary>
internal sealed class CommonReader(Reading reading)
{
    private static readonly ParameterDefinition s_timeout = new("timeout", ParameterType.Duration, "", Example: "15m");

    private readonly SettingReader _settings = new(reading);

    public CommonSettings Read(YamlMapping mapping, StepNode node)
    {
        var common = new CommonSettings();
        foreach (var entry in mapping.Entries)
            common = Read(common, entry, node);
        return common;
    }

    /// <summary>The id; null when it cannot be one, and then the bag says why.</summary>
    public string? Id(YamlEntry entry)
    {
        if (Scalars.Text(reading, entry) is not { } id)
            return null;
        if (Words.IsSnakeCase(id))
            return id;
        BadName(entry.Value, id, "an id");
        return null;
    }

    /// <summary>0 for all at the same time, null for one after the other.</summary>
    public int? Parallel(YamlEntry entry)
    {
        if (entry.Value is YamlScalar scalar && Scalars.Plain(scalar) is Value.Flag flag)
            return flag.On ? 0 : null;
        return Scalars.Integer(reading, entry, 1, 1_000);
    }

    private CommonSettings Read(CommonSettings common, YamlEntry entry, StepNode node)
    {
        switch (entry.Name)
        {
            case "id":
                return common with { HasOwnId = entry.Value is YamlScalar { Text: var id } && id == node.Id };
            case "name":
                return common with { Name = Scalars.Text(reading, entry) };
            case "on":
                return common with { On = On(entry, node) };
            case "needs":
                return common with { Needs = Needs(entry, node) };
            case "if":
                return common with { If = Condition(entry, node) };
            case "timeout":
                return common with { Timeout = _settings.Read(s_timeout, entry.Value, node) };
            case "retry":
                return common with { Retry = new RetryReader(reading).Read(entry) };
            case "continue-on-failure":
                return common with { ContinueOnFailure = Scalars.Boolean(reading, entry) ?? false };
            case "interrupted":
                return common with { Interrupted = Interrupted(entry) };
            case "outputs":
                return common with { Outputs = Outputs(entry, node) };
            case "secret":
                node.IsSecret = Scalars.Boolean(reading, entry) ?? false;
                return common with { Secret = node.IsSecret };
            default:
                return common;
        }
    }

    private ImmutableArray<StepId> Needs(YamlEntry entry, StepNode node)
    {
        node.Needs = Scalars.Texts(reading, entry);
        return [.. node.Needs.Select(static n => new StepId(n.Text)).Distinct()];
    }

    /// <summary>Where a step works: the name of a host, or a template of one.</summary>
    public Template? On(YamlEntry entry, StepNode node)
    {
        if (entry.Value is not YamlScalar { IsNull: false } scalar)
        {
            reading.Wrong(entry.Value, "on", "the name of a host", "such as `on: cp1`, or `on: local` for the machine that the engine runs on");
            return null;
        }

        if (TemplateParser.HasBraces(scalar.Text))
            return new TemplatePlace(node, "on", Names.ForSteps).Note(reading, scalar, TemplateKind.Text);
        if (!Words.IsHostName(scalar.Text))
            HostName(scalar);
        return new(scalar.Text, TemplateKind.Literal, reading.Span(scalar));
    }

    /// <summary>Says that a text cannot name a host.</summary>
    public void HostName(YamlScalar scalar) => reading.Error(
        Codes.BadName, $"`{Shown.Word(scalar.Text)}` cannot name a host", scalar,
        scalar.Text.Contains('@', StringComparison.Ordinal) ? "name the host as the inventory does; who logs in is said there" : "use letters, digits, `-`, `_` and `.`");

    private Template? Condition(YamlEntry entry, StepNode node)
    {
        if (entry.Value is not YamlScalar { IsNull: false } scalar)
        {
            reading.Wrong(entry.Value, "if", "a condition", "such as `inputs.force` or `steps.look.stdout == \"ok\"`");
            return null;
        }

        node.Condition = scalar.Text.Trim() is not "true" and var text ? text : null;
        return new TemplatePlace(node, "if", Names.ForSteps).Note(reading, scalar, TemplateKind.Expression);
    }

    private InterruptedPolicy? Interrupted(YamlEntry entry)
    {
        if (Scalars.Text(reading, entry) is not { } text)
            return null;
        var index = Array.IndexOf(Words.Interrupted, text);
        if (index >= 0)
            return (InterruptedPolicy)index;
        reading.Error(
            Codes.BadChoice, $"`interrupted` cannot be `{Shown.Word(text)}`", entry.Value,
            NearestWord.HintOrList(text, Words.Interrupted, "it can be"));
        return null;
    }

    private ImmutableArray<KeyValuePair<string, Template>> Outputs(YamlEntry entry, StepNode node)
    {
        if (entry.Value is not YamlMapping mapping)
        {
            reading.Wrong(entry.Value, "outputs", "a map of names to values", "such as `outputs: { revision: \"{{ result.stdout }}\" }`");
            return [];
        }

        var outputs = ImmutableArray.CreateBuilder<KeyValuePair<string, Template>>();
        foreach (var output in mapping.Entries)
        {
            if (!Words.IsSnakeCase(output.Name))
                BadName(output.Key, output.Name, "an output");
            else if (Words.StepFields.Contains(output.Name))
                reading.Error(Codes.BadName, $"every step has a `{output.Name}` of its own", output.Key, "choose another name");
            else if (output.Value is not YamlScalar { IsNull: false } scalar)
                reading.Wrong(output.Value, output.Name, "a text or one expression");
            else
                outputs.Add(Output(output.Name, scalar, node));
        }

        return outputs.ToImmutable();
    }

    private KeyValuePair<string, Template> Output(string name, YamlScalar scalar, StepNode node)
    {
        node.Fields.Add(name);
        var place = new TemplatePlace(node, name, Names.ForSteps | Names.Result, TakesSecret: node.IsSecret);
        return new(name, place.Note(reading, scalar, TemplateParser.HasBraces(scalar.Text) ? TemplateKind.Text : TemplateKind.Literal));
    }

    private void BadName(YamlNode at, string text, string what) => reading.Error(
        Codes.BadName, $"`{Shown.Word(text)}` cannot be {what}: expressions name it, so it is snake_case", at,
        Words.Mended(text, '_') is { } mended ? $"write `{mended}`" : "use small letters, digits and `_`, a letter first");
}
