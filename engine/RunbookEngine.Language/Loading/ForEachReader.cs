using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Reads what stands beside the <c>steps</c> of a <c>for-each</c>.</summary>
internal sealed class ForEachReader(Reading reading)
{
    private readonly ShareReader _shares = new(reading);
    private readonly GateReader _gates = new(reading);

    /// <summary>The step without its inner steps and its fingerprint; null when the targets cannot be told, and then the bag says why.</summary>
    public ForEachStep? Read(YamlMapping mapping, StepNode node)
    {
        var entry = mapping.Find("for-each")!;
        var variable = mapping.Find("as") is { } given ? Variable(given) : Words.Target;
        Shadowed(mapping, node, variable);
        node.Variable = variable;
        node.Fields.AddRange(Words.ForEachFields);
        if (Targets(entry) is not { } targets)
            return null;
        return new()
        {
            Id = new(node.Id),
            Span = reading.Span(mapping),
            Fingerprint = "",
            Targets = targets,
            Variable = variable,
            Steps = [],
            Batches = mapping.Find("batches") is { } batches ? _shares.Batches(batches, node) : null,
            MaxFailures = mapping.Find("max-failures") is { } most ? _shares.MaxFailures(most, node) : null,
            Order = mapping.Find("order") is { } order ? _shares.Order(order, node) : null,
            Gate = mapping.Find("gate") is { } gate ? _gates.Read(gate, node) : null,
        };
    }

    private string? Targets(YamlEntry entry)
    {
        if (entry.Value is YamlScalar { IsNull: false } scalar && TemplateParser.HasBraces(scalar.Text))
            reading.Error(
                Codes.TemplateNotTaken, "`for-each` takes no expression", scalar, "name the hosts under `targets:`, where expressions are taken, and write that name here");
        else if (entry.Value is YamlSequence)
            reading.Error(
                Codes.WrongType, "`for-each` takes the name of an entry of `targets`, and this is a list", entry.Value,
                "give the list a name: `targets: { members: { hosts: […] } }`");
        else if (Scalars.Text(reading, entry) is { } name)
            return Known(entry, name);
        return null;
    }

    private string? Known(YamlEntry entry, string name)
    {
        reading.UsedTargets.Add(name);
        if (reading.TargetNames.Contains(name))
            return name;
        reading.Error(
            Codes.UnknownTargets, $"there are no targets `{Shown.Word(name)}`", entry.Value,
            NearestWord.HintOrList(name, reading.TargetNames, "the targets are") ?? $"say which hosts they are, at the top: `targets: {{ {(Words.IsSnakeCase(name) ? name : "workers")}: {{ group: workers }} }}`");
        return null;
    }

    private string Variable(YamlEntry entry)
    {
        if (Scalars.Text(reading, entry) is not { } name)
            return Words.Target;
        if (!Words.IsSnakeCase(name))
            reading.Error(Codes.BadName, $"`{Shown.Word(name)}` cannot name a target: expressions use the name, so it is snake_case", entry.Value,
                Words.Mended(name, '_') is { } mended ? $"write `{mended}`" : "use small letters, digits and `_`, a letter first");
        else if (RootNames.All.Contains(name))
            reading.Error(Codes.BadName, $"`{name}` means something else in expressions", entry.Value, "choose another name, such as `node` or `member`");
        else
            return name;
        return Words.Target;
    }

    private void Shadowed(YamlMapping mapping, StepNode node, string variable)
    {
        if (node.Lanes().FirstOrDefault(l => l.Variable == variable) is not { } outer)
            return;
        var at = mapping.Find("as")?.Value ?? mapping.Find("for-each")!.Key;
        reading.Error(
            Codes.BadName, $"`{variable}` is the target of `{outer.Id}` around it already", at, "give the inner one another name, such as `as: inner`");
    }
}
