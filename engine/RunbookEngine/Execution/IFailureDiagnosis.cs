using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>Gathers, right after a step failed for good, what a person would look at first.</summary>
public interface IFailureDiagnosis
{
    /// <summary>Gathers nothing.</summary>
    static IFailureDiagnosis None { get; } = new NoDiagnosis();

    /// <summary>Looks, and changes nothing. Bounded in time by the caller; whatever it throws is logged, and the failure stands without it.</summary>
    /// <returns>Lines to put under the failure, the place of a bundle among them; none when there is nothing to say.</returns>
    Task<ImmutableArray<string>> ExamineAsync(FailedStep step, CancellationToken cancellation);

    private sealed class NoDiagnosis : IFailureDiagnosis
    {
        public Task<ImmutableArray<string>> ExamineAsync(FailedStep step, CancellationToken cancellation) => Task.FromResult(ImmutableArray<string>.Empty);
    }
}

/// <summary>A step that failed.</summary>
/// <param name="Run">The run.</param>
/// <param name="Path">The step.</param>
/// <param name="Tool">Its tool.</param>
/// <param name="Node">The node of the cluster that it was about: the target of its lane; null when it was about none.</param>
/// <param name="Failure">How.</param>
public sealed record FailedStep(RunId Run, StepPath Path, string Tool, string? Node, StepFailure Failure)
{
    /// <summary>Commands on that node, which only look; null when it cannot be reached that way.</summary>
    public ICommands? Commands { get; init; }
}
