using RunbookEngine.Model;

namespace RunbookEngine.Tests.Model;

public class DurationsTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("90s", 90_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("2d", 172_800_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("0", 0)]
    public void A_duration_is_read_as_Kubernetes_writes_it(string text, long milliseconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(milliseconds, (long)duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("s")]
    [InlineData("1m1h")]
    [InlineData("1s1s")]
    [InlineData("9999d")]
    [InlineData("1..5s")]
    public void What_could_be_misread_is_refused(string text) => Assert.False(Durations.TryParse(text, out _));

    [Theory]
    [InlineData("1h30m")]
    [InlineData("2d3h4m5s6ms")]
    public void A_formatted_duration_reads_back(string text)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(text, Durations.Format(duration));
    }
}
