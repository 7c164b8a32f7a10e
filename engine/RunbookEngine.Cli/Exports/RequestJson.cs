using System.Text.Json;
using RunbookEngine.Cli.Documents;
using RunbookEngine.Execution;

namespace RunbookEngine.Cli.Exports;

/// <summary>What was asked of a run, as a line of its export.</summary>
internal static class RequestJson
{
    public static void Write(Utf8JsonWriter writer, NumberedRequest numbered)
    {
        var request = numbered.Request;
        writer.WriteNumber("request", numbered.Number);
        writer.WriteString("at", request.At.UtcDateTime);
        writer.WriteString("kind", JsonDocuments.Word(request.Kind));
        writer.WriteText("step", request.Step?.Value);
        writer.WriteString("by", request.By);
        writer.WriteText("note", request.Note);
    }

    /// <exception cref="JsonException">A field is missing or wrong.</exception>
    public static NumberedRequest Read(JsonElement json) => new(
        json.GetProperty("request").GetInt64(),
        new(
            Enum.TryParse<RequestKind>(json.GetProperty("kind").GetString(), ignoreCase: true, out var kind) ? kind : throw new JsonException("its kind is unknown"),
            Text(json, "step") is { } step ? new(step) : null,
            json.GetProperty("by").GetString() ?? "",
            Text(json, "note"),
            json.GetProperty("at").GetDateTimeOffset()));

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var field) ? field.GetString() : null;
}
