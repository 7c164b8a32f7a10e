using System.Collections.Concurrent;
using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;
using RunbookEngine.Tests.Fakes;

namespace RunbookEngine.Tests.Execution;

/// <summary>What somebody who watches is shown of a running command.</summary>
public sealed class OutputTailTests : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly WrittenOutput _output = new(int.MaxValue);

    [Fact]
    public async Task Whole_lines_are_shown_with_the_secrets_masked()
    {
        await FollowAsync(async () =>
        {
            _output.Write("one\r\ntwo hunt"u8);
            await Eventually.Holds(() => !_lines.IsEmpty);
            _output.Write("er22\nthree"u8);
            await Eventually.Holds(() => _lines.Count == 2);
        });
        Assert.Equal(["one", "two ***"], _lines);
    }

    [Fact]
    public async Task Of_a_flood_the_end_is_shown_and_no_line_whose_beginning_was_not_seen()
    {
        // The cut falls into the first secret, so that its second half would not be known for what it is.
        var tail = new string('x', (64 * 1024) - 5) + "\n";
        _output.Write(Encoding.ASCII.GetBytes("much hunter22" + tail + "end\n"));
        await FollowAsync(() => Eventually.Holds(() => !_lines.IsEmpty));
        Assert.Equal(["end"], _lines);
    }

    [Fact]
    public async Task A_line_that_is_too_long_to_keep_is_not_shown_in_parts()
    {
        await FollowAsync(async () =>
        {
            _output.Write(Encoding.ASCII.GetBytes(new string('x', 60 * 1024)));
            await Eventually.Holds(() => _output.Copies == 1);
            _output.Write(Encoding.ASCII.GetBytes(new string('x', 10 * 1024) + "hunt"));
            await Eventually.Holds(() => _output.Copies == 2);
            _output.Write("er22\nnext\n"u8);
            await Eventually.Holds(() => !_lines.IsEmpty);
        });
        Assert.Equal(["next"], _lines);
    }

    public ValueTask DisposeAsync() => _output.DisposeAsync();

    private async Task FollowAsync(Func<Task> meanwhile)
    {
        using var end = new CancellationTokenSource();
        var follow = new OutputTail(_output, new([new Value.Secret("hunter22")]), _lines.Enqueue, TimeProvider.System, TimeSpan.FromMilliseconds(200)).FollowAsync(end.Token);
        await meanwhile();
        await end.CancelAsync();
        await follow;
    }
}
