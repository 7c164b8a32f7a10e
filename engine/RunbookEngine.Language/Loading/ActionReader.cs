using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Reads what a step asks of its tool: the verb, its main value, its settings.</summary>
internal sealed class ActionReader(Reading reading)
{
    private readonly SettingReader _settings = new(reading);

    /// <summary>The verb and its settings; null when they make no sense, and then the bag says why.</summary>
    public (VerbDefinition Verb, Argument.Mapping Arguments)? Read(ToolDefinition tool, YamlEntry entry, StepNode step) => entry.Value switch
    {
        YamlMapping { IsBroken: true } => null,
        YamlMapping mapping => Mapping(tool, entry, mapping, step),
        YamlSequence list => Default(tool, entry, list, step) ?? WrongShape(tool, list),
        YamlScalar scalar when tool.DefaultVerb is not null => Default(tool, entry, scalar, step),
        YamlScalar scalar => Word(tool, entry, scalar, step),
        _ => null,
    };

    /// <summary><c>shell: uptime</c>.</summary>
    private (VerbDefinition, Argument.Mapping)? Default(ToolDefinition tool, YamlEntry entry, YamlNode value, StepNode step)
    {
        if (tool.DefaultVerb is null || tool.Verbs.FirstOrDefault(v => v.Name == tool.DefaultVerb) is not { } verb)
            return null;
        if (value is YamlScalar { IsNull: true })
            return Complete(verb, [], entry.Key, step, []);
        if (verb.Main is not { } main)
            return WrongShape(tool, value);
        Outputs(verb, step);
        return _settings.Read(main, value, step, tool.Name) is { } argument ? Complete(verb, [new(main.Name, argument)], entry.Key, step, [main.Name]) : null;
    }

    /// <summary><c>etcdctl: member list</c>.</summary>
    private (VerbDefinition, Argument.Mapping)? Word(ToolDefinition tool, YamlEntry entry, YamlScalar scalar, StepNode step)
    {
        if (scalar.IsNull)
        {
            reading.Error(Codes.Missing, $"`{tool.Name}` needs a verb", entry.Key, NearestWord.HintOrList("", VerbNames(tool), "its verbs are"));
            return null;
        }

        var known = tool.Verbs.FirstOrDefault(v => v.Name == scalar.Text);
        if (known is not null)
            return Complete(known, [], scalar, step, []);
        UnknownVerb(tool, scalar, scalar.Text);
        return null;
    }

    private (VerbDefinition, Argument.Mapping)? Mapping(ToolDefinition tool, YamlEntry entry, YamlMapping mapping, StepNode step)
    {
        var verbKey = mapping.Entries.FirstOrDefault(e => tool.Verbs.Any(v => v.Name == e.Name));
        if (verbKey is null)
            return WithoutVerb(tool, entry, mapping, step);
        var verb = tool.Verbs.First(v => v.Name == verbKey.Name);
        Outputs(verb, step);
        var arguments = new List<KeyValuePair<string, Argument>>();
        if (Main(verb, verbKey, step) is { } main)
            arguments.Add(new(verb.Main!.Name, main));
        Settings(tool, verb, mapping.Entries.Where(e => e != verbKey), arguments, step);
        return Complete(verb, arguments, verbKey.Key, step, [.. mapping.Entries.Select(static e => e.Name), verb.Main?.Name ?? ""]);
    }

    /// <summary><c>approve: { message: … }</c>: the default verb, its main value under its own name.</summary>
    private (VerbDefinition, Argument.Mapping)? WithoutVerb(ToolDefinition tool, YamlEntry entry, YamlMapping mapping, StepNode step)
    {
        var verb = tool.Verbs.FirstOrDefault(v => v.Name == tool.DefaultVerb);
        if (verb is null || !mapping.Entries.Any(e => verb.AllParameters.Any(p => p.Name == e.Name)))
        {
            var first = mapping.Entries.FirstOrDefault(e => NearestWord.Find(e.Name, VerbNames(tool)) is not null) ?? mapping.Entries.FirstOrDefault();
            if (first is null)
                reading.Error(Codes.Missing, $"`{tool.Name}` needs a verb", entry.Key, NearestWord.HintOrList("", VerbNames(tool), "its verbs are"));
            else
                UnknownVerb(tool, first.Key, first.Name);
            return null;
        }

        Outputs(verb, step);
        var arguments = new List<KeyValuePair<string, Argument>>();
        Settings(tool, verb, mapping.Entries, arguments, step, takesMain: true);
        return Complete(verb, arguments, entry.Key, step, [.. mapping.Entries.Select(static e => e.Name)]);
    }

