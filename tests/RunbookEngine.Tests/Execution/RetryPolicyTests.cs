using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Execution;

public class RetryPolicyTests
{
    /// <summary>Attempts allowed, failures before this one, whether it is retryable, the codes listed; the wait in ms, or -1 for none.</summary>
    [Theory]
    [InlineData(1, 0, true, "", -1)]
    [InlineData(2, 0, true, "", 1000)]
    [InlineData(2, 1, true, "", -1)]
    [InlineData(3, 1, true, "", 2000)]
    [InlineData(9, 2, true, "", 4000)]
    [InlineData(9, 3, true, "", 5000)]
    [InlineData(9, 7, true, "", 5000)]
    [InlineData(9, 8, true, "", -1)]
    [InlineData(9, 0, false, "", -1)]
    [InlineData(9, 0, false, "exit-status", 1000)]
    [InlineData(9, 0, true, "timeout", -1)]
    [InlineData(9, 0, false, "timeout exit-status", 1000)]
    [InlineData(2000, 1500, true, "", 5000)]
    public void A_failure_is_followed_by_another_attempt_when_it_may_help(int attempts, int before, bool retryable, string on, int wait)
    {
        var retry = new Retry(attempts, TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(5), [.. on.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        var delay = RetryPolicy.Next(retry, before, new("exit-status", "it failed", retryable));
        Assert.Equal(wait < 0 ? null : TimeSpan.FromMilliseconds(wait), delay);
    }

    [Fact]
    public void Without_a_word_there_is_one_attempt() => Assert.Null(RetryPolicy.Next(Retry.Never, 0, new("exit-status", "it failed", true)));
}
