namespace RunbookEngine.Ssh.Shells;

/// <summary>A question to the command shell. It is answered at least once, and by the last answer in full, or lost with the connection.</summary>
internal sealed class Inquiry(Action forget, TimeProvider clock)
{
    private long _heard = clock.GetTimestamp();

    private readonly TaskCompletionSource<Reply> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Reply> _last = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the supervisor complained of, if it did.</summary>
    public string? Complaint { get; private set; }

    /// <summary>The first answer that settles who has the claim.</summary>
    public Task<Reply> First => _first.Task;

    /// <summary>The answer that nothing follows.</summary>
    public Task<Reply> Last => _last.Task;

    /// <summary>For how long nothing was heard of it, not even that somebody is still at it.</summary>
    public TimeSpan Silence => clock.GetElapsedTime(Interlocked.Read(ref _heard));

    public void Hear(char kind, string rest)
    {
        Interlocked.Exchange(ref _heard, clock.GetTimestamp());
        if (kind == 'L')
            return;
        if (kind == 'R')
        {
            Complaint = PlainText.Of(rest);
            return;
        }

        Reply answer = new(kind, rest);
        if (kind != 'C')
        {
            forget();
            _last.TrySetResult(answer);
        }

        _first.TrySetResult(answer);
    }

    /// <summary>Nothing more will be heard.</summary>
    public void Lose(string reason, bool isSilence = false)
    {
        forget();
        ConnectionLostException loss = new(reason) { IsSilence = isSilence };
        if (_last.TrySetException(loss))
            _ = _last.Task.Exception;
        if (_first.TrySetException(loss))
            _ = _first.Task.Exception;
    }
}

/// <summary>One answer.</summary>
/// <param name="Kind">Its letter, as <see cref="CommandScript"/> lists them.</param>
/// <param name="Rest">What follows.</param>
internal readonly record struct Reply(char Kind, string Rest);