    private Argument? Main(VerbDefinition verb, YamlEntry entry, StepNode step)
    {
        if (verb.Main is { } main)
            return entry.Value is YamlScalar { IsNull: true } && !main.Required ? null : _settings.Read(main, entry.Value, step, entry.Name);
        if (entry.Value is not YamlScalar { IsNull: true })
            reading.Error(Codes.WrongType, $"`{verb.Name}` takes no value of its own", entry.Value, $"leave it empty: `{{ {verb.Name}: , … }}`");
        return null;
    }

    private void Settings(
        ToolDefinition tool, VerbDefinition verb, IEnumerable<YamlEntry> entries, List<KeyValuePair<string, Argument>> arguments, StepNode step, bool takesMain = false)
    {
        foreach (var entry in entries)
        {
            var parameter = (takesMain ? verb.AllParameters : verb.Parameters).FirstOrDefault(p => p.Name == entry.Name);
            if (parameter is null)
                UnknownSetting(tool, verb, entry);
            else if (_settings.Read(parameter, entry.Value, step) is { } argument)
                arguments.Add(new(parameter.Name, argument));
        }
    }

    private void UnknownSetting(ToolDefinition tool, VerbDefinition verb, YamlEntry entry)
    {
        var known = verb.Parameters.Select(static p => p.Name).ToArray();
        if (tool.Verbs.Any(v => v.Name == entry.Name))
            reading.Error(
                Codes.SeveralVerbs, $"`{verb.Name}` and `{entry.Name}` are two verbs, and a step has one", entry.Key, "make two steps of it");
        else if (Words.Step.Contains(entry.Name))
            reading.Error(
                Codes.UnknownKey, $"`{tool.Name}: {verb.Name}` has no key `{entry.Name}`", entry.Key,
                $"`{entry.Name}` belongs to the step: write it beside `{tool.Name}`, not under it");
        else
            reading.Error(
                Codes.UnknownKey, $"`{tool.Name}: {verb.Name}` has no key `{Shown.Word(entry.Name)}`", entry.Key,
                NearestWord.HintOrList(entry.Name, known, "its keys are"));
    }

    private (VerbDefinition, Argument.Mapping) Complete(
        VerbDefinition verb, List<KeyValuePair<string, Argument>> arguments, YamlNode at, StepNode step, IReadOnlyCollection<string> given)
    {
        Outputs(verb, step);
        foreach (var parameter in verb.AllParameters)
        {
            // A value that was given and is wrong was reported already.
            if (parameter.Required && !given.Contains(parameter.Name))
                Required(verb, parameter, at);
        }

        return (verb, new([.. arguments], reading.Span(at)));
    }

    private void Required(VerbDefinition verb, ParameterDefinition parameter, YamlNode at)
    {
        var example = parameter.Example is { } e ? Shown.Word(e) : "…";
        reading.Error(Codes.Missing, parameter == verb.Main ? $"`{verb.Name}` needs a value" : $"`{verb.Name}` needs `{parameter.Name}`", at,
            parameter == verb.Main ? $"such as `{verb.Name}: {example}`" : $"add `{parameter.Name}: {example}`");
    }

    private static void Outputs(VerbDefinition verb, StepNode step)
    {
        if (step.ResultFields.Count > 0)
            return;
        step.ResultFields.AddRange(verb.Outputs.Select(static o => o.Name));
        step.Fields.AddRange(step.ResultFields);
    }

    private (VerbDefinition, Argument.Mapping)? WrongShape(ToolDefinition tool, YamlNode node)
    {
        reading.Wrong(
            node, tool.Name, "a verb and its settings",
            $"such as `{Shown.Word(tool.Verbs[0].Name)}`; `runbook explain {tool.Name}` shows them all");
        return null;
    }

    private void UnknownVerb(ToolDefinition tool, YamlNode at, string word) => reading.Error(
        Codes.UnknownVerb, $"`{tool.Name}` has no verb `{Shown.Word(word)}`", at, NearestWord.HintOrList(word, VerbNames(tool), "its verbs are"));

    private static string[] VerbNames(ToolDefinition tool) => [.. tool.Verbs.Select(static v => v.Name)];
}
