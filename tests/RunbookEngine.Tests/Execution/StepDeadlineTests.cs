using RunbookEngine.Execution;

namespace RunbookEngine.Tests.Execution;

public class StepDeadlineTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-500)]
    public void A_time_that_has_passed_is_over_at_once(int milliseconds)
    {
        using var deadline = new StepDeadline(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, CancellationToken.None);

        Assert.True(deadline.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(10)));
    }
}
