using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Where a list of steps stands.</summary>
internal sealed record ListPlace(Section Section, StepNode? Parent = null, StepNode? Undoes = null, bool Parallel = false);

/// <summary>Reads lists of steps.</summary>
internal sealed class StepReader(Reading reading)
{
    private readonly CommonReader _common = new(reading);
    private readonly ActionReader _actions = new(reading);
    private readonly RehearseReader _rehearsals = new(reading);
    private readonly IncludeReader _includes = new(reading);
    private readonly ForEachReader _loops = new(reading);
    private readonly Fingerprints _fingerprints = new();

    /// <summary>The steps; those that cannot be used are left out, and the bag says why.</summary>
    public ImmutableArray<Step> List(YamlEntry entry, ListPlace place)
    {
        if (entry.Value is not YamlSequence list)
        {
            reading.Wrong(entry.Value, entry.Name, "a list of steps", "write each step as `- …` below it");
            return [];
        }

        if (list.Items.Count == 0)
            reading.Error(Codes.NoSteps, $"`{entry.Name}` holds no step", list, "write a step, or remove the key");
        var steps = ImmutableArray.CreateBuilder<Step>(list.Items.Count);
        StepNode? above = null;
        foreach (var item in list.Items)
        {
            if (item is not YamlMapping mapping)
            {
                reading.Error(
                    Codes.WrongType, $"a step is a map, and this is {item.Kind}", item,
                    "write its tool and what it does, such as `shell: uptime`");
                continue;
            }

            var node = Node(mapping, place, place.Parallel ? null : above);
            above = node;
            if (Step(mapping, node, place) is { } step)
                steps.Add(step);
        }

        return steps.ToImmutable();
    }

    private StepNode Node(YamlMapping mapping, ListPlace place, StepNode? above)
    {
        var own = mapping.Find("id");
        var id = own is null ? null : _common.Id(own);
        var node = new StepNode
        {
            Index = reading.Steps.Count,
            Id = id ?? StepIds.Made(reading, mapping),
            IdSpan = reading.Span(own?.Value ?? (YamlNode?)mapping.Entries.FirstOrDefault()?.Key ?? mapping),
            Parent = place.Parent,
            Undoes = place.Undoes,
            Above = above,
            Section = place.Section,
        };
        reading.Steps.Add(node);
        return node;
    }

    private Step? Step(YamlMapping mapping, StepNode node, ListPlace place)
    {
        var common = _common.Read(mapping, node);
        var step = Body(mapping, node, place, common);
        if (mapping.Find("undo") is not { } undo)
            return step;
        if (place.Undoes is not null || node.Around().Any(static n => n.Undoes is not null))
            reading.Error(Codes.NotHere, "a step of an `undo` has no `undo` of its own", undo.Key, "take it out");
        else if (List(undo, new(place.Section, Undoes: node)) is var steps && step is not null)
            return step with { Undo = steps };
        return step;
    }

    private Step? Body(YamlMapping mapping, StepNode node, ListPlace place, CommonSettings common)
    {
        var bodies = mapping.Entries.Where(e => e.Name is "steps" or "runbook" || reading.Tools.Find(e.Name) is not null).ToArray();
        var unknown = Unknown(mapping, bodies);
        if (bodies.Length > 1)
        {
            reading.Error(
                Codes.SeveralTools, $"a step does one thing, and this one has `{bodies[0].Name}` and `{bodies[1].Name}`", bodies[1].Key,
                "make two steps of it");
            return null;
        }

        if (bodies.Length == 0)
        {
            if (!unknown)
                NoTool(mapping);
            return null;
        }

        OnlyWithForEach(mapping);
        return bodies[0].Name switch
        {
            "steps" when mapping.Find("for-each") is not null => ForEach(mapping, bodies[0], node, place, common),
            "steps" => Group(mapping, bodies[0], node, place, common),
            "runbook" => Include(mapping, bodies[0], node, common),
            _ => Action(mapping, reading.Tools.Find(bodies[0].Name)!, bodies[0], node, common),
        };
    }

    private ActionStep? Action(YamlMapping mapping, ToolDefinition tool, YamlEntry body, StepNode node, CommonSettings common)
    {
        if (mapping.Find("parallel") is { } parallel)
            reading.Error(
                Codes.NotHere, "`parallel` belongs to a group", parallel.Key,
                "put the steps that run at the same time under `steps:` beside it");
        if (_actions.Read(tool, body, node) is not var (verb, arguments))
            return null;
        return common.Apply(new ActionStep
        {
            Id = new(node.Id), Span = reading.Span(mapping), Fingerprint = _fingerprints.Of(mapping, null), Tool = tool.Name, Verb = verb, Arguments = arguments,
            Rehearse = _rehearsals.Read(mapping, tool, verb, node),
        });
    }

