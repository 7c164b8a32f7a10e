using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubectl.Nodes;

/// <summary>What of a node matters to those who cordon it. Pure.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its <c>resourceVersion</c>.</param>
/// <param name="IsCordoned">Whether new pods are kept away.</param>
/// <param name="CordonedBy">The run that cordoned it; empty when that was somebody else, or it takes pods.</param>
internal sealed record NodeState(string Name, string Version, bool IsCordoned, string CordonedBy)
{
    /// <summary>The annotation that names the run which cordoned a node. It is set in the same change, so neither is ever there alone.</summary>
    public const string Annotation = "runbook-engine/cordoned-by";

    /// <summary>As whom the engine changes objects.</summary>
    public const string Manager = "runbook-engine";

    public static NodeState Of(JsonElement node)
    {
        var isCordoned = node.Flag("spec", "unschedulable");
        var annotation = node.Annotation(Annotation) ?? "";
        return new(node.ObjectName(), node.Text("metadata", "resourceVersion"), isCordoned, isCordoned && !IsOfOthers(node) ? annotation : "");
    }

    /// <summary>Whether a run may uncordon it.</summary>
    public bool IsOf(RunId run) => IsCordoned && CordonedBy == run.Value;

    /// <summary>For people.</summary>
    public string Who => CordonedBy.Length > 0 ? $"run {CordonedBy}" : "somebody else";

    /// <summary>
    /// Whether somebody uncordoned the node and cordoned it again after the run did: then the annotation is still there, and the server says that another manages the field.
    /// </summary>
    private static bool IsOfOthers(JsonElement node)
    {
        var managers = node.Items("metadata", "managedFields").Where(static m => m.Has("fieldsV1", "f:spec", "f:unschedulable")).Select(static m => m.Text("manager")).ToArray();
        return managers.Length > 0 && !managers.Contains(Manager);
    }
}
