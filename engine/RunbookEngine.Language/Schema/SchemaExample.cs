using System.Text.Json;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Writes an example, which is told in YAML as an author would write it, as JSON.</summary>
internal static class SchemaExample
{
    /// <summary>Writes one value.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="yaml">The value in YAML.</param>
    /// <param name="asText">Whether scalars are texts in any case.</param>
    public static void Write(Utf8JsonWriter json, string yaml, bool asText) => Write(json, Node(yaml), asText);

    /// <summary>Writes the example of a setting: its own, or else what the verb's whole example gives it; false: there is neither.</summary>
    public static bool Write(Utf8JsonWriter json, VerbDefinition verb, ParameterDefinition parameter)
    {
        var key = parameter == verb.Main ? verb.Name : parameter.Name;
        if ((parameter.Example is { } own ? Node(own) : Find(Node(verb.Example), key)) is not { } node || node is YamlScalar { IsNull: true })
            return false;
        json.WriteStartArray("examples");
        Write(json, node, parameter.Type is not (ParameterType.Integer or ParameterType.Boolean or ParameterType.Any or ParameterType.Condition));
        json.WriteEndArray();
        return true;
    }

    /// <summary>Writes the example of a verb that takes no value of its own, or may be without.</summary>
    public static void WriteNothing(Utf8JsonWriter json)
    {
        json.WriteStartArray("examples");
        json.WriteNullValue();
        json.WriteEndArray();
    }

    /// <summary>Writes what a whole step gives its tool.</summary>
    public static void WriteTool(Utf8JsonWriter json, string step, string tool)
    {
        if (Find(Node(step), tool) is { } node)
            Write(json, node, asText: false);
    }

    private static YamlNode Node(string yaml)
    {
        var bag = new DiagnosticBag();
        return YamlReader.Read(new("example", yaml), bag) is { } node && !bag.HasErrors ? node : throw new InvalidOperationException($"The example `{yaml}` is no YAML.");
    }

    private static YamlNode? Find(YamlNode node, string key) => node switch
    {
        YamlMapping map => map.Find(key)?.Value ?? map.Entries.Select(e => Find(e.Value, key)).FirstOrDefault(static v => v is not null),
        YamlSequence list => list.Items.Select(i => Find(i, key)).FirstOrDefault(static v => v is not null),
        _ => null,
    };

    private static void Write(Utf8JsonWriter json, YamlNode node, bool asText)
    {
        switch (node)
        {
            case YamlMapping map:
                json.WriteStartObject();
                foreach (var entry in map.Entries)
                {
                    json.WritePropertyName(entry.Name);
                    Write(json, entry.Value, asText);
                }

                json.WriteEndObject();
                break;
            case YamlSequence list:
                json.WriteStartArray();
                foreach (var item in list.Items)
                    Write(json, item, asText);
                json.WriteEndArray();
                break;
            case YamlScalar scalar:
                Write(json, asText ? new Value.Text(scalar.Text) : Scalars.Plain(scalar));
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, Value value)
    {
        switch (value)
        {
            case Value.Text text: json.WriteStringValue(text.Content); break;
            case Value.Integer integer: json.WriteNumberValue(integer.Number); break;
            case Value.Real real: json.WriteNumberValue(real.Number); break;
            case Value.Flag flag: json.WriteBooleanValue(flag.On); break;
            default: json.WriteNullValue(); break;
        }
    }
}
