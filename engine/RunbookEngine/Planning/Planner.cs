using RunbookEngine.Model;

namespace RunbookEngine.Planning;

/// <summary>Makes the graph of a checked runbook. Pure.</summary>
public static class Planner
{
    /// <summary>The plan of a runbook that the language found no error in.</summary>
    public static Plan Plan(Runbook runbook) => throw new NotImplementedException();
}
