using System.Collections.Immutable;
using System.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Reads one file as a runbook, and has it checked.</summary>
internal sealed class RunbookReader(Reading reading)
{
    private readonly StepReader _steps = new(reading);

    /// <summary>The runbook; null when its shape is beyond use, and then the bag says why.</summary>
    /// <param name="root">The document.</param>
    /// <param name="sources">The texts it was read from and their hash, asked for at the end.</param>
    public LoadedFile? Read(YamlNode root, Func<(ImmutableArray<SourceText> Texts, string Hash)> sources)
    {
        if (root is not YamlMapping head)
        {
            reading.Error(Codes.WrongType, $"a runbook is a map, and this is {root.Kind}", root, $"start with `apiVersion: {Words.ApiVersion}`");
            return null;
        }

        foreach (var key in new[] { "steps", "on-failure", "finally" })
            StepIds.Collect(head.Find(key)?.Value, reading.OwnIds);
        KeyCheck.Unknown(reading, head, Words.Head, "a runbook");
        ApiVersion(head);
        var runbook = Head(head);
        RunbookChecks.Run(reading, runbook);
        return Complete(runbook, sources());
    }

    private LoadedFile? Complete(Runbook runbook, (ImmutableArray<SourceText> Texts, string Hash) sources)
    {
        var steps = reading.Steps.Count + reading.IncludedSteps;
        if (steps > LoadSession.MostSteps)
        {
            reading.Bag.Error(
                Codes.TooManySteps, $"this runbook and all it includes have more than {LoadSession.MostSteps} steps", runbook.Span,
                "split the work into several runs");
            return null;
        }

        var own = Sha256.Hex(Encoding.UTF8.GetBytes(reading.File.Text + string.Concat(reading.Included)));
        return new(runbook with { Sources = sources.Texts, Hash = sources.Hash }, steps, own);
    }

    private Runbook Head(YamlMapping head)
    {
        var name = Name(head);
        return new()
        {
            Name = name,
            Description = head.Find("description") is { } description ? Scalars.Text(reading, description) : null,
            Inputs = head.Find("inputs") is { } inputs ? new InputReader(reading).Read(inputs) : [],
            Vars = head.Find("vars") is { } vars ? Values(vars, Names.ForVars, isVar: true) : [],
            Environment = head.Find("env") is { } environment ? Environment(environment) : [],
            Targets = head.Find("targets") is { } targets ? new TargetReader(reading).Read(targets) : [],
            Window = head.Find("window") is { } window ? new WindowReader(reading).Read(window) : null,
            Lock = head.Find("lock") is { } entry ? Lock(entry) : null,
            Steps = Steps(head),
            OnFailure = head.Find("on-failure") is { } onFailure ? _steps.List(onFailure, new(Section.OnFailure)) : [],
            Finally = head.Find("finally") is { } atTheEnd ? _steps.List(atTheEnd, new(Section.Finally)) : [],
            Outputs = head.Find("outputs") is { } outputs ? Values(outputs, Names.ForSteps, isVar: false) : [],
            Span = reading.Span(head.Entries.Count > 0 ? head.Entries[0].Key : head),
            Sources = [],
            Hash = "",
        };
    }

    private void ApiVersion(YamlMapping head)
    {
        if (head.Find("apiVersion") is not { } entry)
            reading.Error(Codes.Missing, "a runbook needs `apiVersion`", Start(head), $"start with `apiVersion: {Words.ApiVersion}`");
        else if (entry.Value is not YamlScalar { Text: Words.ApiVersion })
            reading.Error(
                Codes.ApiVersion, "this is no version of the language that this engine reads", entry.Value,
                $"write `apiVersion: {Words.ApiVersion}`");
    }

    private string Name(YamlMapping head)
    {
        if (head.Find("name") is not { } entry)
        {
            reading.Error(Codes.Missing, "a runbook needs a `name`", Start(head), "such as `name: etcd-backup`");
            return "";
        }

        if (Scalars.Text(reading, entry) is not { } name)
            return "";
        if (!Words.IsKebabCase(name))
        {
            reading.Error(Codes.BadName, $"`{Shown.Word(name)}` cannot name a runbook: it is kebab-case", entry.Value,
                Words.Mended(name, '-') is { } mended ? $"write `{mended}`" : "use small letters, digits and `-`, a letter first");
        }

        return name;
    }

    private ImmutableArray<Step> Steps(YamlMapping head)
    {
        if (head.Find("steps") is { } steps)
            return _steps.List(steps, new(Section.Main));
        reading.Error(Codes.Missing, "a runbook needs `steps`", Start(head), "write what it does, such as `- shell: uptime`");
        return [];
    }

    private Template? Lock(YamlEntry entry)
    {
        if (entry.Value is YamlScalar { IsNull: false } scalar)
            return new TemplatePlace(null, "lock", Names.Inputs | Names.Vars | Names.Env).Note(
                reading, scalar, TemplateParser.HasBraces(scalar.Text) ? TemplateKind.Text : TemplateKind.Literal);
        reading.Wrong(entry.Value, "lock", "a text", "such as `lock: cluster`");
        return null;
    }

    private ImmutableArray<KeyValuePair<string, Argument>> Values(YamlEntry entry, Names allowed, bool isVar)
    {
        if (entry.Value is not YamlMapping mapping)
        {
            reading.Wrong(entry.Value, entry.Name, "a map of names to values");
            return [];
        }

        var settings = new SettingReader(reading);
        var values = ImmutableArray.CreateBuilder<KeyValuePair<string, Argument>>();
        foreach (var value in mapping.Entries)
        {
            if (!Words.IsSnakeCase(value.Name))
            {
                reading.Error(Codes.BadName, $"`{Shown.Word(value.Name)}` cannot be {(isVar ? "a var" : "an output")}: expressions name it, so it is snake_case", value.Key,
                    Words.Mended(value.Name, '_') is { } mended ? $"write `{mended}`" : "use small letters, digits and `_`, a letter first");
            }

            var place = new TemplatePlace(null, value.Name, allowed, TakesSecret: isVar, Var: isVar ? value.Name : null);
            values.Add(new(value.Name, settings.Any(place, value.Value)));
        }

        return values.ToImmutable();
    }

    private ImmutableArray<string> Environment(YamlEntry entry)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var scalar in Scalars.Texts(reading, entry))
        {
            if (scalar.Text.Length is > 0 and <= 200 && !char.IsAsciiDigit(scalar.Text[0]) && scalar.Text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                names.Add(scalar.Text);
            else
                reading.Error(
                    Codes.BadName, $"`{Shown.Word(scalar.Text)}` cannot name an environment variable", scalar,
                    "use letters, digits and `_`, no digit first");
        }

        return names.ToImmutable();
    }

    /// <summary>Where a missing key is pointed out: at the first one.</summary>
    private static YamlNode Start(YamlMapping head) => head.Entries.Count > 0 ? head.Entries[0].Key : head;
}
