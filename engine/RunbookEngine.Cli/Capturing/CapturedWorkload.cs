using System.Collections.Immutable;
using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Capturing;

/// <summary>Takes a workload out of the API's object. Pure.</summary>
internal static class CapturedWorkload
{
    /// <summary>The workload; null when it makes no pods.</summary>
    public static WorldWorkload? Of(string kind, JsonElement workload)
    {
        var replicas = kind == "Job" ? workload.Number("status", "active") ?? 0 : workload.Number("spec", "replicas") ?? 1;
        if (replicas == 0)
            return null;
        return Template(workload.At("spec", "template"), new()
        {
            Kind = Enum.Parse<WorkloadKind>(kind), Namespace = workload.ObjectNamespace(), Name = workload.ObjectName(), Replicas = kind == "DaemonSet" ? 1 : (int)replicas,
        });
    }

    /// <summary>A pod that nothing makes anew; null for all others.</summary>
    public static WorldWorkload? Bare(JsonElement pod)
    {
        if (pod.Items("metadata", "ownerReferences").Any() || pod.Annotation("kubernetes.io/config.mirror") is not null || pod.Text("status", "phase") != "Running")
            return null;
        return Template(pod, new() { Kind = WorkloadKind.Pod, Namespace = pod.ObjectNamespace(), Name = pod.ObjectName(), Node = pod.Text("spec", "nodeName") });
    }

    private static WorldWorkload Template(JsonElement template, WorldWorkload workload)
    {
        var containers = template.Items("spec", "containers").ToArray();
        var grace = TimeSpan.FromSeconds(template.Number("spec", "terminationGracePeriodSeconds") ?? 30);
        return workload with
        {
            Labels = [.. template.Texts("metadata", "labels").OrderBy(static l => l.Key, StringComparer.Ordinal)],
            Cpu = containers.Sum(static c => ResourceAmount.TryParseCpu(c.Text("resources", "requests", "cpu"), out var cpu) ? cpu : 0),
            Memory = containers.Sum(static c => ResourceAmount.TryParseBytes(c.Text("resources", "requests", "memory"), out var memory) ? memory : 0),
            Start = workload.Start + TimeSpan.FromSeconds(containers.Select(static c => c.Number("readinessProbe", "initialDelaySeconds") ?? 0).DefaultIfEmpty().Max()),
            Stop = grace < workload.Stop ? grace : workload.Stop,
            TerminationGrace = grace,
            HasEmptyDir = template.Items("spec", "volumes").Any(static v => v.Has("emptyDir")),
            NodeSelector = [.. template.Texts("spec", "nodeSelector").Where(static s => s.Key is not ("kubernetes.io/os" or "kubernetes.io/arch")).OrderBy(static s => s.Key, StringComparer.Ordinal)],
            ToleratesAll = template.Items("spec", "tolerations").Any(static t => t.Text("operator") == "Exists" && t.Text("key").Length == 0),
            IsSpread = template.Items("spec", "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution").Any(static t => t.Text("topologyKey") == "kubernetes.io/hostname"),
        };
    }
}
