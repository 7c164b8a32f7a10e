namespace RunbookEngine.Language;

/// <summary>Prints circles of steps that wait for each other.</summary>
internal static class CycleReport
{
    private const int LongestPath = 12;

    public static void Run(Reading reading, StepGraph graph)
    {
        foreach (var cycle in graph.Cycles)
        {
            var steps = cycle.ConvertAll(i => reading.Steps[i]);
            var (step, need) = Place(steps);
            reading.Bag.Error(Codes.Cycle, steps.TrueForAll(s => s == steps[0]) ? $"the step `{step.Id}` cannot wait for itself" : $"these steps wait for each other: {Path(steps)}", need is null ? step.IdSpan : reading.Span(need),
                steps.TrueForAll(s => s == steps[0]) ? "take it out of its `needs`"
                : steps.Exists(static s => s.Needs is null && s.Above is not null)
                    ? "take one of them out of a `needs`; a step without `needs` waits for the one above it"
                    : "take one of them out of a `needs`");
        }
    }

    /// <summary>The word that closes the circle, where there is one.</summary>
    private static (StepNode Step, YamlScalar? Need) Place(List<StepNode> steps)
    {
        for (var i = 0; i + 1 < steps.Count; i++)
        {
            if (steps[i].Needs?.Find(n => n.Text == steps[i + 1].Id) is { } need)
                return (steps[i], need);
        }

        return (steps[0], null);
    }

    private static string Path(List<StepNode> steps)
    {
        var ids = steps.ConvertAll(static s => s.Id);
        if (ids.Count > LongestPath)
            ids = [.. ids[..(LongestPath - 2)], "…", ids[^1]];
        return string.Join(" -> ", ids);
    }
}
