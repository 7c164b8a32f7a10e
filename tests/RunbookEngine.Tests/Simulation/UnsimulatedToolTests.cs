using RunbookEngine.Tests.Cli;

namespace RunbookEngine.Tests.Simulation;

/// <summary>What would reach past the simulation.</summary>
public class UnsimulatedToolTests
{
    [Fact]
    public async Task A_step_that_would_reach_the_network_is_refused_in_a_rehearsal()
    {
        using var bench = new CliBench();
        bench.Write("r.yaml", "apiVersion: runbook/v1\nname: r\nsteps:\n  - id: call\n    http: { get: http://127.0.0.1:9/ }\n");

        var result = (await bench.RunAsync("rehearse", "r.yaml")).Expect(1);

        Assert.Contains("not-simulated", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_in_a_rehearsal_leaves_the_disk_of_the_engine_alone()
    {
        using var bench = new CliBench();
        var folder = Path.Combine(Path.GetTempPath(), $"objects-{Guid.NewGuid():n}");

        (await bench.RunAsync("rehearse", Path.Combine(Repository.Root, "runbooks", "resource-backup.yaml"), "--input", $"dir={folder}")).Expect(0);

        Assert.False(Directory.Exists(folder));
    }
}
