using RunbookEngine.Cluster;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>Puts under a failure what explains it, while the world still looks as it did.</summary>
internal sealed class StepDiagnosis(EngineServices services, RunId run, SecretMask mask)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>The failure with what was gathered; as it was when nothing could be.</summary>
    public async Task<StepFailure> AddAsync(StepFailure failure, PreparedStep step, AttemptFacts facts, CancellationToken detach)
    {
        if (ReferenceEquals(services.Diagnosis, IFailureDiagnosis.None) || ReferenceEquals(services.Cluster, ICluster.None) || step.Step.Secret)
            return failure;
        var node = step.Node.Lane?.Target;
        using var timeout = new StepDeadline(s_patience, services.Clock, detach);
        using var commands = node is not null && services.Hosts.Find(node) is { } host ? new StepCommands(services, host, facts, static _ => { }, detach) : null;
        try
        {
            var lines = await services.Diagnosis.ExamineAsync(new(run, step.Node.Path, step.Step.Tool, node, failure) { Commands = commands }, timeout.Token);
            return lines.IsEmpty ? failure : failure with { Details = [.. failure.Details, .. lines.Select(mask.Apply)] };
        }
        catch (Exception e) when (!detach.IsCancellationRequested)
        {
            services.Log.Write(LogLevel.Warning, run, step.Node.Path, "the failure could not be looked into", e);
            return failure;
        }
    }
}
