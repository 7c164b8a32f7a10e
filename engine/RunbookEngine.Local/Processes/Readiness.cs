using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace RunbookEngine.Local.Processes;

/// <summary>
/// Tells when descriptors can be read or have hung up: one sleeping thread for all of them, started with the first.
/// </summary>
internal sealed unsafe class Readiness : IDisposable
{
    private const int Add = 1;
    private const uint ReadableOnce = 1u | (1u << 30);
    private const int Batch = 64;
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventBytes = DataOffset + 8;

    private readonly ConcurrentDictionary<long, TaskCompletionSource> _waiting = [];
    private readonly Lock _starting = new();
    private int _epoll = -1;
    private int _wake = -1;
    private long _last;
    private bool _ended;

    /// <summary>Completes when the descriptor is readable or has hung up; the caller closes it after that.</summary>
    public Task WhenReadable(int descriptor)
    {
        EnsureStarted();
        var key = Interlocked.Increment(ref _last);
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[key] = source;
        Register(descriptor, key);
        if (_ended)
            Abandon();
        return source.Task;
    }

    /// <summary>Ends the thread; what was waited for is cancelled.</summary>
    public void Dispose()
    {
        lock (_starting)
        {
            if (_ended)
                return;
            _ended = true;
            if (_wake >= 0)
            {
                var one = 1L;
                _ = Native.Write(_wake, (byte*)&one, sizeof(long));
            }
        }
    }

    private void EnsureStarted()
    {
        lock (_starting)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            if (_epoll >= 0)
                return;
            _epoll = Checked(Native.EpollCreate(Native.CloseOnExec));
            _wake = Checked(Native.EventDescriptor(0, Native.CloseOnExec));
            Register(_wake, 0);
            new Thread(Watch, 128 * 1024) { IsBackground = true, Name = "local commands" }.Start();
        }
    }

    private void Register(int descriptor, long key)
    {
        var e = stackalloc byte[16];
        *(uint*)e = ReadableOnce;
        *(long*)(e + DataOffset) = key;
        if (Native.EpollControl(_epoll, Add, descriptor, e) == 0)
            return;
        var error = Native.LastError;
        _waiting.TryRemove(key, out _);
        throw new IOException($"the engine cannot wait for a command: {Native.Explain(error)}");
    }

    private void Watch()
    {
        var events = stackalloc byte[16 * Batch];
        while (!_ended)
        {
            var count = Native.EpollWait(_epoll, events, Batch, -1);
            for (var i = 0; i < count; i++)
            {
                if (_waiting.TryRemove(*(long*)(events + (i * EventBytes) + DataOffset), out var source))
                    source.SetResult();
            }
        }

        _ = Native.Close(_epoll);
        _ = Native.Close(_wake);
        Abandon();
    }

    private void Abandon()
    {
        foreach (var key in _waiting.Keys)
        {
            if (_waiting.TryRemove(key, out var source))
                source.TrySetCanceled();
        }
    }

    private static int Checked(int result) =>
        result >= 0 ? result : throw new IOException($"the engine cannot wait for commands: {Native.Explain(Native.LastError)}");
}
