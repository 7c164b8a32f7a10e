using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RunbookEngine.Handlers.Kubectl.Waiting;

/// <summary>
/// The part of kubectl's JSONPath that names values in one object: <c>{.status.phase}</c>, <c>.items[0]</c>, <c>[*]</c>, <c>['a.b']</c>, <c>.metadata.labels.a\.b</c>, and
/// <c>[?(@.type=="Ready")]</c>. Pure.
/// </summary>
internal sealed class JsonPath
{
    private readonly ImmutableArray<Func<JsonElement, IEnumerable<JsonElement>>> _steps;

    private JsonPath(ImmutableArray<Func<JsonElement, IEnumerable<JsonElement>>> steps) => _steps = steps;

    /// <summary>The values at the path; none where a part of it is missing.</summary>
    public IEnumerable<JsonElement> Of(JsonElement json)
    {
        IEnumerable<JsonElement> found = [json];
        foreach (var step in _steps)
            found = found.SelectMany(step);
        return found;
    }

    /// <summary>Reads a path, with or without its braces; null when it is none.</summary>
    public static JsonPath? Parse(string text)
    {
        var path = text.Trim();
        if (path.StartsWith('{') && path.EndsWith('}'))
            path = path[1..^1].Trim();
        path = path.StartsWith('$') ? path[1..] : path;
        var steps = ImmutableArray.CreateBuilder<Func<JsonElement, IEnumerable<JsonElement>>>();
        if (path is "" or ".")
            return text.Trim().Length > 0 ? new([]) : null;
        if (path[0] is not ('.' or '['))
            path = "." + path;
        for (var at = 0; at < path.Length;)
        {
            var step = path[at] switch { '.' => Field(path, ref at), '[' => Bracket(path, ref at), _ => null };
            if (step is null)
                return null;
            steps.Add(step);
        }

        return new(steps.ToImmutable());
    }

    private static Func<JsonElement, IEnumerable<JsonElement>>? Field(string path, ref int at)
    {
        var name = new StringBuilder();
        for (at++; at < path.Length && path[at] is not ('.' or '['); at++)
        {
            if (path[at] == '\\' && at + 1 < path.Length)
                at++;
            name.Append(path[at]);
        }

        return name.Length == 0 ? null : Named(name.ToString());
    }

    private static Func<JsonElement, IEnumerable<JsonElement>>? Bracket(string path, ref int at)
    {
        var end = End(path, at);
        if (end < 0)
            return null;
        var inner = path[(at + 1)..end].Trim();
        at = end + 1;
        if (inner is "*")
            return Named("*");
        if (Quoted(inner) is { } name)
            return Named(name);
        if (int.TryParse(inner, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
            return json => json.ValueKind == JsonValueKind.Array && (index < 0 ? json.GetArrayLength() + index : index) is >= 0 and var i && i < json.GetArrayLength() ? [json[i]] : [];
        return inner.StartsWith("?(", StringComparison.Ordinal) && inner.EndsWith(')') ? Filter(inner[2..^1]) : null;
    }

    /// <summary>The bracket that closes the one at a place; text in quotes does not count.</summary>
    private static int End(string path, int at)
    {
        var quote = '\0';
        for (var i = at + 1; i < path.Length; i++)
        {
            if (quote == '\0' && path[i] == ']')
                return i;
            if (path[i] is '"' or '\'')
                quote = quote == '\0' ? path[i] : quote == path[i] ? '\0' : quote;
        }

        return -1;
    }

    private static Func<JsonElement, IEnumerable<JsonElement>>? Filter(string condition)
    {
        var isEqual = condition.Contains("==", StringComparison.Ordinal);
        if (condition.Split(isEqual ? "==" : "!=", 2, StringSplitOptions.TrimEntries) is not [['@', .. var left], var right] || Parse(left) is not { } path)
            return null;
        var wanted = Quoted(right) ?? right;
        return json => json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().Where(i => path.Of(i).Any(v => Text(v) == wanted) == isEqual) : [];
    }

    private static Func<JsonElement, IEnumerable<JsonElement>> Named(string name) => json => (json.ValueKind, name) switch
    {
        (JsonValueKind.Object, "*") => json.EnumerateObject().Select(static p => p.Value),
        (JsonValueKind.Array, "*") => json.EnumerateArray(),
        (JsonValueKind.Object, _) when json.TryGetProperty(name, out var value) => [value],
        _ => [],
    };

    private static string? Quoted(string text) => text.Length > 1 && text[0] is '"' or '\'' && text[^1] == text[0] ? text[1..^1] : null;

    /// <summary>A value as kubectl prints it.</summary>
    public static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
