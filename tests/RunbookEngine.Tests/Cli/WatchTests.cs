using System.Threading.Channels;
using RunbookEngine.Cli;

namespace RunbookEngine.Tests.Cli;

/// <summary><c>validate --watch</c>: after every change of a file, or of one that it includes.</summary>
public sealed class WatchTests : IDisposable
{
    private readonly CliBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_file_is_checked_again_when_it_or_what_it_includes_changes_until_somebody_ends_it()
    {
        _bench.Write("outer.yaml", "apiVersion: runbook/v1\nname: outer\nsteps:\n  - runbook: inner.yaml\n");
        _bench.Write("inner.yaml", "apiVersion: runbook/v1\nname: inner\nsteps:\n  - shel: uptime\n");
        var (output, interrupt) = (new Lines(), new TaskCompletionSource<Action>());
        var run = CliApplication.RunAsync(["validate", "outer.yaml", "--watch"], Console(output, interrupt));

        await output.UntilAsync("outer.yaml: 1 error");
        _bench.Write("inner.yaml", "apiVersion: runbook/v1\nname: inner\nsteps:\n  - shell: uptime\n");
        await output.UntilAsync("outer.yaml: valid");
        _bench.Write("outer.yaml", "apiVersion: runbook/v1\nname: Outer\nsteps:\n  - runbook: inner.yaml\n");
        await output.UntilAsync("outer.yaml: 1 error");
        (await interrupt.Task)();

        Assert.Equal(2, await run.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    private CliConsole Console(Lines output, TaskCompletionSource<Action> interrupt) => new()
    {
        In = TextReader.Null,
        Out = output,
        Error = TextWriter.Null,
        ReadSecret = static () => null,
        Environment = static name => name == "NO_COLOR" ? "1" : null,
        CurrentDirectory = _bench.Folder,
        Random = new Random(1),
        OnInterrupt = end =>
        {
            interrupt.TrySetResult(end);
            return new StringReader("");
        },
    };

    /// <summary>Lines that can be waited for.</summary>
    private sealed class Lines : StringWriter
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public override void WriteLine(string? value) => _lines.Writer.TryWrite(value ?? "");

        public async Task UntilAsync(string line)
        {
            using var most = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            var next = "";
            while (next != line)
                next = await _lines.Reader.ReadAsync(most.Token);
        }
    }
}
