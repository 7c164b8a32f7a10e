using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Reads a setting of a verb by its definition. What is written out is checked now; what a template yields is checked when it runs.</summary>
internal sealed class SettingReader(Reading reading)
{
    /// <summary>The argument; null when it does not fit, and then the bag says why.</summary>
    /// <param name="parameter">The definition.</param>
    /// <param name="node">What the author wrote.</param>
    /// <param name="step">The step it belongs to.</param>
    /// <param name="key">The author's word for it; null: the parameter's name.</param>
    public Argument? Read(ParameterDefinition parameter, YamlNode node, StepNode step, string? key = null)
    {
        if (key is not null)
            return Read(parameter with { Name = key }, node, step);
        var place = new TemplatePlace(step, parameter.Name, Names.ForSteps, parameter.AllowsSecret);
        return node switch
        {
            YamlScalar { IsNull: true } => Missing(parameter, node),
            YamlScalar scalar when parameter.Type == ParameterType.Condition => new Argument.Expression(place.Note(reading, scalar, TemplateKind.Expression)),
            YamlScalar scalar when parameter.Type == ParameterType.Script => Script(place, scalar),
            YamlScalar scalar when TemplateParser.HasBraces(scalar.Text) => new Argument.Expression(place.Note(reading, scalar, TemplateKind.Text)),
            YamlScalar scalar => Literal(parameter, scalar),
            YamlSequence list when parameter.Type is ParameterType.TextList => Sequence(place, list, static s => new Value.Text(s.Text)),
            YamlSequence list when parameter.Type is ParameterType.Condition => Conditions(place, list),
            YamlMapping map when parameter.Type is ParameterType.TextMap => Mapping(place, map, static s => new Value.Text(s.IsNull ? "" : s.Text)),
            _ when parameter.Type == ParameterType.Any => Any(place, node),
            _ => Wrong(parameter, node),
        };
    }

    /// <summary>A tree of anything.</summary>
    public Argument Any(TemplatePlace place, YamlNode node) => node switch
    {
        YamlSequence list => Sequence(place, list, Scalars.Plain),
        YamlMapping map => Mapping(place, map, Scalars.Plain),
        YamlScalar scalar => Leaf(place, scalar, Scalars.Plain),
        _ => throw new InvalidOperationException($"A node of kind {node.GetType().Name} is unknown."),
    };

    private Argument Leaf(TemplatePlace place, YamlScalar scalar, Func<YamlScalar, Value> value) => TemplateParser.HasBraces(scalar.Text)
        ? new Argument.Expression(place.Note(reading, scalar, TemplateKind.Text))
        : new Argument.Constant(value(scalar), reading.Span(scalar));

    private Argument? Missing(ParameterDefinition parameter, YamlNode node)
    {
        reading.Error(
            Codes.Missing, $"`{parameter.Name}` has no value", node,
            parameter.Example is { } example ? $"such as `{Shown.Word(example)}`" : $"write {Wanted(parameter)}, or remove the key");
        return null;
    }

    private Argument Script(TemplatePlace place, YamlScalar scalar) => TemplateParser.HasBraces(scalar.Text)
        ? new Argument.Expression(place.Note(reading, scalar, TemplateKind.Script))
        : new Argument.Constant(new Value.Text(scalar.Text), reading.Span(scalar));

    private Argument.Sequence Sequence(TemplatePlace place, YamlSequence list, Func<YamlScalar, Value> value)
    {
        var items = ImmutableArray.CreateBuilder<Argument>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (item is YamlScalar scalar)
                items.Add(Leaf(place, scalar, value));
            else if (value == Scalars.Plain)
                items.Add(Any(place, item));
            else
                reading.Wrong(item, place.What, "a list of texts");
        }

