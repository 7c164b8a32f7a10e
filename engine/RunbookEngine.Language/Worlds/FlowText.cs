using System.Globalization;
using System.Text;

namespace RunbookEngine.Language;

/// <summary>Writes one map as YAML on one line: <c>{ name: web, replicas: 3 }</c>. What is empty or as usual is left out by whoever fills it.</summary>
internal sealed class FlowText
{
    private readonly StringBuilder _text = new();

    public bool IsEmpty => _text.Length == 0;

    public FlowText Add(string key, string value) => Raw(key, Scalar(value));

    public FlowText Add(string key, long value) => Raw(key, value.ToString(CultureInfo.InvariantCulture));

    public FlowText Add(string key, IReadOnlyCollection<string> values) => Raw(key, values.Count == 1 ? Scalar(values.First()) : List(values));

    public FlowText Add(string key, IEnumerable<KeyValuePair<string, string>> values) => Raw(key, Map(values));

    public FlowText Raw(string key, string value)
    {
        _text.Append(_text.Length == 0 ? "" : ", ").Append(key).Append(": ").Append(value);
        return this;
    }

    public override string ToString() => IsEmpty ? "{}" : $"{{ {_text} }}";

    public static string List(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(Scalar))}]";

    private static string Map(IEnumerable<KeyValuePair<string, string>> values) => values.Any() ? $"{{ {string.Join(", ", values.Select(static v => $"{Scalar(v.Key)}: {Scalar(v.Value)}"))} }}" : "{}";

    /// <summary>Plain where every reader takes it for that text, else in double quotes with JSON's escapes, which are YAML's too.</summary>
    public static string Scalar(string text) => IsPlain(text) ? text : Quoted(text);

    private static bool IsPlain(string text) =>
        text.Length > 0 && (char.IsAsciiLetterOrDigit(text[0]) || text[0] is '/' or '_') && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or '%') &&
        !IsOtherKind(text);

    /// <summary>What YAML takes for something else than a text. The words of YAML 1.1 are quoted, too: other readers know them.</summary>
    private static bool IsOtherKind(string text) =>
        text.ToLowerInvariant() is "true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n" or "null" ||
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                _ when char.IsControl(c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
