using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Checks every name that an expression reads: it exists, it may be used there, and it will have a value by then.</summary>
internal sealed class ReferenceCheck(Reading reading, Runbook runbook, Dictionary<string, StepNode> steps, StepGraph graph)
{
    private readonly Dictionary<string, Input> _inputs = runbook.Inputs.DistinctBy(static i => i.Name).ToDictionary(static i => i.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, int> _vars = Numbered(runbook);
    private readonly HashSet<string> _environment = [.. runbook.Environment];
    private readonly HashSet<string> _usedInputs = [];
    private readonly HashSet<string> _usedVars = [];
    private readonly HashSet<string> _secretVars = [];
    private readonly Dictionary<string, Names> _varNeeds = new(StringComparer.Ordinal);
    private readonly TargetReferences _targets = new(reading);
    private readonly StepOrderCheck _order = new(reading, graph);

    public void Run()
    {
        var uses = new List<CheckedUse>(reading.Uses.Count);
        foreach (var use in reading.Uses)
        {
            if (CheckedUse.Of(reading, use) is { } checkedUse)
                uses.Add(checkedUse);
        }

        NoteConditions(uses);
        foreach (var use in uses.Where(static u => u.Use.Var is not null).OrderBy(u => _vars.GetValueOrDefault(u.Use.Var!)))
            Check(use);
        foreach (var use in uses.Where(static u => u.Use.Var is null))
            Check(use);
        _order.Report();
        if (!reading.Bag.HasErrors)
            ReportUnused();
    }

    private static Dictionary<string, int> Numbered(Runbook runbook)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in runbook.Vars)
            numbers.TryAdd(entry.Key, numbers.Count);
        return numbers;
    }

    /// <summary>A condition that asks for a step's status knows that it may not have run.</summary>
    private static void NoteConditions(List<CheckedUse> uses)
    {
        foreach (var use in uses.Where(static u => u.Use is { What: "if", Step: not null }))
        {
            foreach (var reference in use.References)
            {
                if (reference is { Root.Id: "steps", Fields: [{ Name: { } id }, { Name: "status" or "changed" or "attempts" }, ..] })
                    use.Use.Step!.Asks.Add(id);
            }
        }
    }

    private void Check(CheckedUse use)
    {
        foreach (var reference in use.References)
        {
            if (Known(use.Use, reference) && Check(use.Use, reference))
                Secret(use.Use, reference);
        }
    }

    /// <summary>Whether the root may be used here.</summary>
    private bool Known(TemplateUse use, Reference reference)
    {
        var root = reference.Root.Id;
        if (TargetReferences.IsLaneTarget(use, root))
            return true;
        if (!Enum.TryParse<Names>(root, ignoreCase: true, out var name) || !RootNames.All.Contains(root))
            return Error(
                use, reference.Root, Codes.UnknownName, $"there is no `{Shown.Word(root)}`",
                _targets.Meant(use, root) ?? Meant(root) ?? NearestWord.HintOrList(root, RootNames.Of(use.Allowed), "known here are"));
        if (use.Var is not null)
            _varNeeds[use.Var] = _varNeeds.GetValueOrDefault(use.Var) | name;
        if (!use.Allowed.HasFlag(name) && use.Allowed.HasFlag(Names.Early))
            return Error(use, reference.Root, Codes.KnownTooLate, $"`{root}` is not known yet when `{use.What}` is needed", RootNames.Why(name, use));
        if (!use.Allowed.HasFlag(name))
            return Error(use, reference.Root, Codes.UnknownName, $"`{root}` is not known here", RootNames.Why(name, use));
        if (reference.Fields.Count == 0 && name != Names.Result)
            return Error(use, reference.Root, Codes.UnknownName, $"`{root}` holds many values", $"name one of them: `{root}.…`");
        if (reference.Fields is [{ Name: null }, ..])
            return Error(
                use, reference.Root, Codes.ExpressionForbidden, $"what is read of `{root}` must be known before anything runs",
                $"write the name itself: `{root}.…`");
        return true;
    }

    private bool Check(TemplateUse use, Reference reference) => reference.Root.Id switch
    {
        "inputs" => Input(use, reference),
        "vars" => Var(use, reference),
        "env" => _environment.Contains(reference.Fields[0].Name!) ||
            Error(
                use, reference, 0, Codes.EnvironmentNotListed,
                $"the environment variable `{Shown.Word(reference.Fields[0].Name!)}` is not listed",
                NearestWord.Hint(reference.Fields[0].Name!, _environment) ?? "list it at the top: `env: [NAME]`"),
        "run" => Words.RunFields.Contains(reference.Fields[0].Name!) ||
            Error(
                use, reference, 0, Codes.UnknownField, $"`run` has no field `{Shown.Word(reference.Fields[0].Name!)}`",
                NearestWord.HintOrList(reference.Fields[0].Name!, Words.RunFields, "its fields are")),
        "result" => Result(use, reference),
        "targets" => _targets.Check(use, reference),
        "steps" => Step(use, reference),
        _ => _targets.CheckLane(use, reference, 0),
    };

    private bool Input(TemplateUse use, Reference reference)
    {
        var name = reference.Fields[0].Name!;
        _usedInputs.Add(name);
        return _inputs.ContainsKey(name) ||
            Error(
                use, reference, 0, Codes.UnknownInput, $"there is no input `{Shown.Word(name)}`",
                NearestWord.HintOrList(name, _inputs.Keys, "the inputs are") ?? "declare it under `inputs:`");
    }

    private bool Var(TemplateUse use, Reference reference)
    {
        var name = reference.Fields[0].Name!;
        _usedVars.Add(name);
        if (!_vars.TryGetValue(name, out var number))
            return Error(
                use, reference, 0, Codes.UnknownVar, $"there is no var `{Shown.Word(name)}`",
                NearestWord.HintOrList(name, _vars.Keys, "the vars are") ?? "declare it under `vars:`");
        var needs = _varNeeds.GetValueOrDefault(name);
        if (use.Var is null)
            return !use.Allowed.HasFlag(Names.Early) || (needs & ~use.Allowed) == 0 ||
                Error(
                    use, reference, 0, Codes.KnownTooLate, $"the var `{name}` needs `{RootNames.Of(needs & ~use.Allowed)[0]}`, which is not known yet when `{use.What}` is needed",
                    RootNames.Why(needs & ~use.Allowed, use));
        _varNeeds[use.Var] = _varNeeds.GetValueOrDefault(use.Var) | needs;
        if (number < _vars.GetValueOrDefault(use.Var))
            return true;
        return Error(
            use, reference, 0, Codes.UnknownVar, $"the var `{name}` does not exist yet: vars are made from the top down",
            name == use.Var ? "a var cannot be made of itself" : $"move `{name}` above `{use.Var}`");
    }

    private bool Result(TemplateUse use, Reference reference)
    {
        if (reference.Fields.Count == 0 || use.Step!.ResultFields.Contains(reference.Fields[0].Name!))
            return true;
        return Error(
            use, reference, 0, Codes.UnknownField, $"this step puts out no `{Shown.Word(reference.Fields[0].Name!)}`",
            NearestWord.HintOrList(reference.Fields[0].Name!, use.Step.ResultFields, "it puts out"));
    }

    private bool Step(TemplateUse use, Reference reference)
    {
        var id = reference.Fields[0].Name!;
        if (!steps.TryGetValue(id, out var step))
            return Error(
                use, reference, 0, Codes.UnknownStep, $"there is no step `{Shown.Word(id)}`",
                NearestWord.HintOrList(id, reading.OwnIds, "the steps are"));
        if (step.LaneWithout(use.Step) is { } lane)
            return Error(
                use, reference, 0, Codes.OncePerTarget, $"the step `{id}` is done once for each target of `{lane.Id}`, so it has no one value",
                $"read it in the same lane, or read of all lanes together: `steps.{lane.Id}.succeeded`, `.failed` or `.size`");
        if (reference.Fields.Count == 1)
            return Error(use, reference, 0, Codes.UnknownField, $"`steps.{id}` holds many values", $"name one of them: {Fields(step)}");
        var field = reference.Fields[1].Name;
        if (field is not null && !Words.StepFields.Contains(field) && !step.Fields.Contains(field))
            return Error(
                use, reference, 1, Codes.UnknownField, $"the step `{id}` has no field `{Shown.Word(field)}`",
                NearestWord.Hint(field, Words.StepFields.Concat(step.Fields)) ?? $"its fields are {Fields(step)}");
        _order.Note(use, reference, step, Span(use, reference.Root.Start, reference.Fields[1].End));
        return true;
    }

    private void Secret(TemplateUse use, Reference reference)
    {
        if (!IsSecret(reference))
            return;
        if (use.Var is not null)
            _secretVars.Add(use.Var);
        else if (!use.TakesSecret)
            Error(use, reference, reference.Fields.Count - 1, Codes.SecretShown, $"`{Described(reference)}` is secret, and `{Shown.Word(use.What)}` can be seen by others",
                "hand it over by `env:` or `stdin:`, where the step takes one", wholeReference: true);
    }

    private bool IsSecret(Reference reference) => reference.Root.Id switch
    {
        "inputs" => _inputs[reference.Fields[0].Name!].Type == InputType.Secret,
        "vars" => _secretVars.Contains(reference.Fields[0].Name!),
        "steps" => steps[reference.Fields[0].Name!].IsSecret && !(reference.Fields.Count > 1 && Words.StepFields.Contains(reference.Fields[1].Name)),
        _ => false,
    };

    /// <summary>Only of a file without errors: what cannot be read may well be the use.</summary>
    private void ReportUnused()
    {
        foreach (var input in runbook.Inputs.Where(i => !_usedInputs.Contains(i.Name)))
            reading.Bag.Warning(
                Codes.UnusedInput, $"the input `{input.Name}` is never used", input.Span,
                "use it as `{{ inputs." + input.Name + " }}`, or remove it");
        foreach (var target in runbook.Targets.Where(t => !reading.UsedTargets.Contains(t.Name)))
            reading.Bag.Warning(
                Codes.UnusedTargets, $"the targets `{target.Name}` are never used", target.Span, $"use them with `for-each: {target.Name}`, or remove them");
        foreach (var (name, argument) in runbook.Vars.Where(v => !_usedVars.Contains(v.Key)))
            reading.Bag.Warning(
                Codes.UnusedVar, $"the var `{name}` is never used", argument.Span, "use it as `{{ vars." + name + " }}`, or remove it");
    }

    /// <summary>What a bare name was probably meant to be.</summary>
    private string? Meant(string name) => _inputs.ContainsKey(name) ? $"did you mean `inputs.{name}`?"
        : _vars.ContainsKey(name) ? $"did you mean `vars.{name}`?"
        : steps.ContainsKey(name) ? $"did you mean `steps.{name}`?"
        : null;

    private static string Fields(StepNode step) => string.Join(
        ", ", step.Fields.Concat(Words.StepFields).Distinct().Take(12).Select(static f => $"`{f}`"));

    private static string Described(Reference reference) => $"{reference.Root.Id}.{string.Join('.', reference.Fields.Take(2).Select(static f => f.Name ?? "…"))}";

    private bool Error(TemplateUse use, Expr.Name at, string code, string message, string? hint)
    {
        reading.Bag.Error(code, message, Span(use, at.Start, at.End), hint);
        return false;
    }

    private bool Error(TemplateUse use, Reference reference, int field, string code, string message, string? hint, bool wholeReference = false)
    {
        reading.Bag.Error(
            code, message, Span(use, wholeReference ? reference.Root.Start : reference.Fields[field].Start, reference.Fields[field].End), hint);
        return false;
    }

    private SourceSpan Span(TemplateUse use, int start, int end) => CheckedUse.Span(reading, use, start, end);
}
