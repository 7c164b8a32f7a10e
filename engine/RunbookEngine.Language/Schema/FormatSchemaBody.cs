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
                Word(
                    key.Name, key.Default.Length == 0 ? key.Description : $"{key.Description} When left out: {key.Default}.", FormatExamples.Of(format, key), () => Value(format, key),
                    asText: key.Type is not (FormatType.Integer or FormatType.Boolean or FormatType.ValueMap or FormatType.One or FormatType.List));
        });
    }

    private void Value(FileFormat format, FormatKey key)
    {
        switch (key.Type)
        {
            case FormatType.Texts:
                Several(Scalar);
                break;
            case FormatType.Taints:
                Several(() => Text("^[^:]+:(NoSchedule|PreferNoSchedule|NoExecute)$"));
                break;
            case FormatType.Versions:
                Several(VersionText);
                break;
            case FormatType.Version:
                VersionText();
                break;
            case FormatType.Amount:
                Amount();
                break;
            case FormatType.Names:
                Several(() => Text(Names));
                break;
            case FormatType.ValueMap:
                Json.WriteString("type", "object");
                break;
            case FormatType.TextMap:
                MapOf(() => Types("string", "number", "boolean", "null"));
                break;
            case FormatType.NamesMap:
                MapOf(() => Several(() => Text(Names)));
                break;
            case FormatType.Integer:
                WholeNumber(0, int.MaxValue);
                break;
            case FormatType.Boolean:
                Json.WriteString("type", "boolean");
                break;
            case FormatType.Duration:
                Time(orExpression: false);
                break;
            case FormatType.Choice:
                Texts("enum", key.Choices.AsSpan());
                break;
            case FormatType.One:
                OneOf(() => Reference($"{format.Kind.ToLowerInvariant()}-{key.Section}"), () => Json.WriteString("type", "null"));
                break;
            case FormatType.List:
                OneOf(() => ListOf(() => Reference($"{format.Kind.ToLowerInvariant()}-{key.Section}")), () => Json.WriteString("type", "null"));
                break;
            case FormatType.Own:
                Own(format, key.Name);
                break;
            default:
                Scalar();
                break;
        }
    }

    private void VersionText()
    {
        Types("string", "number");
        Json.WriteString("pattern", $"^{Version}$");
    }

    private void Amount()
    {
        Types("string", "integer");
        Json.WriteNumber("minimum", 0);
        Json.WriteString("pattern", "^([0-9]+|0*(100|[0-9]{1,2})%)$");
    }

    private void MapOf(Action value)
    {
        Json.WriteString("type", "object");
        Json.WriteStartObject("additionalProperties");
        value();
        Json.WriteEndObject();
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
                OneOf(Scalar, () => Reference(InlineWorld));
                break;
            case "faults":
                OneOf(() => ListOf(() => OneOf(Fault, Scalar)), () => Json.WriteString("type", "null"));
                break;
            case "availability":
                MapOf(() =>
                {
                    Types("string", "integer");
                    Json.WriteNumber("minimum", 0);
                    Json.WriteString("pattern", "^\\s*(>=)?\\s*[0-9]+\\s*$");
                });
                break;
            default:
                throw new InvalidOperationException($"The key {name} of a {format.Kind} has no place in the schema.");
        }
    }

    private void Fault()
    {
        Object([], () =>
        {
            foreach (var kind in FaultKinds.All)
                Word(kind.Name, kind.Description, Struck(kind), () => Types("string", "number", "boolean", "object", "null"));
            Word("on", "The machine, for faults that strike all of them without it.", "w2", Scalar);
            Word("at", "The step at which it begins, and where in it: `begin`, `middle` (when left out) or `end`.", "\"upgrade[w2]/kubelet begin\"", () => Types("string", "number", "boolean", "object"));
            Word("after", "How long after the start of the run it begins, or `write N` for the journal's write of that number.", "30s", () => Types("string", "number", "boolean", "object"));
            Word("for", "How long it lasts.", "2m", () => Types("string", "number", "boolean", "object"));
        });
        Json.WriteStartArray("oneOf");
        foreach (var kind in FaultKinds.All)
        {
            Json.WriteStartObject();
            Texts("required", [kind.Name]);
            Json.WriteEndObject();
        }

        Json.WriteEndArray();
    }

    /// <summary>What a kind's example strikes, as the value of its key.</summary>
    private static string Struck(FaultKind kind) => kind.What.Length == 0 ? "\"\"" : kind.Example.Split(' ') switch
    {
        [_, "cordons" or "uncordons" or "upgrades" or "deletes", var node, ..] parts => $"{parts[1]} {node}",
        [_, var what, ..] => what,
        _ => "\"\"",
    };

    private void Several(Action one) => OneOf(one, () => ListOf(one));
}
