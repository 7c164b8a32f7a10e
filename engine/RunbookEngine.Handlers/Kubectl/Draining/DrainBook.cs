using System.Collections.Immutable;
using System.Globalization;

namespace RunbookEngine.Handlers.Kubectl.Draining;

/// <summary>
/// What one call of a drain knows of its pods: whom it has asked to go, why the rest may not, and when to ask again. Nothing in it is needed to go on after a crash: the next call looks at
/// the server. Pure but for what it is told.
/// </summary>
/// <param name="before">How many pods there were when the attempt began.</param>
/// <param name="pause">How long to wait before a refused pod is asked for again.</param>
internal sealed class DrainBook(long before, TimeSpan pause)
{
    private readonly Dictionary<string, DateTimeOffset> _notBefore = [];
    private readonly Dictionary<string, string> _reasons = [];
    private readonly Dictionary<string, string> _failed = [];
    private readonly HashSet<string> _going = [];
    private readonly HashSet<string> _seen = [];

    /// <summary>How many evictions a budget refused.</summary>
    public int Refused { get; private set; }

    /// <summary>What can never be evicted, a line a pod.</summary>
    public ImmutableArray<string> Failed => [.. _failed.Values];

    /// <summary>Whether a pod is to be asked for now.</summary>
    public bool IsDue(PodFacts pod, bool hasGrace, DateTimeOffset now)
    {
        if (_going.Contains(pod.Uid) || _failed.ContainsKey(pod.Uid))
            return false;
        // One that is on its way already is asked again only to give it another time to stop.
        return (!pod.IsTerminating || hasGrace) && (!_notBefore.TryGetValue(pod.Uid, out var time) || time <= now);
    }

    public void Go(PodFacts pod)
    {
        _going.Add(pod.Uid);
        _reasons.Remove(pod.Uid);
    }

    public void Refuse(PodFacts pod, string reason, bool byBudget, DateTimeOffset now)
    {
        Refused += byBudget ? 1 : 0;
        _reasons[pod.Uid] = reason;
        _notBefore[pod.Uid] = now + pause;
    }

    public void Fail(PodFacts pod, string reason) => _failed[pod.Uid] = $"{pod.FullName}: {reason}";

    /// <summary>How many pods have gone, and how many there were. A resumed drain counts those that went before.</summary>
    public (long Gone, long Of) Count(IReadOnlyCollection<PodFacts> pending)
    {
        foreach (var pod in pending)
            _seen.Add(pod.Uid);
        var all = Math.Max(before, _seen.Count);
        return (all - pending.Count, all);
    }

    /// <summary>How far it is: <c>drained 7 of 12, waiting for default/web-1: PDB default/web allows 0</c>.</summary>
    public string Standing(DrainPlan plan, DateTimeOffset now)
    {
        var pending = plan.Pending.ToArray();
        var (gone, all) = Count(pending);
        var lines = pending.Select(p => (p.FullName, Reason: ReasonOf(p, plan, now))).OrderBy(static p => p.Reason.Length == 0).ToArray();
        var shown = lines.Take(3).Select(static p => p.Reason.Length == 0 ? p.FullName : $"{p.FullName}: {p.Reason}");
        var more = lines.Length > 3 ? string.Create(CultureInfo.InvariantCulture, $" and {lines.Length - 3} more") : "";
        var drained = string.Create(CultureInfo.InvariantCulture, $"drained {gone} of {all}");
        return lines.Length == 0 ? drained : $"{drained}, waiting for {string.Join("; ", shown)}{more}";
    }

    /// <summary>Why each pod is still there, a line a pod.</summary>
    public ImmutableArray<string> Reasons(DrainPlan plan, DateTimeOffset now) => [.. plan.Pending.Select(p => $"{p.FullName}: {Reason(p, plan, now)}")];

    private string Reason(PodFacts pod, DrainPlan plan, DateTimeOffset now) => ReasonOf(pod, plan, now) is { Length: > 0 } reason ? reason : "its turn has not come";

    private string ReasonOf(PodFacts pod, DrainPlan plan, DateTimeOffset now)
    {
        if (plan.ToAwait.Contains(pod))
            return "it comes to its end by itself";
        if (pod.IsTerminating && !pod.Finalizers.IsEmpty)
            return $"it is stopped, and held by the finalizers {string.Join(", ", pod.Finalizers)}";
        if (pod.DeletedBy is { } by)
            return now > by ? $"it should have stopped at {by:HH:mm:ss} UTC; is its kubelet alive?" : $"it is stopping, until {by:HH:mm:ss} UTC at the latest";
        return _reasons.GetValueOrDefault(pod.Uid, "");
    }
}
