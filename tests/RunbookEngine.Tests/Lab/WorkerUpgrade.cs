using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Lab;

/// <summary>One run of <c>runbooks/worker-rolling-upgrade.yaml</c> on workers of the lab's cluster, and what it left behind on them.</summary>
internal sealed class WorkerUpgrade(KubernetesLab lab, params string[] nodes) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(8);

    public ProofFolder Folder { get; } = lab.NewFolder();

    /// <summary>Starts it, with inputs in the form <c>NAME=VALUE</c>.</summary>
    public RunningProgram Start(params string[] inputs) => Folder.Start(
    [
        "run", Path.Combine(Repository.Root, "runbooks", "worker-rolling-upgrade.yaml"), "--yes", "--inventory", lab.Inventory,
        "--input", $"version={KubernetesLab.New}", "--input", $"nodes=kubernetes.io/hostname in ({string.Join(',', nodes)})",
        .. inputs.SelectMany(static i => new[] { "--input", i }),
    ]);

    /// <summary>Runs it, or goes on with it, to its end.</summary>
    public static Task<ProgramResult> EndAsync(RunningProgram engine) => engine.EndAsync(s_patience);

    /// <summary>Goes on with it.</summary>
    public async Task<ProgramResult> ResumeAsync(params string[] words)
    {
        using var engine = Folder.Start(["resume", .. words]);
        return await EndAsync(engine);
    }

    /// <summary>Kills the engine at random moments and resumes it, until the run has succeeded.</summary>
    /// <returns>How often it was killed.</returns>
    public async Task<int> KillAndResumeAsync(Random random, int longestLife, params string[] inputs)
    {
        var (kills, engine) = (0, Start(inputs));
        while (true)
        {
            await Task.WhenAny(Task.Delay(random.Next(300, longestLife)), engine.EndAsync(s_patience));
            if (!engine.HasEnded && await engine.KillAsync())
            {
                kills++;
            }
            else
            {
                var result = await EndAsync(engine);
                Assert.True(result.Exit == 0, $"{result}\nafter {kills} kills; {await FailuresAsync()}");
                engine.Dispose();
                return kills;
            }

            engine.Dispose();
            // Killed before it had a run: it is begun again. Killed after its last event: nothing is left to do.
            var state = await Folder.StateAsync();
            if (state is { Status: RunStatus.Succeeded })
                return kills;
            engine = state is null ? Start(inputs) : Folder.Start(["resume"]);
        }
    }

    /// <summary>Fails unless every node has the version, and everything was done once.</summary>
    public async Task AssertDoneOnceAsync()
    {
        var reports = await lab.ReportsAsync();
        foreach (var node in nodes)
        {
            Assert.True(reports[node] is { Version: KubernetesLab.New, IsReady: true }, reports[node].ToString());
            Assert.Equal(["upgrade node"], lab.Lines(node, "/var/log/kubeadm.calls").Select(static l => string.Join(' ', l.Split(' ').Take(2))));
            foreach (var package in new[] { "kubeadm", "kubelet", "kubectl" })
                Assert.Single(lab.Lines(node, "/var/log/dpkg.log"), l => l.Contains($"status installed {package}:all {KubernetesLab.New}", StringComparison.Ordinal));
            Assert.Equal("kubeadm\nkubectl\nkubelet", await lab.InAsync(node, "apt-mark showhold"));
            var restarts = lab.Lines(node, "/var/log/systemctl.calls");
            Assert.True(restarts.Length == 1 && restarts[0].EndsWith(" kubelet", StringComparison.Ordinal), $"{node}: {string.Join("; ", restarts)}");
        }
    }

    /// <summary>How many pods its drains evicted, and how many evictions a budget refused, which were asked for again.</summary>
    public async Task<(long Evicted, long Refused)> EvictionsAsync()
    {
        var drains = (await Folder.StateAsync())!.Steps.Where(static s => s.Key.ToString().EndsWith("]/drain", StringComparison.Ordinal)).Select(static s => s.Value.Outputs).ToArray();
        return (Sum("evicted"), Sum("refused"));

        long Sum(string name) => drains.SelectMany(static o => o.Entries).Where(e => e.Key == name).Sum(static e => ((Value.Integer)e.Value).Number);
    }

    /// <summary>What the store says failed.</summary>
    public async Task<string> FailuresAsync() => await Folder.StateAsync() is { } state
        ? string.Join("; ", state.Steps.Where(static s => s.Value.Status is StepStatus.Failed).Select(static s => $"{s.Key}: {s.Value.Failure?.Code} {s.Value.Failure?.Message}"))
        : "no run";

    public void Dispose() => Folder.Dispose();
}
