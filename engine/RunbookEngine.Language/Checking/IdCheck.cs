namespace RunbookEngine.Language;

/// <summary>Each id stands once in a file.</summary>
internal static class IdCheck
{
    /// <summary>The steps by id, the first one where several have the same.</summary>
    public static Dictionary<string, StepNode> Run(Reading reading)
    {
        var byId = new Dictionary<string, StepNode>(reading.Steps.Count, StringComparer.Ordinal);
        foreach (var step in reading.Steps.Where(static s => !s.IsGate))
        {
            if (!byId.TryAdd(step.Id, step))
                reading.Bag.Error(
                    Codes.DuplicateId, $"the id `{step.Id}` is taken", step.IdSpan,
                    $"choose another; the first one is on line {byId[step.Id].IdSpan.Line}");
        }

        return byId;
    }
}
