using System.Text;

namespace RunbookEngine.Execution;

/// <summary>Shows what a running command writes, line by line, to whoever watches. What ends at once is not followed at all.</summary>
internal sealed class OutputTail(IRunningCommand command, SecretMask mask, Action<string> progress, TimeProvider clock)
{
    private const int MostAtOnce = 64 * 1024;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Follows until it is cancelled. Never throws.</summary>
    public async Task FollowAsync(CancellationToken end)
    {
        var outputs = new[] { new Position(OutputKind.Stdout), new Position(OutputKind.Stderr) };
        try
        {
            while (true)
            {
                await Task.Delay(s_interval, clock, end);
                foreach (var output in outputs)
                    await ShowAsync(output, end);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            // Nobody is waiting for this: the outcome has the whole output.
        }
    }

    private async Task ShowAsync(Position output, CancellationToken end)
    {
        var length = await command.GetOutputLengthAsync(output.Kind, end);
        if (length == output.Offset)
            return;

        // Of a flood only the end is worth a look.
        output.Offset = Math.Max(output.Offset, length - MostAtOnce);
        using var bytes = new MemoryStream();
        output.Offset += await command.CopyOutputAsync(output.Kind, output.Offset, length - output.Offset, bytes, end);
        var text = output.Rest + Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        var lines = text.Split('\n');
        output.Rest = lines[^1].Length > MostAtOnce ? "" : lines[^1];
        foreach (var line in lines.AsSpan(0, lines.Length - 1))
            progress(mask.Apply(line.TrimEnd('\r')));
    }

    private sealed class Position(OutputKind kind)
    {
        public OutputKind Kind { get; } = kind;

        public long Offset { get; set; }

        public string Rest { get; set; } = "";
    }
}
