using System.Diagnostics;
using RunbookEngine.Model;
using RunbookEngine.Tests.Lab.Faults;
using RunbookEngine.Tests.Proofs;
using Fault = RunbookEngine.Tests.Lab.Faults.Fault;

namespace RunbookEngine.Tests.Lab;

/// <summary>A shipped runbook over the lab's nodes, undisturbed or struck by a fault at a random moment, and brought to its end.</summary>
/// <param name="lab">The machines.</param>
/// <param name="runbook">The name of a file in <c>runbooks/</c>.</param>
/// <param name="inputs">Each <c>NAME=VALUE</c>.</param>
internal sealed class MainJob(LabMachines lab, string runbook, params string[] inputs)
{
    /// <summary>How long a cable stays out or a node frozen.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>When the fault may strike: within so long after the engine started to work on hosts.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Whether it waits for a yes before it changes anything; faults strike after that.</summary>
    public bool AsksFirst { get; init; }

    /// <summary>What an operator sees who looks at a node whether a step in doubt was done.</summary>
    public Func<StepPath, Task<bool>> WasDone { get; init; } = static _ => Task.FromResult(false);

    /// <summary>Runs it to its end.</summary>
    /// <param name="fault">Strikes once; null: none.</param>
    /// <param name="node">Where.</param>
    /// <param name="random">When.</param>
    public async Task<Operator> RunAsync(Fault? fault, string node, Random random)
    {
        using var folder = new ProofFolder { Through = LabScript.Through };
        var person = new Operator(folder, WasDone);
        var clock = Stopwatch.StartNew();
        string[] words = ["run", Path.Combine(Repository.Root, "runbooks", runbook), "--yes", "--inventory", lab.Inventory, .. inputs.SelectMany(static i => new[] { "--input", i })];
        if (AsksFirst)
        {
            person.Story.Add((await folder.RunAsync(words)).Exits(3).ToString());
            person.Story.Add((await folder.RunAsync(["approve"])).Exits(0).ToString());
            words = ["resume"];
        }

        using var engine = folder.Start(words);
        if (fault is not null)
        {
            await Task.Delay(Within * random.NextDouble());
            person.Story.Add($"{fault.Name} strikes {node} after {clock.Elapsed.TotalSeconds:F1} s");
            await fault.StrikeAsync(new(lab, node, engine, random, Longest));
        }

        await person.FinishAsync(await engine.EndAsync(RunbookProgram.Patience));
        person.Story.Add($"done after {clock.Elapsed.TotalSeconds:F1} s, {person.Resumes} resumes, {person.Questions} questions; {string.Join(", ", person.Failures)}");
        return person;
    }
}
