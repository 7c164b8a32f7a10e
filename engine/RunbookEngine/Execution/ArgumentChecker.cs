using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>Checks evaluated settings against a verb's definition, so that handlers can trust their types. Pure.</summary>
public static class ArgumentChecker
{
    /// <summary>
    /// The settings in the types of the definition: a text that reads as an integer or boolean becomes one, numbers become text where text is
    /// asked for, and settings whose value is null count as not given.
    /// </summary>
    /// <param name="verb">The definition.</param>
    /// <param name="evaluated">What the author's templates yielded.</param>
    /// <param name="error">The first setting that does not fit, in one sentence; null when all do.</param>
    public static Value.Map Coerce(VerbDefinition verb, Value.Map evaluated, out string? error)
    {
        ArgumentNullException.ThrowIfNull(verb);
        ArgumentNullException.ThrowIfNull(evaluated);
        error = null;
        var entries = ImmutableArray.CreateBuilder<KeyValuePair<string, Value>>(evaluated.Entries.Length);
        foreach (var parameter in verb.AllParameters)
        {
            var value = evaluated[parameter.Name];
            if (value is null or Value.Nothing)
            {
                error ??= parameter.Required ? $"`{parameter.Name}` is required and has no value" : null;
                continue;
            }

            if (Coerce(parameter, value) is { } coerced)
                entries.Add(new(parameter.Name, coerced));
            else
                error ??= $"`{parameter.Name}` should be {Wanted(parameter)}, not `{value}`";
        }

        return new(entries.ToImmutable());
    }

    private static Value? Coerce(ParameterDefinition parameter, Value value) => parameter.Type switch
    {
        ParameterType.Any => value,
        _ when value is Value.Secret => parameter.AllowsSecret ? value : null,
        ParameterType.Integer => Integer(value),
        ParameterType.Boolean or ParameterType.Condition => Flag(value),
        ParameterType.Duration => value is Value.Integer or Value.Text && Durations.TryParse(AsDuration(value), out _) ? new Value.Text(AsDuration(value)) : null,
        ParameterType.Choice => parameter.Choices.Contains(value.ToString()) ? new Value.Text(value.ToString()) : null,
        ParameterType.TextList => TextList(parameter, value),
        ParameterType.TextMap => TextMap(parameter, value),
        _ => AsText(value),
    };

    private static Value? Integer(Value value) => value switch
    {
        Value.Integer => value,
        Value.Text text when long.TryParse(text.Content, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => new Value.Integer(number),
        _ => null,
    };

    private static Value? Flag(Value value) => value switch
    {
        Value.Flag => value,
        Value.Text { Content: "true" } => new Value.Flag(true),
        Value.Text { Content: "false" } => new Value.Flag(false),
        Value.List list when list.Items.All(static i => i is Value.Flag) => new Value.Flag(list.Items.All(static i => ((Value.Flag)i).On)),
        _ => null,
    };

    /// <summary>A bare number counts seconds.</summary>
    private static string AsDuration(Value value) => value is Value.Integer number ? string.Create(CultureInfo.InvariantCulture, $"{number.Number}s") : value.ToString();

    private static Value.Text? AsText(Value value) => value is Value.List or Value.Map ? null : new Value.Text(value.ToString());

    private static Value.List? TextList(ParameterDefinition parameter, Value value)
    {
        ImmutableArray<Value> items = value is Value.List list ? list.Items : [value];
        return items.All(i => Fits(parameter, i)) ? new([.. items.Select(Keep)]) : null;
    }

    private static Value.Map? TextMap(ParameterDefinition parameter, Value value)
    {
        if (value is not Value.Map map || !map.Entries.All(e => Fits(parameter, e.Value)))
            return null;
        return new([.. map.Entries.Select(static e => new KeyValuePair<string, Value>(e.Key, Keep(e.Value)))]);
    }

    private static bool Fits(ParameterDefinition parameter, Value value) => value is Value.Secret ? parameter.AllowsSecret : value is not (Value.List or Value.Map);

    private static Value Keep(Value value) => value is Value.Secret ? value : new Value.Text(value.ToString());

    private static string Wanted(ParameterDefinition parameter) => parameter.Type switch
    {
        ParameterType.Integer => "a whole number",
        ParameterType.Boolean or ParameterType.Condition => "true or false",
        ParameterType.Duration => "a duration such as 90s or 15m",
        ParameterType.Choice => $"one of {string.Join(", ", parameter.Choices)}",
        ParameterType.TextList => "a list of texts",
        ParameterType.TextMap => "a map of names to texts",
        _ => "a text that is not secret",
    };
}