        return new(items.ToImmutable(), reading.Span(list));
    }

    private Argument.Sequence Conditions(TemplatePlace place, YamlSequence list)
    {
        var items = ImmutableArray.CreateBuilder<Argument>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (item is YamlScalar { IsNull: false } scalar)
                items.Add(new Argument.Expression(place.Note(reading, scalar, TemplateKind.Expression)));
            else
                reading.Wrong(item, place.What, "a list of conditions");
        }

        return new(items.ToImmutable(), reading.Span(list));
    }

    private Argument.Mapping Mapping(TemplatePlace place, YamlMapping map, Func<YamlScalar, Value> value)
    {
        var entries = ImmutableArray.CreateBuilder<KeyValuePair<string, Argument>>(map.Entries.Count);
        foreach (var entry in map.Entries)
        {
            if (TemplateParser.HasBraces(entry.Name))
                reading.Error(Codes.TemplateNotTaken, "a key takes no expression", entry.Key, "write the name itself");
            else if (entry.Value is YamlScalar scalar)
                entries.Add(new(entry.Name, Leaf(place, scalar, value)));
            else if (value == Scalars.Plain)
                entries.Add(new(entry.Name, Any(place, entry.Value)));
            else
                reading.Wrong(entry.Value, entry.Name, "a text");
        }

        return new(entries.ToImmutable(), reading.Span(map));
    }

    private Argument? Literal(ParameterDefinition parameter, YamlScalar scalar)
    {
        var value = parameter.Type switch
        {
            ParameterType.Integer => Scalars.Plain(scalar) as Value.Integer,
            ParameterType.Boolean => Scalars.Plain(scalar) as Value.Flag,
            ParameterType.Duration => Duration(scalar),
            ParameterType.Version => Version(scalar),
            ParameterType.Choice => Choice(parameter, scalar),
            ParameterType.Mode => Mode(scalar),
            ParameterType.Any => Scalars.Plain(scalar),
            ParameterType.TextList => new Value.List([new Value.Text(scalar.Text)]),
            ParameterType.TextMap => null,
            _ => new Value.Text(scalar.Text),
        };
        if (value is not null)
            return new Argument.Constant(value, reading.Span(scalar));
        return parameter.Type is ParameterType.Integer or ParameterType.Boolean or ParameterType.TextMap ? Wrong(parameter, scalar) : null;
    }

    private Value.Text? Duration(YamlScalar scalar)
    {
        if (Durations.TryParse(scalar.Text, out var duration))
            return new(Durations.Format(duration));
        Scalars.BadDuration(reading, scalar);
        return null;
    }

    private Value.Text? Version(YamlScalar scalar)
    {
        if (VersionText.Normal(scalar.Text) is { } version)
            return new(version);
        reading.Error(Codes.BadVersion, $"`{Shown.Word(scalar.Text)}` is not a version", scalar, VersionText.Mend);
        return null;
    }

    private Value.Text? Mode(YamlScalar scalar)
    {
        if (scalar.Text.Length is 3 or 4 && scalar.Text.All(static c => c is >= '0' and <= '7'))
            return new(scalar.Text);
        reading.Error(Codes.BadMode, $"`{Shown.Word(scalar.Text)}` is not a file mode", scalar, "write three or four octal digits, such as `0640`");
        return null;
    }

    private Value.Text? Choice(ParameterDefinition parameter, YamlScalar scalar)
    {
        if (parameter.Choices.Contains(scalar.Text))
            return new(scalar.Text);
        reading.Error(
            Codes.BadChoice, $"`{parameter.Name}` cannot be `{Shown.Word(scalar.Text)}`", scalar,
            NearestWord.HintOrList(scalar.Text, parameter.Choices, "it can be"));
        return null;
    }

    private Argument? Wrong(ParameterDefinition parameter, YamlNode node)
    {
        reading.Wrong(node, parameter.Name, Wanted(parameter), parameter.Example is { } example ? $"such as `{Shown.Word(example)}`" : null);
        return null;
    }

    private static string Wanted(ParameterDefinition parameter) => parameter.Type switch
    {
        ParameterType.Integer => "a whole number",
        ParameterType.Boolean => "`true` or `false`",
        ParameterType.Duration => "a duration",
        ParameterType.Version => "a version",
        ParameterType.Choice => "one of its choices",
        ParameterType.Mode => "a file mode",
        ParameterType.TextList => "a list of texts",
        ParameterType.TextMap => "a map of names to texts",
        ParameterType.Condition => "a condition",
        ParameterType.Script => "a script",
        _ => "a text",
    };
}
