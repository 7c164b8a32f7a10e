using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Execution;

/// <summary>What a handler throws may quote what it was given; the log must not.</summary>
public class MaskingLogTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_secret_in_an_exception_reaches_neither_the_log_nor_the_journal(bool whileLooking)
    {
        var log = new KeptLog();
        var bench = new TestBench { Inputs = new([new("token", new Value.Secret("hunter22"))]), Log = log };
        var calls = 0;
        bench.Tool.Seen = _ => whileLooking || calls++ > 0 ? throw new InvalidOperationException("cannot use hunter22") : ProbeResult.Unknown;
        bench.Machine.IsLost = static _ => true;
        var state = await bench.RunAsync(Some.Runbook(Some.Step("a")));
        Assert.NotEqual(RunStatus.Succeeded, state.Status);
        Assert.Contains("cannot use ***", log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", string.Concat(bench.Seen.Select(static e => Encoding.UTF8.GetString(EventJson.Serialize(e)))), StringComparison.Ordinal);
    }

    private sealed class KeptLog : IEngineLog
    {
        private readonly StringBuilder _text = new();

        public string Text
        {
            get
            {
                lock (_text)
                    return _text.ToString();
            }
        }

        public void Write(LogLevel level, RunId? run, StepPath? step, string message, Exception? exception = null)
        {
            lock (_text)
                _text.AppendLine($"{message} {exception}");
        }
    }
}
