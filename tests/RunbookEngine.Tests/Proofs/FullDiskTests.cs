using RunbookEngine.Execution;

namespace RunbookEngine.Tests.Proofs;

/// <summary>
/// The disk of the store fills up in the middle of a run: on a tmpfs of 2 MiB, with little room left, at several levels. The engine stops and says so; nothing
/// is doubled or lost once there is room again.
/// </summary>
public class FullDiskTests(ITestOutputHelper output)
{
    private const int Disk = 2048;

    private static readonly string[] s_closing = ["xf", "f1", "f2"];

    [Theory]
    [InlineData(0)]
    [InlineData(48)]
    [InlineData(100)]
    [InlineData(140)]
    [InlineData(180)]
    [InlineData(240)]
    [InlineData(320)]
    [InlineData(440)]
    public async Task A_run_on_a_full_disk_stops_clearly_and_goes_on_when_there_is_room(int leftKiB)
    {
        using var folder = ThirtySteps.WriteTo(new());
        await using var disk = await SmallDisk.MountAsync(folder.File_("store"), Disk);
        disk.FillBut(leftKiB);
        var result = await folder.RunAsync(["run", "thirty.yaml", "--yes"]);
        output.WriteLine($"{leftKiB} KiB left: exit {result.Exit}, {folder.Lines.Length} lines; {result.Error}");
        if (result.Exit == 0)
        {
            ThirtySteps.AssertDone(folder.Lines);
            return;
        }

        AssertClear(result);
        result = await folder.RunAsync(["resume"]);
        Assert.NotEqual(0, result.Exit);
        disk.Free();
        var state = await folder.StateAsync();
        if (state is null)
            Assert.Empty(folder.Lines);
        var rounds = 1;
        result = await folder.RunAsync(state is null ? ["run", "thirty.yaml", "--yes"] : ["resume"]);
        for (; result.Exit == 1; rounds++)
        {
            // A step that failed for want of room ended its round; the next one takes it up.
            Assert.True(rounds < 4, result.ToString());
            result = await folder.RunAsync(["resume"]);
        }

        result.Exits(0);
        AssertDone(folder.Lines, rounds);
        Assert.Equal(RunStatus.Succeeded, (await folder.StateAsync())!.Status);
    }

    /// <summary>Each round has its own closing section; everything else is done once.</summary>
    private static void AssertDone(string[] lines, int rounds)
    {
        Assert.All(s_closing, c => Assert.InRange(lines.Count(l => l == c), 1, rounds));
        ThirtySteps.AssertDone([.. lines.Where(static l => !s_closing.Contains(l)), .. s_closing]);
    }

    /// <summary>Either the store cannot commit, which stops the engine at once, or a command cannot be claimed, which fails its step.</summary>
    private static void AssertClear(ProgramResult result)
    {
        Assert.True(result.Exit is 5 or 1, result.ToString());
        Assert.Matches("(?i)disk|space|room", result.Output + result.Error);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }
}
