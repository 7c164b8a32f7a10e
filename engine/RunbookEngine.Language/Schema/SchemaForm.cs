using System.Collections.Immutable;
using System.Text.Json;

namespace RunbookEngine.Language;

/// <summary>The forms that schemas are made of.</summary>
internal abstract class SchemaForm(Utf8JsonWriter json)
{
    protected const string Snake = "^[a-z][a-z0-9_]{0,63}$";
    protected const string Expression = "\\{\\{";
    protected const string HostName = "[A-Za-z0-9_][A-Za-z0-9._-]*";
    protected const string Duration = $"(?=.)({Number}d)?({Number}h)?({Number}m(?!s))?({Number}s)?({Number}ms)?";
    protected const string Version = "v?[0-9]{1,9}(\\.[0-9]{1,9}){1,3}([-+~][A-Za-z0-9.+~-]+)?";

    private const string Number = "([0-9]+\\.?[0-9]*|\\.[0-9]+)";

    protected Utf8JsonWriter Json { get; } = json;

    protected void Property(string name, string description, Action body)
    {
        Json.WriteStartObject(name);
        Json.WriteString("description", description);
        body();
        Json.WriteEndObject();
    }

    /// <summary>A word that authors write.</summary>
    /// <param name="name">The word.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="example">Its value in YAML.</param>
    /// <param name="body">What it takes.</param>
    /// <param name="asText">Whether a plain scalar is a text in any case: <c>0640</c>.</param>
    protected void Word(string name, string description, string example, Action body, bool asText = false) => Property(name, description, () =>
    {
        body();
        Json.WriteStartArray("examples");
        SchemaExample.Write(Json, example, asText);
        Json.WriteEndArray();
    });

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

    protected void MapOf(string names, string definition, bool orNull = false)
    {
        Types(orNull ? ["object", "null"] : ["object"]);
        Json.WriteBoolean("additionalProperties", false);
        Json.WriteStartObject("patternProperties");
        Json.WriteStartObject(names);
        Reference(definition);
        Json.WriteEndObject();
        Json.WriteEndObject();
    }

    protected void ListOf(Action item, bool atLeastOne = false)
    {
        Json.WriteString("type", "array");
        if (atLeastOne)
            Json.WriteNumber("minItems", 1);
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

    /// <summary>A text, and what YAML reads as something else though a text is wanted: <c>description: 42</c>.</summary>
    protected void Scalar() => Types("string", "number", "boolean");

    /// <summary>A value of another kind, or an expression that yields it.</summary>
    protected void OrExpression(string type)
    {
        Types(type, "string");
        Json.WriteString("pattern", Expression);
    }

    /// <summary>A duration; <c>0</c> alone needs no unit.</summary>
    protected void Time(bool orExpression)
    {
        Types("string", "integer");
        Json.WriteString("pattern", orExpression ? $"^(0|{Duration})$|{Expression}" : $"^(0|{Duration})$");
        Between(0, 0);
    }

    protected void WholeNumber(int least, int most)
    {
        Json.WriteString("type", "integer");
        Between(least, most);
    }

    protected void Between(int least, int most)
    {
        Json.WriteNumber("minimum", least);
        Json.WriteNumber("maximum", most);
    }

    /// <summary>How many lanes.</summary>
    protected void Share(int least)
    {
        Types("string", "integer");
        Json.WriteNumber("minimum", least);
        var number = least == 0 ? "[0-9]+" : "0*[1-9][0-9]*";
        Json.WriteString("pattern", $"^({number}|(100(\\.0*)?|[0-9]{{1,2}}(\\.[0-9]*)?|\\.[0-9]+)%{(least == 0 ? "" : "|all")})$|{Expression}");
    }

    protected void Types(params ReadOnlySpan<string> types)
    {
        if (types.Length == 1)
        {
            Json.WriteString("type", types[0]);
            return;
        }

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
