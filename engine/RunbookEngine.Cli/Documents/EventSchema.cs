using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Documents;

/// <summary>
/// The JSON Schema (2020-12) of the lines that <c>--output json</c> prints while a run is driven. Tests hold it against what is printed: every event, with all it may have and with
/// the least of it. Fields are only ever added, so a reader passes over those that it does not know, as the schema does.
/// </summary>
internal static class EventSchema
{
    /// <summary>The schema of events, indented, with a line feed at the end.</summary>
    public static string Write() => Written(Document);

    /// <summary>The schema of lines, in the same manner.</summary>
    public static string WriteLine() => Written(Line);

    private static string Written(Action<Utf8JsonWriter> document)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            document(json);
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Document(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        Head(json, "event.v1.schema.json", "event/v1");
        json.WriteString("description", "One line of what `runbook run`, `resume` and `undo` print with `--output json`: an event of the run.");
        json.WriteStartArray("oneOf");
        foreach (var kind in EventFields.Kinds)
        {
            json.WriteStartObject();
            json.WriteString("$ref", $"#/$defs/{kind.Name}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("$defs");
        foreach (var kind in EventFields.Kinds)
            Object(json, kind.Name, kind.Description, [.. EventFields.OfAll, new("event", "const", "What happened.", $"\"{kind.Name}\""), .. kind.Fields]);
        foreach (var part in EventFields.Parts)
            Object(json, part.Name, part.Description, part.Fields);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Line(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        Head(json, "line.v1.schema.json", EventFields.Line.Name);
        Body(json, EventFields.Line.Description, EventFields.Line.Fields);
        json.WriteEndObject();
    }

    private static void Head(Utf8JsonWriter json, string id, string title)
    {
        json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
        json.WriteString("$id", id);
        json.WriteString("title", title);
    }

    private static void Object(Utf8JsonWriter json, string name, string description, IReadOnlyCollection<EventField> fields)
    {
        json.WriteStartObject(name);
        Body(json, description, fields);
        json.WriteEndObject();
    }

    private static void Body(Utf8JsonWriter json, string description, IReadOnlyCollection<EventField> fields)
    {
        json.WriteString("description", description);
        json.WriteString("type", "object");
        json.WriteStartArray("required");
        foreach (var field in fields.Where(static f => f.IsRequired))
            json.WriteStringValue(field.Name);
        json.WriteEndArray();
        json.WriteStartObject("properties");
        foreach (var field in fields)
            Property(json, field);
        json.WriteEndObject();
    }

    private static void Property(Utf8JsonWriter json, EventField field)
    {
        json.WriteStartObject(field.Name);
        json.WriteString("description", field.Description);
        switch (field.Type)
        {
            case "const":
                json.WritePropertyName("const");
                json.WriteRawValue(field.Example);
                break;
            case "time":
                json.WriteString("type", "string");
                json.WriteString("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z$");
                break;
            case "words":
                json.WriteStartArray("enum");
                foreach (var word in field.Words)
                    json.WriteStringValue(word);
                json.WriteEndArray();
                break;
            case "texts":
                json.WriteString("type", "array");
                json.WriteStartObject("items");
                json.WriteString("type", "string");
                json.WriteEndObject();
                break;
            case "string" or "integer" or "boolean" or "object" or "array":
                json.WriteString("type", field.Type);
                break;
            default:
                json.WriteString("$ref", $"#/$defs/{field.Type}");
                break;
        }

        json.WriteStartArray("examples");
        json.WriteRawValue(field.Example);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
