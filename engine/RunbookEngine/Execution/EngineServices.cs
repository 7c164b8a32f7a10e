using System.Collections.Immutable;
using RunbookEngine.Cluster;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>Everything that an engine needs from outside. There is no process-wide state beside it.</summary>
public sealed record EngineServices
{
    /// <summary>The journal.</summary>
    public required IRunStore Store { get; init; }

    /// <summary>Expressions.</summary>
    public required IExpressionEvaluator Expressions { get; init; }

    /// <summary>The handlers by the name of their tool.</summary>
    public required ImmutableDictionary<string, IStepHandler> Handlers { get; init; }

    /// <summary>The machine the engine runs on.</summary>
    public required ITransport Local { get; init; }

    /// <summary>The other machines.</summary>
    public ITransports Hosts { get; init; } = ITransports.None;

    /// <summary>The Kubernetes cluster.</summary>
    public ICluster Cluster { get; init; } = ICluster.None;

    /// <summary>What a run holds in that cluster.</summary>
    public IRunHold Hold { get; init; } = IRunHold.None;

    /// <summary>Gathers what explains a failure.</summary>
    public IFailureDiagnosis Diagnosis { get; init; } = IFailureDiagnosis.None;

    /// <summary>The folder beside the store where outputs too long for the journal are kept.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>What stands before paths on the engine's own disk, for steps that reach it without a transport. Default: nothing; a rehearsal has a folder there, so that no real file is touched.</summary>
    public string EngineRoot { get; init; } = "";

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How often the store is asked for what other processes want of the run. Default: 300 ms.</summary>
    public TimeSpan RequestInterval { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How often the new output of a running command is fetched for those who watch. Default: 200 ms.</summary>
    public TimeSpan OutputInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Randomness.</summary>
    public required Random Random { get; init; }

    /// <summary>This process.</summary>
    public required LeaseHolder Self { get; init; }

    /// <summary>Whether a holder of a lease is certainly gone, so that its run need not wait for the lease to run out.</summary>
    public required Func<LeaseHolder, bool> IsDead { get; init; }

    /// <summary>Who watches.</summary>
    public ImmutableArray<IRunObserver> Observers { get; init; } = [];

    /// <summary>The engine's own log.</summary>
    public IEngineLog Log { get; init; } = IEngineLog.Silent;

    /// <summary>Version of the engine.</summary>
    public required string EngineVersion { get; init; }

    /// <summary>Whether the journal gets marks by which other secrets are known at a resume. Default: yes. A rehearsal has no output to keep them out of, and repeats itself exactly.</summary>
    public bool KnowsSecretsAgain { get; init; } = true;
}
