using System.Diagnostics;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Lab.Faults;

/// <summary>One run of one kind of step on one node, struck by one fault, and brought to its end as an operator would.</summary>
internal sealed class FaultRun(LabMachines lab, string node, Fault fault, StepKind kind, FaultFiles files, Random random, TimeSpan longest)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private Operator? _operator;
    private bool _wasAtWork;

    /// <summary>What was said and done, for the log of a run that went wrong.</summary>
    public string Story => $"{_operator}";

    public async Task<FaultOutcome> RunAsync()
    {
        await PrepareAsync();
        using var folder = new ProofFolder { Through = LabScript.Through }.Write("matrix.yaml", kind.Runbook(node, files));
        _operator = new Operator(folder, WasDoneAsync);
        using var engine = folder.Start(["run", "matrix.yaml", "--yes", "--inventory", lab.Inventory]);
        await Eventually.Holds(() => engine.HasEnded || (Says(engine, "started") && kind.HasBegun(lab, node)), s_patience);
        await Task.Delay(kind.Length * random.NextDouble());
        _wasAtWork = Says(engine, "started") && !Says(engine, "succeeded") && !Says(engine, "failed");
        _operator.Story.Add($"{fault.Name} strikes {kind.Name} on {node}, whose lines are: {string.Join(' ', lab.Lines(node, StepKind.Log))}");
        await fault.StrikeAsync(new(lab, node, engine, random, longest));
        var clock = Stopwatch.StartNew();
        await _operator.FinishAsync(await engine.EndAsync(RunbookProgram.Patience));
        return await JudgeAsync(folder, clock.Elapsed);
    }

    private async Task PrepareAsync()
    {
        await lab.NodeAsync("wait", node);
        await lab.InAsync(node, $"{SmallDisks.Unmount}; mkdir -p /srv/lab; rm -f {StepKind.Log}");
        if (fault.NeedsSmallDisks)
            await lab.InAsync(node, SmallDisks.Mount);
        await kind.PrepareAsync(lab, node, files);
    }

    /// <summary>What an operator sees who looks at the node.</summary>
    private async Task<bool> WasDoneAsync(StepPath path)
    {
        await lab.NodeAsync("wait", node);
        return path.Value.Split('/')[^1] is "before" or "after" ? Lines(path.Value.Split('/')[^1]) > 0 : await kind.IsDoneAsync(lab, node, files);
    }

    private async Task<FaultOutcome> JudgeAsync(ProofFolder folder, TimeSpan recovery)
    {
        await lab.NodeAsync("wait", node);
        var state = (await folder.StateAsync())!;
        Assert.Equal(RunStatus.Succeeded, state.Status);
        return new()
        {
            Fault = fault.Name,
            Kind = kind.Name,
            WasAtWork = _wasAtWork,
            Resumes = _operator!.Resumes,
            Questions = _operator.Questions,
            Failures = [.. _operator.Failures],
            Attempts = state.Steps.Single(static s => IsStruck(s.Key)).Value.Attempt,
            Effects = await kind.CountAsync(lab, node, fault),
            Neighbours = (Lines("before"), Lines("after")),
            Recovery = recovery,
        };
    }

    private static bool IsStruck(StepPath path) => path.Value.EndsWith("/struck", StringComparison.Ordinal);

    private static bool Says(RunningProgram engine, string what) =>
        engine.Said.Split('\n').Any(l => l.Contains("/struck ", StringComparison.Ordinal) && l.Contains($" {what}", StringComparison.Ordinal));

    private int Lines(string line) => lab.Lines(node, StepKind.Log).Count(l => l == line);
}
