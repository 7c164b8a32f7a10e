using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Reads the declarations of inputs.</summary>
internal sealed class InputReader(Reading reading)
{
    public ImmutableArray<Input> Read(YamlEntry entry)
    {
        if (entry.Value is YamlMapping mapping)
            return [.. mapping.Entries.Select(Input).OfType<Input>()];
        if (entry.Value is not YamlScalar { IsNull: true })
            reading.Wrong(entry.Value, "inputs", "a map of names to inputs", "such as `version: { type: version }`");
        return [];
    }

    private Input? Input(YamlEntry entry)
    {
        if (!Words.IsSnakeCase(entry.Name))
        {
            reading.Error(Codes.BadName, $"`{Shown.Word(entry.Name)}` cannot be an input: expressions name it, so it is snake_case", entry.Key,
                Words.Mended(entry.Name, '_') is { } mended ? $"write `{mended}`" : "use small letters, digits and `_`, a letter first");
            return null;
        }

        if (entry.Value is not YamlMapping mapping)
        {
            reading.Wrong(entry.Value, entry.Name, "a map", $"such as `{entry.Name}: {{ type: string, description: … }}`");
            return null;
        }

        KeyCheck.Unknown(reading, mapping, Words.Input, "an input");
        return Input(entry, mapping, Type(entry, mapping));
    }

    private Input Input(YamlEntry entry, YamlMapping mapping, InputType type)
    {
        var choices = Choices(entry, mapping, type);
        var input = new Input(
            entry.Name, type, null, Pattern(mapping), choices, mapping.Find("description") is { } d ? Scalars.Text(reading, d) : null, reading.Span(entry.Key));
        return mapping.Find("default") is { } given ? input with { Default = Default(input, given) } : input;
    }

    private InputType Type(YamlEntry entry, YamlMapping mapping)
    {
        if (mapping.Find("type") is not { } type)
        {
            reading.Error(Codes.Missing, $"the input `{entry.Name}` needs a `type`", entry.Key, $"one of {string.Join(", ", Words.InputTypes)}");
            return InputType.String;
        }

        if (Scalars.Text(reading, type) is not { } text)
            return InputType.String;
        var index = Array.IndexOf(Words.InputTypes, text);
        if (index < 0)
            reading.Error(
                Codes.BadChoice, $"`type` cannot be `{Shown.Word(text)}`", type.Value,
                NearestWord.HintOrList(text, Words.InputTypes, "it can be"));
        return index < 0 ? InputType.String : (InputType)index;
    }

    private ImmutableArray<string> Choices(YamlEntry entry, YamlMapping mapping, InputType type)
    {
        if (mapping.Find("choices") is { } given)
        {
            if (type != InputType.Choice)
                reading.Error(Codes.NotHere, "`choices` goes with `type: choice`", given.Key, "change the type, or take the choices out");
            return [.. Scalars.Texts(reading, given).Select(static s => s.Text)];
        }

        if (type == InputType.Choice)
            reading.Error(Codes.Missing, $"the input `{entry.Name}` needs `choices`", entry.Key, "such as `choices: [fast, careful]`");
        return [];
    }

    private string? Pattern(YamlMapping mapping)
    {
        if (mapping.Find("pattern") is not { } entry || entry.Value is not YamlScalar { IsNull: false } scalar)
            return null;
        if (Patterns.Problem(scalar.Text) is not { } problem)
            return scalar.Text;
        reading.Error(Codes.BadPattern, $"this pattern cannot be used: {problem}", scalar, "write a plain regular expression, such as `[a-z0-9-]+`");
        return null;
    }

    private Value? Default(Input input, YamlEntry entry)
    {
        if (entry.Value is YamlScalar scalar && TemplateParser.HasBraces(scalar.Text))
        {
            reading.Error(Codes.TemplateNotTaken, "`default` takes no expression", scalar, "write the value itself, or make a var of it");
            return null;
        }

        if (input.Type == InputType.Secret)
        {
            reading.Error(Codes.NotHere, "a secret has no default: it would stand in the runbook for all to read", entry.Key, "take it out");
            return Value.None;
        }

        var (value, problem) = InputValues.Check(input, InputNodes.Value(entry.Value));
        if (problem is not null)
            reading.Error(problem.InFile(input), problem.Message, entry.Value, problem.Hint);
        return value ?? Value.None;
    }
}
