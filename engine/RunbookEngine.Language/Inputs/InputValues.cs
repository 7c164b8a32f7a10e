using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Why a value does not fit its input. The message never holds a secret.</summary>
internal sealed record InputProblem(string Code, string Message, string? Hint)
{
    /// <summary>Its code when the value stands in a runbook: there it is the same mistake as in any setting.</summary>
    public string InFile(Input input) => input.Type switch
    {
        _ when Code != Codes.InputWrong => Code,
        InputType.Duration => Codes.BadDuration,
        InputType.Version => Codes.BadVersion,
        InputType.Choice => Codes.BadChoice,
        _ => Codes.WrongType,
    };
}

/// <summary>Checks values against their inputs and brings them into normal form. Pure.</summary>
internal static class InputValues
{
    /// <summary>The value in the input's type, or why it does not fit.</summary>
    public static (Value? Value, InputProblem? Problem) Check(Input input, Value given)
    {
        var value = Typed(input, given);
        if (value is null)
            return (null, new(Codes.InputWrong, $"`{input.Name}` takes {Wanted(input)}, and {Quoted(input, given)} is none", Hint(input, given)));
        if (input.Pattern is { } pattern && Plain(value) is { } text && !Patterns.Matches(pattern, text))
            return (
                null,
                new(Codes.InputPattern, $"`{input.Name}` must match `{Shown.Word(pattern)}`, and {Quoted(input, given)} does not", input.Description is { } d ? Shown.Word(d) : null));
        return (value, null);
    }

    private static Value? Typed(Input input, Value given) => (input.Type, given) switch
    {
        (_, Value.Nothing) => null,
        (InputType.List, Value.List list) => list,
        (InputType.List, Value.Text text) => ListOf(text.Content),
        (InputType.Secret, Value.Secret secret) => secret,
        (InputType.Secret, Value.Text text) => new Value.Secret(text.Content),
        (_, Value.List or Value.Map or Value.Secret) => null,
        _ => Scalar(input, given.ToString()),
    };

    private static Value? Scalar(Input input, string text) => input.Type switch
    {
        InputType.String => new Value.Text(text),
        InputType.Integer => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? new Value.Integer(number) : null,
        InputType.Boolean => text switch { "true" => new Value.Flag(true), "false" => new Value.Flag(false), _ => null },
        InputType.Version => VersionText.Normal(text) is { } version ? new Value.Text(version) : null,
        InputType.Duration => Durations.TryParse(text, out var duration) ? new Value.Text(Durations.Format(duration)) : null,
        InputType.Path => text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal) ? new Value.Text(text) : null,
        InputType.Choice => input.Choices.Contains(text) ? new Value.Text(text) : null,
        InputType.List => ListOf(text),
        _ => new Value.Secret(text),
    };

    /// <summary>Items between commas, or a list as YAML and JSON write it.</summary>
    private static Value.List? ListOf(string text) => text.TrimStart().StartsWith('[') ? Written(text) : Split(text);

    private static Value.List? Written(string text)
    {
        var bag = new DiagnosticBag();
        var node = YamlReader.Read(new SourceFile("input", text), bag);
        return node is YamlSequence && !bag.HasErrors ? InputNodes.Value(node) as Value.List : null;
    }

    private static Value.List Split(string text) =>
        new([.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(static p => Scalars.Plain(new(p, YamlStyle.Plain, 0, 0)))]);

    private static string? Plain(Value value) => value switch
    {
        Value.Text text => text.Content,
        Value.Secret secret => secret.Reveal(),
        _ => null,
    };

    private static string Quoted(Input input, Value given) => (input.Type, given) switch
    {
        (InputType.Secret, _) or (_, Value.Secret) => "what was given",
        (_, Value.Nothing) => "nothing",
        (_, Value.List) => "a list",
        (_, Value.Map) => "a map",
        _ => $"`{Shown.Word(given.ToString())}`",
    };

    private static string Wanted(Input input) => input.Type switch
    {
        InputType.Integer => "a whole number",
        InputType.Boolean => "`true` or `false`",
        InputType.Version => "a version",
        InputType.Duration => "a duration",
        InputType.Path => "a path",
        InputType.List => "a list",
        InputType.Choice => "one of its choices",
        InputType.Secret => "a secret text",
        _ => "a text",
    };

    private static string? Hint(Input input, Value given) => input.Type switch
    {
        InputType.Choice => NearestWord.HintOrList(given.ToString(), input.Choices, "it can be"),
        InputType.Version => VersionText.Mend,
        InputType.Duration => "write a number and a unit, such as `90s`, `15m` or `1h30m`",
        InputType.List => "separate its items by commas, or write it as YAML does: `[a, b]`",
        InputType.Boolean => given.ToString().ToLowerInvariant() switch { "yes" or "on" or "1" => "write `true`", "no" or "off" or "0" => "write `false`", _ => null },
        _ => null,
    };
}
