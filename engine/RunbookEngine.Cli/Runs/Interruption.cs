namespace RunbookEngine.Cli.Runs;

/// <summary>Ctrl-C, TERM and HUP while a run is driven: the first lets go of the commands, the second leaves at once. Both can be resumed.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _detach = new();
    private readonly CliConsole _console;
    private readonly Action _announce;
    private readonly IDisposable _registration;
    private int _count;

    /// <param name="console">The process.</param>
    /// <param name="announce">Says that the first one came; what it throws is of no concern, since the terminal may be gone.</param>
    public Interruption(CliConsole console, Action announce)
    {
        _console = console;
        _announce = announce;
        _registration = console.OnInterrupt(OnInterrupt);
    }

    /// <summary>Cancelled by the first.</summary>
    public CancellationToken Detach => _detach.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        _detach.Dispose();
    }

    private void OnInterrupt()
    {
        if (Interlocked.Increment(ref _count) > 1)
        {
            _console.Exit(ExitCodes.Interrupted);
            return;
        }

        try
        {
            _detach.Cancel();
            _announce();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
        }
    }
}
