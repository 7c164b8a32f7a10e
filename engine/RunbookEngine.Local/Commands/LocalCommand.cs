using System.Buffers;
using RunbookEngine.Execution;
using RunbookEngine.Local.Files;

namespace RunbookEngine.Local.Commands;

/// <summary>A command on this machine. Nothing depends on its disposal: the watch over it ends with the command or the transport.</summary>
internal sealed class LocalCommand(CommandName name, CommandFiles files, int session, Task<CommandExit> exit, TimeProvider clock) : IRunningCommand
{
    private const int BufferBytes = 64 * 1024;

    public CommandName Name { get; } = name;

    public DateTimeOffset? StartedAt { get; } = session == 0 ? null : files.StartedAt;

    public Task<CommandExit> WaitAsync(CancellationToken cancellation) => exit.WaitAsync(cancellation);

    public Task<long> GetOutputLengthAsync(OutputKind kind, CancellationToken cancellation) => Task.FromResult(Length(kind));

    public async Task<long> CopyOutputAsync(OutputKind kind, long offset, long count, Stream destination, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var end = Math.Min(Length(kind), count > long.MaxValue - offset ? long.MaxValue : offset + count);
        if (offset >= end)
            return 0;
        using var file = File.OpenHandle(files.OutputPath(kind), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var at = offset;
            while (at < end)
            {
                var wanted = (int)Math.Min(buffer.Length, end - at);
                var read = RandomAccess.Read(file, buffer.AsSpan(0, wanted), at);
                if (read == 0)
                    break;
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                at += read;
            }

            return at - offset;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async Task<CommandExit> TerminateAsync(TimeSpan grace, CancellationToken cancellation)
    {
        if (!exit.IsCompleted)
            await Termination.EndAsync(session, exit, grace, clock, cancellation).ConfigureAwait(false);
        return await exit.ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private long Length(OutputKind kind) => Facts.Of(files.OutputPath(kind), followLinks: false, out _)?.Size ?? 0;
}
