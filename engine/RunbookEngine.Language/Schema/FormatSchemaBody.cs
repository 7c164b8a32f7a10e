using System.Text.Json;

namespace RunbookEngine.Language;

/// <summary>The parts of the schema of a file that is described by its keys.</summary>
internal sealed class FormatSchemaBody(Utf8JsonWriter json) : SchemaForm(json)
{
    private const string Names = "^[A-Za-z0-9_[][A-Za-z0-9._:\\[\\]-]*$";
    private const string InlineWorld = "world";

    public void Write(FileFormat format)
    {
        Json.WriteStartObject();
        Json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
        Json.WriteString("$id", $"{format.Kind.ToLowerInvariant()}.v1.schema.json");
        Json.WriteString("title", $"{Words.ApiVersion} {format.Kind}");
        Section(format, format[""], isInline: false);
        Json.WriteStartObject("$defs");
        Sections(format);
        if (format == ScenarioFormat.Format)
        {
            Definition(InlineWorld, () => Section(WorldFormat.Format, WorldFormat.Format[""], isInline: true));
            Sections(WorldFormat.Format);
        }

        Json.WriteEndObject();
        Json.WriteEndObject();
    }

    private void Sections(FileFormat format)
    {
        foreach (var section in format.Sections.Where(static s => s.Name.Length > 0))
            Definition($"{format.Kind.ToLowerInvariant()}-{section.Name}", () => Section(format, section, isInline: false));
    }

    private void Definition(string name, Action body)
    {
        Json.WriteStartObject(name);
        body();
        Json.WriteEndObject();
    }

    private void Section(FileFormat format, FormatSection section, bool isInline)
    {
        var keys = section.Keys.Where(k => !isInline || k.Type != FormatType.Own).ToArray();
        Json.WriteString("description", section.Description);
        Object([.. keys.Where(static k => k.IsRequired).Select(static k => k.Name)], () =>
        {
            foreach (var key in keys)
                Property(key.Name, key.Default.Length == 0 ? key.Description : $"{key.Description} When left out: {key.Default}.", () => Value(format, key));
        });
    }

    private void Value(FileFormat format, FormatKey key)
    {
        switch (key.Type)
        {
            case FormatType.Texts or FormatType.Taints or FormatType.Versions:
                Several(() => Types("string", "number"));
                break;
            case FormatType.Names:
                Several(() => Text(Names));
                break;
            case FormatType.TextMap or FormatType.ValueMap or FormatType.NamesMap:
                Json.WriteString("type", "object");
                break;
            case FormatType.Integer:
                Json.WriteString("type", "integer");
                Json.WriteNumber("minimum", 0);
                break;
            case FormatType.Boolean:
                Json.WriteString("type", "boolean");
                break;
            case FormatType.Duration:
                Text("^(0|([0-9.]+(d|h|ms|m|s))+)$");
                break;
            case FormatType.Choice:
                Texts("enum", key.Choices.AsSpan());
                break;
            case FormatType.One:
                OneOf(() => Reference($"{format.Kind.ToLowerInvariant()}-{key.Section}"), () => Json.WriteString("type", "null"));
                break;
            case FormatType.List:
                ListOf(() => Reference($"{format.Kind.ToLowerInvariant()}-{key.Section}"));
                break;
            case FormatType.Own:
                Own(format, key.Name);
                break;
            default:
                Types("string", "number");
                break;
        }
    }

    private void Own(FileFormat format, string name)
    {
        switch (name)
        {
            case "apiVersion":
                Json.WriteString("const", Words.ApiVersion);
                break;
            case "kind":
                Json.WriteString("const", format.Kind);
                break;
            case "world":
                OneOf(() => Json.WriteString("type", "string"), () => Reference(InlineWorld));
                break;
            case "faults":
                ListOf(() => OneOf(Fault, () => Json.WriteString("type", "string")));
                break;
            case "availability":
                Json.WriteString("type", "object");
                break;
            default:
                throw new InvalidOperationException($"The key {name} of a {format.Kind} has no place in the schema.");
        }
    }

    private void Fault() => Object([], () =>
    {
        foreach (var kind in FaultKinds.All)
            Property(kind.Name, kind.Description, () => { });
        Property("on", "The machine, for faults that strike all of them without it.", () => Json.WriteString("type", "string"));
        Property("at", "The step at which it begins, and where in it: `begin`, `middle` (when left out) or `end`.", () => Json.WriteString("type", "string"));
        Property("after", "How long after the start of the run it begins, or `write N` for the journal's write of that number.", () => Json.WriteString("type", "string"));
        Property("for", "How long it lasts.", () => Json.WriteString("type", "string"));
    });

    private void Several(Action one) => OneOf(one, () => ListOf(one));
}
