using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Lab;

/// <summary>
/// A person who brings a run to its end: approves what is asked for, answers a doubt by looking at the node, and says <c>resume</c> after a failure. Keeps
/// account of how often that was needed.
/// </summary>
/// <param name="folder">Where the run's store is.</param>
/// <param name="wasDone">Looks at the node whether a step in doubt was done.</param>
internal sealed class Operator(ProofFolder folder, Func<StepPath, Task<bool>> wasDone)
{
    private const int MostResumes = 8;

    private readonly List<string> _failures = [];

    /// <summary>How often <c>resume</c> was said.</summary>
    public int Resumes { get; private set; }

    /// <summary>How many doubts were answered.</summary>
    public int Questions { get; private set; }

    /// <summary>The codes of failures that were told before a resume, with their steps.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>What was said and done, for the log of a run that went wrong.</summary>
    public List<string> Story { get; } = [];

    /// <summary>Goes on from how a process ended until the run has succeeded.</summary>
    public async Task FinishAsync(ProgramResult result)
    {
        Story.Add(result.ToString());
        while (result.Exit != 0)
        {
            Assert.True(result.Exit is 1 or 3 or 137, $"exit {result.Exit}:\n{this}");
            var state = (await folder.StateAsync())!;
            // Killed after its last event: nothing is left to do.
            if (result.Exit == 137 && state.Status == RunStatus.Succeeded)
                return;
            Assert.True(++Resumes <= MostResumes, $"not done after {MostResumes} resumes:\n{this}");
            result = await GoOnAsync(state);
            Story.Add(result.ToString());
        }
    }

    public override string ToString() => string.Join('\n', Story);

    private async Task<ProgramResult> GoOnAsync(RunState state)
    {
        _failures.AddRange(state.Steps.Where(static s => s.Value is { Status: StepStatus.Failed, Failure.Code: not "max-failures" and not "step-failed" }).Select(static s => $"{s.Key}: {s.Value.Failure!.Code}"));
        if (state.Steps.Values.Any(static s => s.Wait is { Kind: WaitKind.Approval }))
            Story.Add((await folder.RunAsync(["approve"])).Exits(0).ToString());
        var answers = new List<string>();
        foreach (var path in state.Steps.Where(static s => s.Value.Wait is { Kind: WaitKind.Doubt }).Select(static s => s.Key))
            answers.AddRange(["--resolve", $"{path}={(await wasDone(path) ? "done" : "retry")}"]);
        Questions += answers.Count / 2;
        Story.Add($"resume {string.Join(' ', answers)}");
        return await folder.RunAsync(["resume", .. answers]);
    }
}
