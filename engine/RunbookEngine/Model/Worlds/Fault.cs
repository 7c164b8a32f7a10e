namespace RunbookEngine.Model;

/// <summary>
/// Something that goes wrong in a rehearsal: what, where, when and for how long. <see cref="FaultText"/> writes one as the command line takes it.
/// </summary>
public abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>When it begins.</summary>
    public required FaultMoment Moment { get; init; }

    /// <summary>How long it lasts; null: for ever, or what happens in one instant has no length.</summary>
    public TimeSpan? Length { get; init; }

    /// <summary>Where it stands in its file.</summary>
    public SourceSpan Span { get; init; } = SourceSpan.None;

    /// <summary>The word for it, such as <c>power-loss</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The engine is killed; it is started again, and the run resumed, once <see cref="Length"/> is over. Hosts and cluster go on meanwhile.</summary>
    public sealed record EngineCrash : Fault
    {
        /// <inheritdoc/>
        public override string Kind => "engine-crash";
    }

    /// <summary>The connection to a host breaks, and none can be made. Commands on the host go on.</summary>
    /// <param name="Host">The host.</param>
    public sealed record ConnectionLost(string Host) : Fault
    {
        /// <inheritdoc/>
        public override string Kind => "connection-lost";
    }

    /// <summary>A machine stops in the middle of what it does, and is started again once <see cref="Length"/> is over; without a length it stays down.</summary>
    /// <param name="Host">The machine.</param>
    public sealed record PowerLoss(string Host) : Fault
    {
        /// <inheritdoc/>
        public override string Kind => "power-loss";
    }

    /// <summary>Somebody reboots a machine.</summary>
    /// <param name="Host">The machine.</param>
    public sealed record Reboot(string Host) : Fault
    {
        /// <inheritdoc/>
        public override string Kind => "reboot";
    }

    /// <summary>A machine's disk has no room left.</summary>
    /// <param name="Host">The machine.</param>
    public sealed record DiskFull(string Host) : Fault
    {
        /// <inheritdoc/>
        public override string Kind => "disk-full";
    }

    /// <summary>The repository lacks a package.</summary>
    /// <param name="Package">Its name.</param>
    /// <param name="Host">The machine that does not see it; null: none does.</param>
    public sealed record PackageMissing(string Package, string? Host = null) : Fault
    {
        /// <inheritdoc/>
        public override string Kind => "package-missing";
    }

    /// <summary>Another program holds the lock of dpkg.</summary>
    /// <param name="Host">The machine.</param>
    public sealed record DpkgLock(string Host) : Fault
    {
        /// <inheritdoc/>
        public override string Kind => "dpkg-lock";
    }

    /// <summary>A PodDisruptionBudget allows no eviction.</summary>
    /// <param name="Budget"><c>namespace/name</c>.</param>
    public sealed record PdbBlocks(string Budget) : Fault
    {
        /// <inheritdoc/>
        public override string Kind => "pdb-blocks";
    }

    /// <summary>No API server answers.</summary>
    public sealed record ApiGone : Fault
    {
        /// <inheritdoc/>
        public override string Kind => "api-gone";
    }

    /// <summary>Every request takes longer.</summary>
    /// <param name="By">By how much.</param>
    public sealed record ApiSlow(TimeSpan By) : Fault
    {
        /// <inheritdoc/>
        public override string Kind => "api-slow";
    }

    /// <summary>Every request is refused.</summary>
    /// <param name="Status">429, or 500 to 599.</param>
    public sealed record ApiRefuses(int Status) : Fault
    {
        /// <inheritdoc/>
        public override string Kind => "api-refuses";
    }

    /// <summary>A clock is set; what waits for a time span does not notice.</summary>
    /// <param name="By">Forward, or back when it is negative.</param>
    /// <param name="Host">The machine; null: the one that the engine runs on.</param>
    public sealed record ClockJump(TimeSpan By, string? Host = null) : Fault
    {
        /// <inheritdoc/>
        public override string Kind => "clock-jump";
    }

    /// <summary>A node's kubelet does not report Ready.</summary>
    /// <param name="Node">The node.</param>
    public sealed record NodeNotReady(string Node) : Fault
    {
        /// <inheritdoc/>
        public override string Kind => "node-not-ready";
    }

    /// <summary>Somebody else does something in the cluster at the same time.</summary>
    /// <param name="Act">What.</param>
    /// <param name="Target">The node, or the workload as <c>namespace/name</c> of which a pod is deleted.</param>
    public sealed record OtherActor(OtherAct Act, string Target) : Fault
    {
        /// <inheritdoc/>
        public override string Kind => "other-actor";
    }
}

/// <summary>What somebody else does.</summary>
public enum OtherAct
{
    /// <summary>Cordons a node.</summary>
    Cordons,

    /// <summary>Uncordons a node.</summary>
    Uncordons,

    /// <summary>Deletes a pod of a workload.</summary>
    Deletes,

    /// <summary>Brings a node's packages and kubelet to the newest version of its minor.</summary>
    Upgrades,
}

/// <summary>When a fault begins.</summary>
public abstract record FaultMoment
{
    private FaultMoment()
    {
    }

    /// <summary>At a step.</summary>
    /// <param name="Step">As <c>runbook plan</c> prints it: <c>upgrade[k2]/kubelet</c>.</param>
    /// <param name="Point">Where in the step.</param>
    public sealed record At(StepPath Step, FaultPoint Point) : FaultMoment;

    /// <summary>So long after the run was started, in virtual time.</summary>
    /// <param name="Delay">The time span.</param>
    public sealed record After(TimeSpan Delay) : FaultMoment;

    /// <summary>Right after the journal was written so many times, counted from 1 over all engines of the run.</summary>
    /// <param name="Number">The write.</param>
    public sealed record Write(int Number) : FaultMoment;
}

/// <summary>Where in a step a fault begins.</summary>
public enum FaultPoint
{
    /// <summary>Once the step's intent is in the journal, before it acts.</summary>
    Begin,

    /// <summary>While its command or its requests are under way.</summary>
    Middle,

    /// <summary>Once it has acted, before its outcome is in the journal.</summary>
    End,
}
