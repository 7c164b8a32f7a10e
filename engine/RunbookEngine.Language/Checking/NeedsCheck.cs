namespace RunbookEngine.Language;

/// <summary>Finds out what each step waits for, and refuses what it cannot wait for.</summary>
internal static class NeedsCheck
{
    public static void Run(Reading reading, Dictionary<string, StepNode> byId)
    {
        foreach (var step in reading.Steps)
        {
            if (step.Needs is null && step.Above is { } above)
                step.DependsOn.Add(above);
            foreach (var need in step.Needs ?? [])
            {
                if (Find(reading, byId, step, need) is { } found)
                    step.DependsOn.Add(found);
            }
        }
    }

    private static StepNode? Find(Reading reading, Dictionary<string, StepNode> byId, StepNode step, YamlScalar need)
    {
        if (!byId.TryGetValue(need.Text, out var found))
        {
            reading.Error(
                Codes.UnknownNeed, $"there is no step `{Shown.Word(need.Text)}`", need,
                NearestWord.HintOrList(need.Text, reading.OwnIds, "the steps are"));
            return null;
        }

        if (Obstacle(step, found) is not var (message, hint))
            return found;
        reading.Error(Codes.NeedNotPossible, message, need, hint);
        return null;
    }

    private static (string Message, string Hint)? Obstacle(StepNode step, StepNode need)
    {
        if (step != need && Parents(step).Contains(need))
            return (
                $"`{step.Id}` stands inside `{need.Id}` and cannot wait for its end",
                "take it out of the list: a step starts after the group around it has started");
        if (Parents(need).Contains(step))
            return ($"`{need.Id}` stands inside `{step.Id}`, which ends after it anyway", "take it out of the list");
        if (step.Section != need.Section || Root(step).Undoes != Root(need).Undoes)
            return (
                $"`{need.Id}` belongs to another section, and steps wait only for those of their own",
                "take it out of the list: sections run one after the other");
        if (need.LaneWithout(step) is { } lane)
            return (
                $"`{need.Id}` is done once for each target of `{lane.Id}`, and `{step.Id}` stands outside",
                $"wait for all of them: `needs: [{lane.Id}]`");
        return null;
    }

    private static IEnumerable<StepNode> Parents(StepNode step)
    {
        for (var node = step.Parent; node is not null; node = node.Parent)
            yield return node;
    }

    private static StepNode Root(StepNode step) => Parents(step).LastOrDefault() ?? step;
}
