using System.Text;

namespace RunbookEngine.Execution;

/// <summary>Shows what a running command writes, line by line, to whoever watches. What ends at once is not followed at all.</summary>
internal sealed class OutputTail(IRunningCommand command, SecretMask mask, Action<string> progress, TimeProvider clock, TimeSpan interval)
{
    private const int MostAtOnce = 64 * 1024;

    /// <summary>Follows until it is cancelled. Never throws.</summary>
    public async Task FollowAsync(CancellationToken end)
    {
        var outputs = new[] { new Position(OutputKind.Stdout), new Position(OutputKind.Stderr) };
        try
        {
            while (true)
            {
                // Most commands end before the first look, which is no reason for an exception.
                await Task.Delay(interval, clock, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                if (end.IsCancellationRequested)
                    return;
                foreach (var output in outputs)
                    await ShowAsync(output, end);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or UnauthorizedAccessException or TargetLostException or ObjectDisposedException)
        {
            // Nobody is waiting for this: the outcome has the whole output.
        }
    }

    private async Task ShowAsync(Position output, CancellationToken end)
    {
        var length = await command.GetOutputLengthAsync(output.Kind, end);
        if (length == output.Offset)
            return;

        // Of a flood only the end is worth a look. A line whose beginning was not seen is not shown: it may begin in the middle of a secret.
        if (length - output.Offset > MostAtOnce)
            output.SkipTo(length - MostAtOnce);
        using var bytes = new MemoryStream();
        output.Offset += await command.CopyOutputAsync(output.Kind, output.Offset, length - output.Offset, bytes, end);
        var text = output.Rest + Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        var lines = text.Split('\n');
        foreach (var line in lines.AsSpan(0, lines.Length - 1))
        {
            if (!output.IsInsideLine)
                progress(mask.Apply(line.TrimEnd('\r')));
            output.IsInsideLine = false;
        }

        output.Rest = lines[^1];
        if (output.Rest.Length > MostAtOnce)
            output.SkipTo(output.Offset);
    }

    private sealed class Position(OutputKind kind)
    {
        public OutputKind Kind { get; } = kind;

        public long Offset { get; set; }

        public string Rest { get; set; } = "";

        /// <summary>Whether the beginning of the line at the offset was not kept.</summary>
        public bool IsInsideLine { get; set; }

        public void SkipTo(long offset) => (Offset, Rest, IsInsideLine) = (offset, "", true);
    }
}
