using System.Text.Json;
using System.Text.Json.Nodes;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Objects;

/// <summary>Between what runbooks hold and what the API speaks.</summary>
internal static class JsonValues
{
    /// <summary>JSON as a value.</summary>
    public static Value Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => new Value.Text(json.GetString()!),
        JsonValueKind.True or JsonValueKind.False => new Value.Flag(json.GetBoolean()),
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? new Value.Integer(whole) : new Value.Real(json.GetDouble()),
        JsonValueKind.Array => new Value.List([.. json.EnumerateArray().Select(Of)]),
        JsonValueKind.Object => new Value.Map([.. json.EnumerateObject().Select(static p => KeyValuePair.Create(p.Name, Of(p.Value)))]),
        _ => Value.None,
    };

    /// <summary>A value as JSON, for the body of a request: it is neither logged nor recorded, so secrets may be in it.</summary>
    public static JsonNode? Of(Value value) => value switch
    {
        Value.Text text => JsonValue.Create(text.Content),
        Value.Secret secret => JsonValue.Create(secret.Reveal()),
        Value.Integer integer => JsonValue.Create(integer.Number),
        Value.Real real => JsonValue.Create(real.Number),
        Value.Flag flag => JsonValue.Create(flag.On),
        Value.List list => new JsonArray([.. list.Items.Select(Of)]),
        Value.Map map => new JsonObject(map.Entries.Select(static e => KeyValuePair.Create(e.Key, Of(e.Value)))),
        _ => null,
    };
}
