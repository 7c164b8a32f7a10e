using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>The checks that need the whole file: ids, order, references, secrets, what is unused.</summary>
internal static class RunbookChecks
{
    public static void Run(Reading reading, Runbook runbook)
    {
        var byId = IdCheck.Run(reading);
        NeedsCheck.Run(reading, byId);
        var graph = new StepGraph(reading.Steps);
        CycleReport.Run(reading, graph);
        new ReferenceCheck(reading, runbook, byId, graph).Run();
    }
}
