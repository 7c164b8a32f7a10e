namespace RunbookEngine.Ssh.Connecting;

/// <summary>
/// Runs what blocks on a thread of its own. The library blocks where it waits, and the few threads of the pool that all lanes share must not wait for hosts.
/// </summary>
internal static class OwnThread
{
    /// <summary>Runs it.</summary>
    public static Task<T> RunAsync<T>(string name, Func<T> work)
    {
        TaskCompletionSource<T> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                end.SetResult(work());
            }
            catch (Exception e)
            {
                end.SetException(e);
            }
        })
        {
            IsBackground = true,
            Name = name,
        }.Start();
        return end.Task;
    }
}
