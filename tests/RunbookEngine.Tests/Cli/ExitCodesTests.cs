using RunbookEngine.Cli;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Cli;

/// <summary>Scripts rely on these numbers.</summary>
public sealed class ExitCodesTests
{
    [Theory]
    [InlineData(RunStatus.Succeeded, 0)]
    [InlineData(RunStatus.Undone, 0)]
    [InlineData(RunStatus.Failed, 1)]
    [InlineData(RunStatus.Aborted, 1)]
    [InlineData(RunStatus.Waiting, 3)]
    [InlineData(RunStatus.Paused, 3)]
    [InlineData(RunStatus.Running, 5)]
    [InlineData(RunStatus.Interrupted, 130)]
    public void Every_status_has_its_code(RunStatus status, int expected) => Assert.Equal(expected, ExitCodes.Of(status));

    [Fact]
    public void No_status_is_forgotten() => Assert.All(Enum.GetValues<RunStatus>(), static s => Assert.InRange(ExitCodes.Of(s), 0, 130));

    [Fact]
    public void Every_failure_has_its_code()
    {
        var holder = new LeaseHolder("host", "boot", 1, 1, "user");
        Assert.Equal(2, ExitCodes.Of(new UsageException("wrong")));
        Assert.Equal(2, ExitCodes.Of(new RunNotFoundException(new("x"))));
        Assert.Equal(4, ExitCodes.Of(new LockHeldException("cluster", new RunId("x"))));
        Assert.Equal(4, ExitCodes.Of(new LeaseHeldException(new("x"), holder)));
        Assert.Equal(5, ExitCodes.Of(new LeaseLostException(new("x"))));
        Assert.Equal(5, ExitCodes.Of(new StoreException("full")));
        Assert.Equal(5, ExitCodes.Of(new IOException("gone")));
        Assert.Equal(5, ExitCodes.Of(new InvalidOperationException("a bug")));
        Assert.Equal(130, ExitCodes.Of(new OperationCanceledException()));
    }
}
