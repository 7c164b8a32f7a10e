namespace RunbookEngine.Execution;

/// <summary>The machines other than the engine's own.</summary>
public interface ITransports : IAsyncDisposable
{
    /// <summary>There are none.</summary>
    static ITransports None { get; } = new NoTransports();

    /// <summary>The transport to a host, the same one at every call; null when the inventory has no such host. Nothing is connected before it is used.</summary>
    ITransport? Find(string host);

    private sealed class NoTransports : ITransports
    {
        public ITransport? Find(string host) => null;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
