using System.Text;
using System.Text.Json;
using CsCheck;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.StoreContract;

namespace RunbookEngine.Tests.Execution;

/// <summary>The journal's format: what is written is read back, a secret is never written, and an older or newer engine's lines do no harm.</summary>
public class EventJsonTests
{
    [Fact]
    public void Every_event_is_read_back_as_it_was_written() => AnyEvent.Events.Sample(static e =>
    {
        var json = EventJson.Serialize(e);
        var read = EventJson.Deserialize(json);

        return read.GetType() == e.GetType() && read.At == e.At && EventJson.Serialize(read).AsSpan().SequenceEqual(json) && AnyEvent.AreSame(e, read);
    });

    [Fact]
    public void Every_event_is_one_line() => AnyEvent.Events.Sample(static e => !EventJson.Serialize(e).AsSpan().ContainsAny((byte)'\n', (byte)'\r'));

    [Fact]
    public void Every_value_is_read_back_as_it_was_written() => AnyEvent.Values.Sample(static value =>
    {
        var read = (RunEvent.StepFinished)EventJson.Deserialize(EventJson.Serialize(With(value)));

        return read.Outputs["v"]!.Equals(value);
    });

    [Fact]
    public void A_secret_is_never_written_wherever_it_hides()
    {
        Gen.Select(AnyEvent.Values, Gen.Int[0, 3]).Sample(static (value, depth) =>
        {
            Value hidden = new Value.Secret("hunter2hunter2");
            for (var i = 0; i < depth; i++)
                hidden = i % 2 == 0 ? new Value.List([value, hidden]) : new Value.Map([new("a", value), new("b", hidden)]);
            var text = Text(SomeEvents.Created() with { Inputs = new([new("v", hidden)]) });

            return !text.Contains("hunter2", StringComparison.Ordinal) && text.Contains("\"***\"", StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(1.0, "1.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e300, "1E+300")]
    [InlineData(double.NaN, "null")]
    [InlineData(double.PositiveInfinity, "null")]
    public void A_real_number_shows_that_it_is_one(double number, string json) =>
        Assert.Contains($"\"v\":{json}}}", Text(With(new Value.Real(number))), StringComparison.Ordinal);

    [Theory]
    [InlineData("\ud800")]
    [InlineData("a\udfffb")]
    public void Text_that_is_not_Unicode_is_written_with_replacements(string text)
    {
        var read = (RunEvent.StepFinished)EventJson.Deserialize(EventJson.Serialize(With(new Value.Text(text))));

        Assert.Contains('\ufffd', read.Outputs["v"]!.ToString());
    }

    [Theory]
    [InlineData("\u001b[31m")]
    [InlineData("\0")]
    [InlineData("\u0085\u2028")]
    public void No_control_character_reaches_a_terminal(string text) =>
        Assert.DoesNotContain(Text(With(new Value.Text(text))), char.IsControl);

    [Fact]
    public void What_is_null_or_empty_is_left_out() => Assert.Equal(
        """{"event":"step_finished","at":"2026-11-03T02:15:00Z","step":"s","attempt":1,"result":"unchanged"}""",
        Text(new RunEvent.StepFinished { At = SomeEvents.Time, Step = new("s"), Attempt = 1, Result = StepResult.Unchanged, Outputs = new([]) }));

    [Fact]
    public void Fields_that_are_unknown_are_passed_over()
    {
        var e = Read("""{"new":{"x":[1]},"event":"step_started","at":"2026-11-03T02:15:00Z","step":"s","attempt":2,"boot_id":null,"later":"y"}""");

        Assert.Equal(new RunEvent.StepStarted { At = SomeEvents.Time, Step = new("s"), Attempt = 2 }, e);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"event":"run_cloned","at":"2026-11-03T02:15:00Z"}""")]
    [InlineData("""{"event":"step_started","at":"2026-11-03T02:15:00Z","step":"s"}""")]
    [InlineData("""{"event":"step_started","at":"yesterday","step":"s","attempt":1}""")]
    [InlineData("""{"event":"step_started","at":"2026-11-03T02:15:00Z","step":"s","attempt":"1"}""")]
    [InlineData("""{"event":"step_started","at":"2026-11-03T02:15:00Z","step":"s","attempt":99999999999}""")]
    [InlineData("""{"event":"run_stopped","at":"2026-11-03T02:15:00Z","reason":"boredom"}""")]
    [InlineData("""{"event":"run_finished","at":"2026-11-03T02:15:00Z","result":"failed","outputs":[]}""")]
    public void What_is_not_an_event_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => Read(json));

    private static RunEvent.StepFinished With(Value value) => SomeEvents.Finished("s") with { Outputs = new([new("v", value)]) };

    private static RunEvent Read(string json) => EventJson.Deserialize(Encoding.UTF8.GetBytes(json));

    private static string Text(RunEvent e) => Encoding.UTF8.GetString(EventJson.Serialize(e));
}
