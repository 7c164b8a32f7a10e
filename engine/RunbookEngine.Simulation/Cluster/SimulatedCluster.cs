using System.Text.Json.Nodes;
using RunbookEngine.Cluster;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>
/// A cluster that lives: an API server with controllers, a scheduler and kubelets, in virtual time. It is built by the <c>Add</c> methods, after which all its pods run; hosts tell it what becomes of
/// their kubelets; faults and other actors reach into it. The same seed and the same requests at the same times give the same story.
/// </summary>
public sealed partial class SimulatedCluster : SimulatedApi
{
    private readonly TimeProvider _clock;

    /// <summary>A cluster without nodes, with the namespaces that every cluster has.</summary>
    /// <param name="clock">The world's clock.</param>
    /// <param name="random">The world's chance.</param>
    public SimulatedCluster(TimeProvider clock, Random random)
        : base(clock, random)
    {
        (_clock, Trouble, Metrics) = (clock, new(clock), "");
        AddKind(new("admissionregistration.k8s.io", ["v1"], "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", false));
        AddKind(new("admissionregistration.k8s.io", ["v1"], "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", false));
        foreach (var name in new[] { "default", "kube-node-lease", "kube-public", "kube-system" })
            AddNamespace(name);
    }

    /// <summary>How long a client that knows how to wait goes on trying (<c>KubernetesOptions.Patience</c>).</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a request takes on its way there, and its answer on the way back.</summary>
    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>What is wrong with the way to the API.</summary>
    public ApiTrouble Trouble { get; }

    internal override bool NeedsNamespaces => true;

    /// <inheritdoc/>
    public override async Task<ClusterAnswer> SendAsync(ClusterRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellation.ThrowIfCancellationRequested();
        var began = _clock.GetUtcNow();
        for (var pause = TimeSpan.FromMilliseconds(250); ; pause = pause < TimeSpan.FromSeconds(10) ? pause * 2 : pause)
        {
            await Task.Delay(Latency + Trouble.Slowness, _clock, cancellation);
            var (answer, isLost) = Attempt(request);
            await Task.Delay(Latency, _clock, cancellation);
            var isPatient = _clock.GetUtcNow() - began < Patience;
            if (!isLost && (answer is { Status: not (429 or >= 500) } || !isPatient || !IsWorthIt(answer!)))
                return answer!;
            if (isLost && (!isPatient || answer is not null && !request.IsRepeatable))
                throw Lost();
            await Task.Delay(pause, _clock, cancellation);
        }
    }

    internal override void Freshen(string plural, string? space = null, string? name = null)
    {
        base.Freshen(plural, space, name);
        if (plural is "deployments" or "replicasets" or "statefulsets" or "daemonsets" or "jobs")
            CountWorkloads(plural);
        else if (plural == "leases" && space is null or "kube-node-lease")
            RenewLeases(name is null ? InOrder() : _machines.TryGetValue(name, out var one) ? [one] : []);
    }

    internal override void OnStored(ApiObject item, bool isNew)
    {
        switch (item.Kind.Plural)
        {
            case "pods":
                Watch(item);
                break;
            case "nodes":
                Watch(NodeOf(item.Name), item);
                break;
            case "deployments" or "replicasets" or "statefulsets" or "daemonsets" or "jobs":
                WatchWorkload(item);
                break;
            case "secrets":
                WatchToken(item);
                break;
            default:
                WatchStorage(item);
                break;
        }
    }

    internal override void OnErased(ApiObject item)
    {
        switch (item.Kind.Plural)
        {
            case "pods":
                Leave(item);
                break;
            case "nodes":
                Forget(item);
                break;
            case "namespaces":
                foreach (var inside in AllObjects().Where(o => o.Space == item.Name).ToArray())
                    Erase(inside);
                break;
            case "deployments" or "replicasets" or "statefulsets" or "daemonsets" or "jobs":
                ForgetWorkload(item);
                break;
        }
    }

    internal override void OnEvicted(ApiObject pod)
    {
        if (pod.Life is PodLife { Owner: { } owner })
            (owner.Parent ?? owner).Moved++;
    }

    /// <summary>One try: the answer, and whether it was lost on its way back; no answer: the request never arrived.</summary>
    private (ClusterAnswer? Answer, bool IsLost) Attempt(ClusterRequest request)
    {
        if (Trouble.IsGone || !HasApiServer())
            return (null, true);
        return Trouble.Refusal() is { } refusal ? (refusal, false) : (Handle(request), Trouble.LosesAnswer());
    }

    /// <summary>What only says <em>not now</em>; a budget's refusal and a plain 500 say more than that.</summary>
    private static bool IsWorthIt(ClusterAnswer answer) => answer.Status != 500 && !ClusterException.CausesOf(answer).Any(static c => c.Key == "DisruptionBudget");

    private static JsonObject Condition(string type, bool isTrue, string? reason = null, string? message = null)
    {
        var condition = new JsonObject { ["type"] = type, ["status"] = isTrue ? "True" : "False" };
        if (reason is not null)
            condition["reason"] = reason;
        if (message is not null)
            condition["message"] = message;
        return condition;
    }
}
