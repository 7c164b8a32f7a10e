using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Language;

/// <summary>Writes workloads and budgets of a world; see <see cref="WorldText"/>.</summary>
internal static class WorkloadText
{
    public static string Of(WorldWorkload workload)
    {
        var usual = new WorldWorkload { Kind = workload.Kind, Name = workload.Name };
        var text = WorldText.Own(workload.Namespace, workload.Name);
        if (workload.Kind != WorkloadKind.Deployment)
            text.Add("kind", WorldFormat.Kinds[(int)workload.Kind]);
        if (workload.Replicas != usual.Replicas && workload.Kind != WorkloadKind.DaemonSet)
            text.Add("replicas", workload.Replicas);
        if (!IsUsual(workload.Labels, workload.Name))
            text.Add("labels", workload.Labels);
        if (workload.Cpu > 0)
            text.Add("cpu", ResourceAmount.OfCpu(workload.Cpu));
        if (workload.Memory > 0)
            text.Add("memory", ResourceAmount.OfBytes(workload.Memory));
        Time(text, "start", workload.Start, usual.Start);
        Time(text, "stop", workload.Stop, usual.Stop);
        Time(text, "termination-grace", workload.TerminationGrace, usual.TerminationGrace);
        Time(text, "duration", workload.Duration, usual.Duration);
        Flag(text, "empty-dir", workload.HasEmptyDir);
        if (!workload.NodeSelector.IsEmpty)
            text.Add("node-selector", workload.NodeSelector);
        Flag(text, "tolerates-all", workload.ToleratesAll);
        Flag(text, "spread", workload.IsSpread);
        if (workload.Node is { } node)
            text.Add("node", node);
        return text.ToString();
    }

    public static string Of(WorldBudget budget)
    {
        var text = WorldText.Own(budget.Namespace, budget.Name);
        if (!IsUsual(budget.Selector, budget.Name))
            text.Add("selector", budget.Selector);
        if (budget.MinAvailable is { } least)
            text.Raw("min-available", least.ToString());
        if (budget.MaxUnavailable is { } most)
            text.Raw("max-unavailable", most.ToString());
        Flag(text, "evicts-unhealthy", budget.EvictsUnhealthy);
        return text.ToString();
    }

    private static bool IsUsual(ImmutableArray<KeyValuePair<string, string>> labels, string name) => labels is [{ Key: "app" } only] && only.Value == name;

    private static void Time(FlowText text, string key, TimeSpan time, TimeSpan usual)
    {
        if (time != usual)
            text.Raw(key, Durations.Format(time));
    }

    private static void Flag(FlowText text, string key, bool isOn)
    {
        if (isOn)
            text.Raw(key, "true");
    }
}
