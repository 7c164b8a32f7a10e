using System.Diagnostics;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Lab.Faults;

/// <summary>One run of one kind of step on one node, struck by one fault, and brought to its end as an operator would.</summary>
internal sealed class FaultRun(LabMachines lab, string node, Fault fault, StepKind kind, FaultFiles files, Random random, TimeSpan longest)
{
    private const int MostResumes = 6;

    private readonly List<string> _failures = [];
    private int _resumes;
    private int _questions;

    /// <summary>What was said and done, for the log of a run that went wrong.</summary>
    public List<string> Story { get; } = [];

    public async Task<FaultOutcome> RunAsync()
    {
        await PrepareAsync();
        using var folder = new ProofFolder { Through = LabScript.Through }.Write("matrix.yaml", kind.Runbook(node, files));
        using var engine = folder.Start(["run", "matrix.yaml", "--yes", "--inventory", lab.Inventory]);
        await Eventually.Holds(() => engine.HasEnded || (Lines("before") > 0 && kind.HasBegun(lab, node)));
        await Task.Delay(kind.Length * random.NextDouble());
        Story.Add($"{fault.Name} strikes {kind.Name} on {node}: {string.Join(' ', lab.Lines(node, "/var/log/matrix.log"))}");
        await fault.StrikeAsync(new(lab, node, engine, random, longest));
        var clock = Stopwatch.StartNew();
        await FinishAsync(folder, await engine.EndAsync(RunbookProgram.Patience));
        clock.Stop();
        return await JudgeAsync(folder, clock.Elapsed);
    }

    private async Task PrepareAsync()
    {
        await lab.NodeAsync("wait", node);
        await lab.InAsync(node, $"{SmallDisks.Unmount}; mkdir -p /srv/lab; rm -f /var/log/matrix.log");
        if (fault.NeedsSmallDisks)
            await lab.InAsync(node, SmallDisks.Mount);
        await kind.PrepareAsync(lab, node, files);
    }

    private async Task FinishAsync(ProofFolder folder, ProgramResult result)
    {
        while (result.Exit != 0)
        {
            Story.Add(result.ToString());
            Assert.True(++_resumes <= MostResumes, $"not done after {MostResumes} resumes:\n{string.Join('\n', Story)}");
            Assert.True(result.Exit is 1 or 3 or 137, $"exit {result.Exit}:\n{string.Join('\n', Story)}");
            result = await folder.RunAsync(["resume", .. await AnswersAsync(folder)]);
        }

        Story.Add(result.ToString());
    }

    /// <summary>What the operator says to a question, having looked at the node.</summary>
    private async Task<string[]> AnswersAsync(ProofFolder folder)
    {
        var state = (await folder.StateAsync())!;
        _failures.AddRange(state.Steps.Values.Where(static s => s is { Status: StepStatus.Failed, Failure: not null }).Select(static s => s.Failure!.Code));
        var asked = state.Steps.Where(static s => s.Value.Wait is { Kind: WaitKind.Doubt }).Select(static s => s.Key).ToArray();
        _questions += asked.Length;
        if (asked.Length == 0)
            return [];
        await lab.NodeAsync("wait", node);
        var answers = new List<string>();
        foreach (var path in asked)
            answers.AddRange(["--resolve", $"{path}={(await WasDoneAsync(path) ? "done" : "retry")}"]);
        Story.Add(string.Join(' ', answers));
        return [.. answers];
    }

    private async Task<bool> WasDoneAsync(StepPath path) => path.Value.Split('/')[^1] switch
    {
        "struck" => await kind.IsDoneAsync(lab, node, files),
        var neighbour => Lines(neighbour) > 0,
    };

    private async Task<FaultOutcome> JudgeAsync(ProofFolder folder, TimeSpan recovery)
    {
        await lab.NodeAsync("wait", node);
        var state = (await folder.StateAsync())!;
        Assert.Equal(RunStatus.Succeeded, state.Status);
        return new()
        {
            Fault = fault.Name,
            Kind = kind.Name,
            Resumes = _resumes,
            Questions = _questions,
            Failures = [.. _failures],
            Attempts = state.Steps.Single(static s => s.Key.Value.EndsWith("/struck", StringComparison.Ordinal)).Value.Attempt,
            Effects = await kind.CountAsync(lab, node),
            Neighbours = (Lines("before"), Lines("after")),
            Recovery = recovery,
        };
    }

    private int Lines(string line) => lab.Lines(node, "/var/log/matrix.log").Count(l => l == line);
}
