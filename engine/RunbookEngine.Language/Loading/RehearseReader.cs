using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Reads <c>rehearse: { stdout: …, exit: 0, takes: 10s }</c>: what a script of the author's own would yield.</summary>
internal sealed class RehearseReader(Reading reading)
{
    /// <summary>The answer; null when there is none, or when it cannot be used, and then the bag says why.</summary>
    /// <param name="mapping">The step, or the gate.</param>
    /// <param name="tool">What it does.</param>
    /// <param name="verb">What it does.</param>
    /// <param name="step">The step, for its expressions.</param>
    public Rehearsed? Read(YamlMapping mapping, ToolDefinition tool, VerbDefinition verb, StepNode step)
    {
        if (mapping.Find("rehearse") is not { } entry)
            return null;
        if (!RunsScripts(verb))
            reading.Error(
                Codes.NotHere, "`rehearse` belongs to a step that runs a script of your own", entry.Key,
                $"a rehearsal knows what `{tool.Name}: {verb.Name}` does: take it out");
        else if (entry.Value is YamlMapping settings)
            return Read(settings, step);
        else
            reading.Wrong(entry.Value, "rehearse", "what the step would yield", "such as `rehearse: { stdout: \"ok\", exit: 0, takes: 10s }`");
        return null;
    }

    /// <summary>Whether a rehearsal cannot know by itself what a verb would yield.</summary>
    public static bool RunsScripts(VerbDefinition verb) => verb.AllParameters.Any(static p => p.Type == ParameterType.Script);

    private Rehearsed Read(YamlMapping settings, StepNode step)
    {
        KeyCheck.Unknown(reading, settings, Words.Rehearse, "`rehearse`");
        return new(
            settings.Find("stdout") is { } stdout ? Text(stdout, step) : null,
            settings.Find("stderr") is { } stderr ? Text(stderr, step) : null,
            settings.Find("exit") is { } exit ? Scalars.Integer(reading, exit, 0, 255) ?? 0 : 0,
            settings.Find("takes") is { } takes ? Scalars.Duration(reading, takes) : null,
            settings.Find("runs") is { } runs ? Text(runs, step) : null);
    }

    private Template? Text(YamlEntry entry, StepNode step)
    {
        if (entry.Value is YamlScalar scalar)
            return new TemplatePlace(step, entry.Name, Names.ForSteps, TakesSecret: step.IsSecret)
                .Note(reading, scalar, TemplateParser.HasBraces(scalar.Text) ? TemplateKind.Text : TemplateKind.Literal);
        reading.Wrong(entry.Value, entry.Name, "a text", "several lines stand under `stdout: |`");
        return null;
    }
}
