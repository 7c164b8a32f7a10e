using RunbookEngine.Cli.Reporting;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Cli;

/// <summary>A log tells what a long step waits for, and is not filled by it.</summary>
public class StepTalkTests
{
    private static readonly StepPath s_step = new("drain");

    private readonly FakeClock _clock = new();
    private readonly StepTalk _talk;

    public StepTalkTests() => _talk = new(_clock);

    [Fact]
    public void What_comes_at_once_is_printed_whole() =>
        Assert.All(Enumerable.Range(0, 100), i => Assert.True(_talk.Takes(s_step, $"finding {i}")));

    [Fact]
    public void After_that_there_is_a_word_now_and_then_and_it_is_the_one_of_that_moment()
    {
        List<string> printed = [];
        for (var second = 0; second < 60; second++)
        {
            if (_talk.Takes(s_step, $"drained {second}"))
                printed.Add($"drained {second}");
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["drained 0", "drained 10", "drained 20", "drained 30", "drained 40", "drained 50"], printed);
    }

    [Fact]
    public void What_a_step_still_waits_for_is_printed_once_though_it_came_between_two_words()
    {
        List<string> printed = [];
        for (var second = 0; second < 60; second++)
        {
            var line = second == 0 ? "begun" : "waiting for web-1";
            if (_talk.Takes(s_step, line))
                printed.Add(line);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["begun", "waiting for web-1"], printed);
    }

    [Fact]
    public void Steps_do_not_take_the_word_from_one_another()
    {
        Assert.True(_talk.Takes(s_step, "a"));
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.False(_talk.Takes(s_step, "b"));
        Assert.True(_talk.Takes(new("other"), "b"));
    }
}
