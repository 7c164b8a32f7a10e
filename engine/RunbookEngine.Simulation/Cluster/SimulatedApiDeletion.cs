using System.Text.Json.Nodes;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>How objects go: at once, when what holds them lets go, or when a kubelet has stopped them.</summary>
public partial class SimulatedApi
{
    private readonly HashSet<ApiObject> _going = [];
    private readonly Dictionary<ApiObject, long> _stops = [];
    private long _stop;

    /// <summary>How long the kubelet takes to stop a pod that is to go; null: it never will.</summary>
    internal virtual TimeSpan? TimeToStop(ApiObject pod) => TimeSpan.Zero;

    /// <summary>The object that a reference to an owner means; null when it is not there.</summary>
    internal ApiObject? OwnerOf(JsonObject reference, ApiObject of)
    {
        if (reference["kind"] is not { } kind || KindOfName((string)kind!, (string?)reference["apiVersion"] ?? "v1") is not { } known)
            return null;
        return Shelf(known).Find(known.IsNamespaced ? $"{of.Space}/{reference["name"]}" : (string)reference["name"]!);
    }

    /// <summary>Deletes; true while something still holds the object.</summary>
    internal bool Delete(ApiObject item, long? asked)
    {
        // As the server does: a pod that runs gets its own time unless another is asked for, and one that never ran none.
        var grace = item.Kind.Plural == "pods" && item.Node.Length > 0 && item.Phase is not ("Succeeded" or "Failed")
            ? asked ?? item.Json["spec"]?["terminationGracePeriodSeconds"].Number() ?? 30
            : 0;
        if (grace == 0 && !item.IsHeld)
        {
            Erase(item);
            return false;
        }

        if (item.IsGoing && grace >= (item.Meta["deletionGracePeriodSeconds"].Number() ?? 0))
            return true;
        _stops.Remove(item);
        Change(item, json =>
        {
            json.Meta()["deletionTimestamp"] = ObjectJson.Stamp(Agenda.Now.AddSeconds(grace));
            json.Meta()["deletionGracePeriodSeconds"] = grace;
        });
        BeginStops();
        return true;
    }

    /// <summary>Kubelets begin to stop what is to go, each once.</summary>
    internal void BeginStops()
    {
        if (_going.Count == 0)
            return;
        foreach (var pod in _going)
        {
            if (_stops.ContainsKey(pod))
                continue;
            var stop = _stops[pod] = ++_stop;
            if (TimeToStop(pod) is { } time)
                Agenda.In(time, () => Stop(pod, stop));
        }

        _going.Clear();
    }

    /// <summary>Kubelets that can stop pods again begin anew.</summary>
    internal void StopAgain(ApiObject pod)
    {
        _stops.Remove(pod);
        _going.Add(pod);
        BeginStops();
    }

    private void Stop(ApiObject pod, long stop)
    {
        if (_stops.GetValueOrDefault(pod) != stop || Shelf(pod.Kind).Find(pod.FullName) != pod)
            return;
        _stops.Remove(pod);
        pod.HasStopped = true;
        if (!pod.IsHeld)
            Erase(pod);
    }
}
