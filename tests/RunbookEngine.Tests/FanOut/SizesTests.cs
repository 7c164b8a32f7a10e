using CsCheck;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Planning;

namespace RunbookEngine.Tests.FanOut;

/// <summary>The arithmetic of batches, thresholds and orders.</summary>
public class SizesTests
{
    [Theory]
    [InlineData("25%", 80, 20)]
    [InlineData("25%", 81, 21)]
    [InlineData("1%", 3, 1)]
    [InlineData("100%", 3, 3)]
    [InlineData("50%", 0, 0)]
    [InlineData("7", 3, 7)]
    [InlineData("0", 3, 0)]
    public void A_percentage_is_rounded_up_and_never_to_zero(string text, int lanes, int expected) =>
        Assert.Equal(expected, Percentages.Of(new Value.Text(text), lanes));

    [Theory]
    [InlineData("0%")]
    [InlineData("101%")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("ten")]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("99999999999")]
    public void What_is_neither_number_nor_percentage_is_refused(string text) => Assert.Null(Percentages.Of(new Value.Text(text), 10));

    [Theory]
    [InlineData("1 3 25%", 20, "1 3 5 5 5 1")]
    [InlineData("1 3 25%", 2, "1 1")]
    [InlineData("all", 5, "5")]
    [InlineData("2 all", 5, "2 3")]
    [InlineData("25%", 1, "1")]
    [InlineData("1", 0, "")]
    public void The_last_size_repeats(string sizes, int lanes, string expected)
    {
        var found = BatchSizes.Of(new Value.List([.. sizes.Split(' ').Select(static s => new Value.Text(s))]), lanes, out var error);

        Assert.Null(error);
        Assert.Equal(expected, string.Join(' ', found));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0%")]
    [InlineData("some")]
    [InlineData("1 0")]
    public void A_batch_of_nothing_is_refused(string sizes)
    {
        BatchSizes.Of(new Value.List([.. sizes.Split(' ').Select(static s => new Value.Text(s))]), 3, out var error);

        Assert.Contains("`batches` has", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_hold_every_lane_once_whatever_is_asked_for()
    {
        var size = Gen.OneOf(Gen.Int[1, 50].Select(static n => n.ToString()), Gen.Int[1, 100].Select(static n => $"{n}%"), Gen.Const("all"));
        Gen.Select(size.Array[1, 5], Gen.Int[0, 300]).Sample((sizes, lanes) =>
        {
            var found = BatchSizes.Of(new Value.List([.. sizes.Select(static s => new Value.Text(s))]), lanes, out var error);
            return error is null && found.Sum() == lanes && found.All(static f => f > 0);
        });
    }

    [Theory]
    [InlineData("inventory", "w10 w2 w1")]
    [InlineData("reverse", "w1 w2 w10")]
    [InlineData("name", "w1 w2 w10")]
    [InlineData("w2", "w2 w10 w1")]
    public void The_order_can_be_given(string order, string expected) =>
        Assert.Equal(expected, string.Join(' ', LaneOrder.Of(new Value.Text(order), ["w10", "w2", "w1"], out _)));

    [Fact]
    public void An_order_that_names_a_stranger_is_refused()
    {
        LaneOrder.Of(new Value.List([new Value.Text("w9")]), ["w1"], out var error);

        Assert.Contains("`w9`", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gate_counts_only_good_tries_in_a_row()
    {
        var began = DateTimeOffset.UnixEpoch;
        var state = new StepState { BeganAt = began, Streak = 1 };
        var bad = new StepFailure("exit-status", "bad", Retryable: true);

        Assert.Equal(GateAnswer.Open, GateVerdict.Decide(2, TimeSpan.FromMinutes(1), state, null, began).Answer);
        Assert.Equal(GateAnswer.Again, GateVerdict.Decide(3, TimeSpan.FromMinutes(1), state, null, began.AddHours(1)).Answer);
        Assert.Equal(GateAnswer.Again, GateVerdict.Decide(2, TimeSpan.FromMinutes(1), state, bad, began.AddSeconds(59)).Answer);
        Assert.Equal(GateAnswer.Closed, GateVerdict.Decide(2, TimeSpan.FromMinutes(1), state, bad, began.AddSeconds(60)).Answer);
    }
}
