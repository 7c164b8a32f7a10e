using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Tests.Fakes;

/// <summary>A command that has written some bytes, which come in pieces of a given size.</summary>
public sealed class WrittenOutput(int piece) : IRunningCommand
{
    private readonly Lock _gate = new();
    private byte[] _bytes = [];

    public CommandName Name { get; } = CommandName.Of(new("run"), new("step"), 1, "");

    public DateTimeOffset? StartedAt => null;

    /// <summary>How often bytes were copied.</summary>
    public int Copies { get; private set; }

    public WrittenOutput Write(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
            _bytes = [.. _bytes, .. bytes];
        return this;
    }

    public Task<CommandExit> WaitAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<long> GetOutputLengthAsync(OutputKind kind, CancellationToken cancellation) =>
        Task.FromResult(kind == OutputKind.Stdout ? (long)_bytes.Length : 0);

    public async Task<long> CopyOutputAsync(OutputKind kind, long offset, long count, Stream destination, CancellationToken cancellation)
    {
        var size = (int)Math.Min(Math.Min(count, _bytes.Length - offset), piece);
        Copies++;
        await destination.WriteAsync(_bytes.AsMemory((int)offset, size), cancellation);
        return size;
    }

    public Task<CommandExit> TerminateAsync(TimeSpan grace, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
