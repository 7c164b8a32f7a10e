using RunbookEngine.Cluster;
using RunbookEngine.Language;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Engine;

/// <summary>Makes plans, and tells what stands in their way as it tells an author's mistakes.</summary>
internal static class Plans
{
    /// <summary>The plan of a runbook with all its lanes.</summary>
    /// <exception cref="UsageException">Hosts are missing, or settings such as <c>batches</c> make no sense with these inputs.</exception>
    public static Plan Make(Runbook runbook, Value.Map inputs, Value.Map environment, Inventory inventory, IReadOnlyCollection<ClusterNode>? nodes, Value.Map? frozen = null)
    {
        try
        {
            var plan = Planner.Plan(runbook, new() { Expressions = RunbookTexts.Expressions, Inputs = inputs, Environment = environment, Inventory = inventory, Nodes = nodes, Frozen = frozen });
            var hosts = NodeHosts.With(inventory, plan.Targets);
            if (frozen is null && plan.Nodes.FirstOrDefault(n => IsUnknown(n, hosts)) is { } lost)
                throw new PlanException(lost.On!.Span, $"the inventory has no host `{lost.On.Content}`", Hint(lost.On.Content, inventory));
            return plan;
        }
        catch (PlanException wrong)
        {
            throw Wrong(runbook, wrong);
        }
    }

    /// <summary>A host that a step names itself; those of targets were looked up by the planner.</summary>
    private static bool IsUnknown(PlanNode node, Inventory inventory) =>
        node.On is { Kind: TemplateKind.Literal, Content: not "local" } host && inventory.Find(host.Content) is null;

    private static string Hint(string host, Inventory inventory) =>
        inventory.File is null
            ? "write an inventory.yaml beside you, or name one with `--inventory FILE`"
            : NearestWord.Hint(host, inventory.Hosts.Select(static h => h.Name)) ?? "`runbook inventory` lists those that it has; add it, or mend `on`";

    /// <summary>What keeps a runbook from being run, with its place in it.</summary>
    public static UsageException Wrong(Runbook runbook, PlanException wrong) =>
        new($"{runbook.Name} cannot be run with what is given; nothing was started", "`runbook explain CODE` tells more of a code")
        {
            Diagnostics = [new(DiagnosticCatalog.NoPlan, Severity.Error, wrong.Message, wrong.Span, wrong.Hint)],
            Sources = runbook.Sources,
        };
}
