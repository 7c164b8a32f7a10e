using RunbookEngine.Execution;
using RunbookEngine.Local;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Local;

/// <summary>Without this wish the second of two long runs takes twice the time on some disks; see the decision on local commands.</summary>
public class PlacementTests
{
    [Fact]
    public async Task The_file_system_is_asked_to_give_every_run_a_place_of_its_own()
    {
        var folder = Directory.CreateTempSubdirectory("placement-").FullName;
        try
        {
            Assert.SkipUnless(
                await Needed.TryAsync("chattr", "+T", folder) is { Exit: 0 }, "NOT PROVEN HERE: this test needs chattr, and a temporary folder on ext4");
            var commands = Path.Combine(folder, "commands");
            await using var transport = new LocalTransport(commands, folder, new LocalMachine(), TimeProvider.System);
            await using var running = await transport.StartAsync(
                CommandName.Of(new("run"), new("step"), 1, ""), new() { Arguments = ["true"] }, TestContext.Current.CancellationToken);
            await running.WaitAsync(TestContext.Current.CancellationToken);
            var attributes = (await Needed.TryAsync("lsattr", "-d", commands))!.Output.Split(' ')[0];
            Assert.Contains('T', attributes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
