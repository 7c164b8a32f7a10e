using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>
/// Values as plain JSON. A real number always shows a point or an exponent, so that it reads back as one. JSON has no word for a number that is not
/// finite, which becomes null. A secret is written as <c>***</c> and never as itself.
/// </summary>
public static class ValueJson
{
    /// <summary>Writes one value.</summary>
    public static void Write(Utf8JsonWriter writer, Value value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (value)
        {
            case Value.Text text: writer.WriteStringValue(text.Content); break;
            case Value.Integer integer: writer.WriteNumberValue(integer.Number); break;
            case Value.Real real: WriteReal(writer, real.Number); break;
            case Value.Flag flag: writer.WriteBooleanValue(flag.On); break;
            case Value.List list: WriteList(writer, list); break;
            case Value.Map map: WriteMap(writer, map); break;
            case Value.Secret: writer.WriteStringValue("***"u8); break;
            default: writer.WriteNullValue(); break;
        }
    }

    /// <summary>Reads one value.</summary>
    public static Value Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => new Value.Text(json.GetString()!),
        JsonValueKind.Number => ReadNumber(json),
        JsonValueKind.True => new Value.Flag(true),
        JsonValueKind.False => new Value.Flag(false),
        JsonValueKind.Array => new Value.List([.. json.EnumerateArray().Select(Read)]),
        JsonValueKind.Object => ReadMap(json),
        _ => Value.None,
    };

    /// <summary>Reads an object; duplicate names stay, in their order.</summary>
    internal static Value.Map ReadMap(JsonElement json)
    {
        var entries = ImmutableArray.CreateBuilder<KeyValuePair<string, Value>>();
        foreach (var property in json.EnumerateObject())
            entries.Add(new(property.Name, Read(property.Value)));
        return new(entries.ToImmutable());
    }

    private static void WriteList(Utf8JsonWriter writer, Value.List list)
    {
        writer.WriteStartArray();
        foreach (var item in list.Items)
            Write(writer, item);
        writer.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter writer, Value.Map map)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in map.Entries)
        {
            writer.WritePropertyName(name);
            Write(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteReal(Utf8JsonWriter writer, double number)
    {
        if (!double.IsFinite(number))
        {
            writer.WriteNullValue();
            return;
        }

        Span<byte> digits = stackalloc byte[40];
        Utf8Formatter.TryFormat(number, digits, out var length);
        if (!digits[..length].ContainsAny((byte)'.', (byte)'E', (byte)'e'))
        {
            ".0"u8.CopyTo(digits[length..]);
            length += 2;
        }

        writer.WriteRawValue(digits[..length], skipInputValidation: true);
    }

    private static Value ReadNumber(JsonElement json) =>
        json.TryGetInt64(out var whole) && !json.GetRawText().AsSpan().ContainsAny(s_marksOfReal) ? new Value.Integer(whole) : new Value.Real(json.GetDouble());

    private static readonly SearchValues<char> s_marksOfReal = SearchValues.Create(".eE");
}
