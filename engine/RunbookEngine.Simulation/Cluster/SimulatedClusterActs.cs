namespace RunbookEngine.Simulation.Cluster;

/// <summary>What others do to a cluster, and what befalls it.</summary>
public sealed partial class SimulatedCluster
{
    /// <summary>Another actor cordons a node, or uncordons it.</summary>
    public void Cordon(string node, bool isCordoned) => Edit("nodes", node, n =>
    {
        n.Spec().Remove("unschedulable");
        if (isCordoned)
            n.Spec()["unschedulable"] = true;
    });

    /// <summary>A node is deleted behind everybody's back.</summary>
    public void RemoveNode(string node) => Take("nodes", node);

    /// <summary>Another actor deletes a pod of a workload, the first by name that is not going yet; its controller makes another one.</summary>
    /// <param name="workload">As <c>namespace/name</c>.</param>
    public void DeletePodOf(string workload)
    {
        lock (Gate)
        {
            CatchUp();
            var pods = _workloads.Values.Where(w => (w.Parent ?? w).Item.FullName == workload).SelectMany(static w => w.Pods);
            if (pods.Where(static p => !p.IsGoing).MinBy(static p => p.Name, StringComparer.Ordinal) is { } pod)
                Delete(pod, null);
        }
    }

    /// <summary>A budget allows no eviction, whatever its pods do, until it is let go.</summary>
    /// <param name="budget">As <c>namespace/name</c>.</param>
    /// <param name="isBlocked">Whether it blocks from now on.</param>
    public void BlockBudget(string budget, bool isBlocked)
    {
        lock (Gate)
        {
            CatchUp();
            Budgets.Refresh();
            if (Find("poddisruptionbudgets", budget) is not { } item)
                throw new ArgumentException($"there is no budget {budget}");
            Budgets.Thaw(budget);
            Change(item, json =>
            {
                if (isBlocked)
                    (json.Status()["desiredHealthy"], json.Status()["disruptionsAllowed"]) = (json.Status()["expectedPods"]?.DeepClone(), 0L);
            });
            if (isBlocked)
                Budgets.Freeze(budget);
        }
    }

    /// <summary>A node's kubelet runs, but does not report Ready until it is healed: at once, and after each of its starts.</summary>
    public void NeverReady(string node, bool isIll)
    {
        lock (Gate)
        {
            CatchUp();
            var machine = NodeOf(node);
            machine.IsIll = isIll;
            // One that has not joined has nothing to report, and would be registered by it.
            if (machine is { IsAlive: true, Item: not null })
                Follow(machine);
        }
    }
}
