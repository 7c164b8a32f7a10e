using System.Globalization;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>
/// Changes single places of a runbook's text; everything else, comments and layout among it, stays as it is. For texts that are valid and laid out as the shipped runbooks are: inputs on one line
/// each, steps two blanks in.
/// </summary>
public static class RunbookEdit
{
    /// <summary>Gives the runbook another name.</summary>
    /// <param name="text">The runbook.</param>
    /// <param name="name">In kebab-case.</param>
    /// <exception cref="ArgumentException">The text is no such runbook.</exception>
    public static string Rename(string text, string name)
    {
        var value = Value(Root(text), "name");
        return Replace(text, value.Start, value.End, FlowText.Scalar(name));
    }

    /// <summary>Gives an input a default, or another one.</summary>
    /// <param name="text">The runbook.</param>
    /// <param name="input">The input's name.</param>
    /// <param name="value">Checked against the input; no secret.</param>
    /// <exception cref="ArgumentException">The text is no such runbook, or has no such input.</exception>
    public static string SetDefault(string text, string input, Value value)
    {
        var declared = Map(Value(Map(Value(Root(text), "inputs")), input));
        if (declared.Find("default") is { } known)
            return Replace(text, known.Value.Start, known.Value.End, Written(value));
        var type = Value(declared, "type");
        return Replace(text, type.End, type.End, $", default: {Written(value)}");
    }

    /// <summary>Puts a step before another one of the list <c>steps</c>.</summary>
    /// <param name="text">The runbook.</param>
    /// <param name="before">The id of the other one.</param>
    /// <param name="step">Its lines, laid out as they are to stand there.</param>
    /// <exception cref="ArgumentException">The text is no such runbook, or has no such step.</exception>
    public static string InsertStep(string text, string before, string step)
    {
        ArgumentNullException.ThrowIfNull(text);
        var steps = Value(Root(text), "steps") as YamlSequence ?? throw Wrong("steps");
        var next = steps.Items.OfType<YamlMapping>().FirstOrDefault(s => s.Find("id")?.Value is YamlScalar id && id.Text == before) ?? throw Wrong(before);
        var line = text.LastIndexOf('\n', next.Start) + 1;
        return Replace(text, line, line, step + "\n");
    }

    private static string Written(Value value) => value switch
    {
        Model.Value.Integer or Model.Value.Flag => value.ToString(),
        Model.Value.List list => $"[{string.Join(", ", list.Items.Select(Written))}]",
        _ => FlowText.Scalar(value.ToString()),
    };

    private static string Replace(string text, int start, int end, string by) => string.Concat(text.AsSpan(0, start), by, text.AsSpan(end));

    private static YamlMapping Root(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bag = new DiagnosticBag();
        return YamlReader.Read(new("text", text), bag) is { } root && !bag.HasErrors ? Map(root) : throw Wrong("it");
    }

    private static YamlNode Value(YamlMapping map, string key) => map.Find(key)?.Value ?? throw Wrong(key);

    private static YamlMapping Map(YamlNode node) => node as YamlMapping ?? throw Wrong("a map");

    private static ArgumentException Wrong(string what) => new(string.Create(CultureInfo.InvariantCulture, $"`{what}` is not there, or not as a runbook has it"));
}