    private GroupStep Group(YamlMapping mapping, YamlEntry body, StepNode node, ListPlace place, CommonSettings common)
    {
        NotForGroups(mapping);
        var parallel = mapping.Find("parallel") is { } entry ? _common.Parallel(entry) : null;
        var steps = List(body, place with { Parent = node, Undoes = null, Parallel = parallel is not null });
        return common.Apply(new GroupStep
        {
            Id = new(node.Id), Span = reading.Span(mapping), Fingerprint = _fingerprints.Of(mapping, string.Concat(reading.Included)), Steps = steps, Parallel = parallel,
        });
    }

    private ForEachStep? ForEach(YamlMapping mapping, YamlEntry body, StepNode node, ListPlace place, CommonSettings common)
    {
        NotForGroups(mapping);
        if (mapping.Find("parallel") is { } parallel)
            reading.Error(
                Codes.NotHere, "a `for-each` has no `parallel`", parallel.Key,
                "`batches` says how many targets are worked on at the same time; to do several things on one target, put a group into the lane");
        var step = _loops.Read(mapping, node);
        var steps = List(body, place with { Parent = node, Undoes = null, Parallel = false });
        return step is null
            ? null
            : common.Apply(step with { Steps = steps, Fingerprint = _fingerprints.Of(mapping, string.Concat(reading.Included)) });
    }

    /// <summary>Points out what belongs to a <c>for-each</c> where none is, and a <c>for-each</c> that has no steps.</summary>
    private void OnlyWithForEach(YamlMapping mapping)
    {
        if (mapping.Find("for-each") is not { } forEach)
        {
            foreach (var entry in mapping.Entries.Where(static e => Words.ForEach.Contains(e.Name)))
                reading.Error(Codes.NotHere, $"`{entry.Name}` goes with `for-each`", entry.Key, "add `for-each: NAME`, where NAME is an entry of `targets`");
        }
        else if (mapping.Find("steps") is null)
        {
            reading.Error(Codes.NotHere, "`for-each` repeats a list of steps", forEach.Key, "put what is done for each target under `steps:` beside it");
        }
    }

    private IncludeStep? Include(YamlMapping mapping, YamlEntry body, StepNode node, CommonSettings common)
    {
        NotForGroups(mapping);
        if (_includes.Read(body, node) is not var (loaded, inputs))
            return null;
        return common.Apply(new IncludeStep
        {
            Id = new(node.Id), Span = reading.Span(mapping), Fingerprint = _fingerprints.Of(mapping, loaded.Hash), Runbook = loaded.Runbook, Inputs = inputs,
        });
    }

    private void NotForGroups(YamlMapping mapping)
    {
        var what = mapping.Find("for-each") is null ? "group of steps" : "`for-each`";
        foreach (var entry in mapping.Entries.Where(static e => Words.NotForGroups.Contains(e.Name)))
            reading.Error(Codes.NotHere, $"a {what} has no `{entry.Name}`", entry.Key, "give it to the steps inside");
    }

    /// <summary>Reports keys that are none; says whether any of them was probably meant as the tool.</summary>
    private bool Unknown(YamlMapping mapping, YamlEntry[] bodies)
    {
        var found = false;
        foreach (var entry in mapping.Entries.Where(e => !Words.Step.Contains(e.Name) && !bodies.Contains(e)))
        {
            found = true;
            if (bodies.Length > 0)
                UnknownKey(entry, bodies[0]);
            else
                reading.Error(Codes.UnknownTool, $"there is no tool `{Shown.Word(entry.Name)}`", entry.Key,
                    NearestWord.Hint(entry.Name, reading.Tools.Names.Concat(Words.Step)) ?? $"the tools are {string.Join(", ", reading.Tools.Names.Order(StringComparer.Ordinal).Select(static n => $"`{n}`"))}");
        }

        return found;
    }

    private void UnknownKey(YamlEntry entry, YamlEntry body)
    {
        var belongs = reading.Tools.Find(body.Name) is { } tool && tool.Verbs.Any(v => v.Parameters.Any(p => p.Name == entry.Name));
        reading.Error(Codes.UnknownKey, $"a step has no key `{Shown.Word(entry.Name)}`", entry.Key,
            belongs ? $"it belongs to the tool: write it under `{body.Name}:`" : NearestWord.Hint(entry.Name, Words.Step.Concat(reading.Tools.Names)) ?? NearestWord.HintOrList(entry.Name, [.. Words.Step.Except(Words.ForEach)], "its keys are"));
    }

    private void NoTool(YamlMapping mapping)
    {
        if (mapping.Find("for-each") is { } forEach)
            reading.Error(Codes.NoTool, "this `for-each` has no steps", forEach.Key, "put what is done for each target under `steps:` beside it");
        else
            reading.Error(
                Codes.NoTool, "this step says nothing to do", mapping.Entries.Count == 0 ? mapping : mapping.Entries[0].Key,
                $"add a tool ({string.Join(", ", reading.Tools.Names.Order(StringComparer.Ordinal).Take(4).Select(static n => $"`{n}`"))}, …), `steps` or `runbook`");
    }
}
