namespace RunbookEngine.Language;

/// <summary>Checks what expressions read of targets: <c>targets.NAME</c>, and the target of the lane that they stand in.</summary>
internal sealed class TargetReferences(Reading reading)
{
    /// <summary>Whether a name is that of the target of a lane around a place.</summary>
    public static bool IsLaneTarget(TemplateUse use, string root) => use.Step?.Lanes().Any(l => l.Variable == root) == true;

    /// <summary>What a name was probably meant to be, as far as targets go; or why it is not known here.</summary>
    public string? Meant(TemplateUse use, string root)
    {
        if (reading.Steps.FirstOrDefault(s => s.Variable == root) is { } loop)
            return use.Step is { IsGate: true } gate && gate.Parent == loop
                ? $"a gate looks between the batches, at no target alone; `targets.…` lists them all"
                : $"`{root}` is the target of a lane, known only under the `steps` of `{loop.Id}`";
        if (reading.TargetNames.Contains(root))
            return $"did you mean `targets.{root}`?";
        return use.Step?.Lanes().FirstOrDefault()?.Variable is { } variable && NearestWord.Find(root, [variable]) is not null ? $"did you mean `{variable}`?" : null;
    }

    /// <summary><c>targets.NAME</c>, its <c>size</c>, or a field of one by its number.</summary>
    public bool Check(TemplateUse use, Reference reference)
    {
        var name = reference.Fields[0].Name!;
        reading.UsedTargets.Add(name);
        if (!reading.TargetNames.Contains(name))
            return Error(
                use, reference, 0, Codes.UnknownTargets, $"there are no targets `{Shown.Word(name)}`",
                NearestWord.HintOrList(name, reading.TargetNames, "the targets are") ?? "say which hosts they are, at the top, under `targets:`");
        if (reference.Fields.Count == 1 || reference.Fields[1].Name == "size")
            return true;
        if (reference.Fields[1].Name is { } field)
            return Error(
                use, reference, 1, Codes.UnknownField, $"`targets.{name}` is a list of targets and has no `{Shown.Word(field)}`",
                Words.TargetFields.Contains(field) ? $"write `targets.{name}[0].{field}` for the first, `targets.{name} | array.map \"{field}\"` for all" : "it has a `size`, and items by number: `[0]`");
        return reference.Fields.Count == 2 || CheckLane(use, reference, 2);
    }

    /// <summary>A field of one target.</summary>
    public bool CheckLane(TemplateUse use, Reference reference, int at)
    {
        if (reference.Fields.Count <= at)
        {
            var span = CheckedUse.Span(reading, use, reference.Root.Start, reference.Root.End);
            reading.Bag.Error(Codes.UnknownField, $"`{reference.Root.Id}` holds many values", span, $"name one of them: {Fields()}");
            return false;
        }

        if (reference.Fields[at].Name is not { } field || Words.TargetFields.Contains(field))
            return true;
        return Error(
            use, reference, at, Codes.UnknownField, $"a target has no field `{Shown.Word(field)}`",
            NearestWord.Hint(field, Words.TargetFields) ?? $"its fields are {Fields()}; values of the inventory's own are under `vars`: `{(at == 0 ? reference.Root.Id : "…")}.vars.{(Words.IsSnakeCase(field) ? field : "NAME")}`");
    }

    private static string Fields() => string.Join(", ", Words.TargetFields.Select(static f => $"`{f}`"));

    private bool Error(TemplateUse use, Reference reference, int field, string code, string message, string hint)
    {
        reading.Bag.Error(code, message, CheckedUse.Span(reading, use, reference.Fields[field].Start, reference.Fields[field].End), hint);
        return false;
    }
}
