using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Engine;

/// <summary>Makes plans, and tells what stands in their way as it tells an author's mistakes.</summary>
internal static class Plans
{
    /// <summary>The plan of a runbook with all its lanes.</summary>
    /// <exception cref="UsageException">Hosts are missing, or settings such as <c>batches</c> make no sense with these inputs.</exception>
    public static Plan Make(Runbook runbook, Value.Map inputs, Value.Map environment, Inventory inventory, Value.Map? frozen = null)
    {
        try
        {
            return Planner.Plan(runbook, new() { Expressions = RunbookTexts.Expressions, Inputs = inputs, Environment = environment, Inventory = inventory, Frozen = frozen });
        }
        catch (PlanException wrong)
        {
            throw Wrong(runbook, wrong);
        }
    }

    /// <summary>What keeps a runbook from being run, with its place in it.</summary>
    public static UsageException Wrong(Runbook runbook, PlanException wrong) =>
        new($"{runbook.Name} cannot be run with what is given; nothing was started", "`runbook explain CODE` tells more of a code")
        {
            Diagnostics = [new(DiagnosticCatalog.NoPlan, Severity.Error, wrong.Message, wrong.Span, wrong.Hint)],
            Sources = runbook.Sources,
        };
}
