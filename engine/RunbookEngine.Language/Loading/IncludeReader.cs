using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Reads <c>runbook: other.yaml</c> and <c>runbook: { include: other.yaml, inputs: { … } }</c>.</summary>
internal sealed class IncludeReader(Reading reading)
{
    private readonly SettingReader _settings = new(reading);

    /// <summary>The other runbook and the inputs it is given; null when it cannot be had, and then the bag says why.</summary>
    public (LoadedFile Loaded, Argument.Mapping Inputs)? Read(YamlEntry entry, StepNode step)
    {
        if (entry.Value is YamlMapping mapping)
        {
            KeyCheck.Unknown(reading, mapping, Words.Include, "`runbook`");
            if (mapping.Find("include") is { } include)
                return Read(include, mapping.Find("inputs"), step);
            reading.Error(Codes.Missing, "`runbook` needs `include`", entry.Key, "name the file: `include: other.yaml`");
            return null;
        }

        return Read(entry, null, step);
    }

    private (LoadedFile, Argument.Mapping)? Read(YamlEntry file, YamlEntry? inputs, StepNode step)
    {
        if (Scalars.Text(reading, file) is not { } name)
            return null;
        if (reading.Session.Include(SourceTexts.Join(reading.File.Name, name), reading.Span(file.Value)) is not { } loaded)
            return null;
        reading.Included.Add(loaded.Hash);
        reading.IncludedSteps += loaded.Steps;
        step.Fields.AddRange(loaded.Runbook.Outputs.Select(static o => o.Key));
        return (loaded, Inputs(file, inputs, loaded.Runbook, step));
    }

    private Argument.Mapping Inputs(YamlEntry file, YamlEntry? inputs, Runbook runbook, StepNode step)
    {
        var given = inputs?.Value as YamlMapping;
        if (inputs is not null && given is null && inputs.Value is not YamlScalar { IsNull: true })
            reading.Wrong(inputs.Value, "inputs", "a map of names to values");
        var arguments = ImmutableArray.CreateBuilder<KeyValuePair<string, Argument>>();
        foreach (var entry in given?.Entries ?? [])
        {
            if (runbook.Inputs.FirstOrDefault(i => i.Name == entry.Name) is not { } input)
                reading.Error(
                    Codes.IncludeInput, $"`{runbook.Name}` has no input `{Shown.Word(entry.Name)}`", entry.Key,
                    NearestWord.HintOrList(entry.Name, [.. runbook.Inputs.Select(static i => i.Name)], "its inputs are"));
            else if (Argument(input, entry.Value, step) is { } argument)
                arguments.Add(new(input.Name, argument));
        }

        foreach (var missing in runbook.Inputs.Where(i => i.Default is null && given?.Find(i.Name) is null))
            reading.Error(
                Codes.IncludeInputMissing, $"`{runbook.Name}` needs the input `{missing.Name}`", inputs?.Key ?? file.Value,
                $"add `inputs: {{ {missing.Name}: … }}`");
        return new(arguments.ToImmutable(), reading.Span((YamlNode?)given ?? file.Value));
    }

    /// <summary>A value that is written out is checked as if it were given on the command line.</summary>
    private Argument? Argument(Input input, YamlNode node, StepNode step)
    {
        var argument = _settings.Any(new(step, input.Name, Names.ForSteps, TakesSecret: input.Type == InputType.Secret), node);
        if (argument is not Model.Argument.Constant && !(argument is Model.Argument.Sequence list && list.Items.All(static i => i is Model.Argument.Constant)))
            return argument;
        var (value, problem) = InputValues.Check(input, InputNodes.Value(node));
        if (problem is null)
            return new Model.Argument.Constant(value!, reading.Span(node));
        reading.Error(problem.InFile(input), problem.Message, node, problem.Hint);
        return null;
    }
}
