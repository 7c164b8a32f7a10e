using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>Something that is not as it should be.</summary>
/// <param name="Check">Which check found it, as <c>skip</c> takes it.</param>
/// <param name="Object">What it is about: <c>node w1</c>.</param>
/// <param name="Problem">What is not good.</param>
internal sealed record HealthFinding(string Check, string Object, string Problem)
{
    public const string Nodes = "nodes";
    public const string Leases = "leases";
    public const string ControlPlane = "control-plane";
    public const string ApiServer = "api-server";
    public const string DaemonSets = "daemon-sets";
    public const string Deployments = "deployments";
    public const string PendingPods = "pending-pods";

    /// <summary>What is not well where that is no single object.</summary>
    public const string Cluster = "cluster";

    /// <summary>The names of all checks.</summary>
    public static string[] Checks { get; } = [Nodes, Leases, ControlPlane, ApiServer, DaemonSets, Deployments, PendingPods];

    /// <summary>For people.</summary>
    public string Line => $"{Object}: {Problem}";

    /// <summary>As an output of a step.</summary>
    public static Value List(IEnumerable<HealthFinding> findings) => new Value.List([.. findings.Select(static f => (Value)OutputMap.Of(
        ("check", OutputMap.Text(f.Check)),
        ("object", OutputMap.Text(f.Object)),
        ("problem", OutputMap.Text(f.Problem))))]);
}
