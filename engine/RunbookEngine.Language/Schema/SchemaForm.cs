using System.Collections.Immutable;
using System.Text.Json;

namespace RunbookEngine.Language;

/// <summary>The forms that schemas are made of.</summary>
internal abstract class SchemaForm(Utf8JsonWriter json)
{
    protected const string Snake = "^[a-z][a-z0-9_]*$";
    protected const string Expression = "\\{\\{.*\\}\\}";

    protected Utf8JsonWriter Json { get; } = json;

    protected void Property(string name, string description, Action body)
    {
        Json.WriteStartObject(name);
        Json.WriteString("description", description);
        body();
        Json.WriteEndObject();
    }

    /// <summary>A verb brings its own description; then none is written twice.</summary>
    protected void Object(ImmutableArray<string> required, Action properties)
    {
        Json.WriteString("type", "object");
        Json.WriteBoolean("additionalProperties", false);
        Texts("required", required.AsSpan());
        Json.WriteStartObject("properties");
        properties();
        Json.WriteEndObject();
    }

    protected void MapOf(string names, string definition)
    {
        Json.WriteString("type", "object");
        Json.WriteBoolean("additionalProperties", false);
        Json.WriteStartObject("patternProperties");
        Json.WriteStartObject(names);
        Reference(definition);
        Json.WriteEndObject();
        Json.WriteEndObject();
    }

    protected void ListOf(Action item)
    {
        Json.WriteString("type", "array");
        Json.WriteStartObject("items");
        item();
        Json.WriteEndObject();
    }

    protected void OneOf(params Action[] forms) => OneOf(forms, "anyOf");

    protected void OneOf(Action[] forms, string word)
    {
        Json.WriteStartArray(word);
        foreach (var form in forms)
        {
            Json.WriteStartObject();
            form();
            Json.WriteEndObject();
        }

        Json.WriteEndArray();
    }

    protected void Reference(string definition) => Json.WriteString("$ref", "#/$defs/" + definition);

    protected void Text(string pattern)
    {
        Json.WriteString("type", "string");
        Json.WriteString("pattern", pattern);
    }

    protected void Types(params ReadOnlySpan<string> types)
    {
        Json.WriteStartArray("type");
        foreach (var type in types)
            Json.WriteStringValue(type);
        Json.WriteEndArray();
    }

    protected void Texts(string name, params ReadOnlySpan<string> texts)
    {
        Json.WriteStartArray(name);
        foreach (var text in texts)
            Json.WriteStringValue(text);
        Json.WriteEndArray();
    }
}
