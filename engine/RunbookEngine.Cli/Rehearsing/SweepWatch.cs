using System.Globalization;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Cli.Text;
using RunbookEngine.Simulation.Rehearsals;

namespace RunbookEngine.Cli.Rehearsing;

/// <summary>
/// Watches a sweep of rehearsals: one line that changes on a terminal, a line now and then elsewhere, both among the messages; and Ctrl-C, after which no further rehearsal is begun and what is known is told.
/// </summary>
internal sealed class SweepWatch : IDisposable
{
    private static readonly TimeSpan s_onTerminal = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_elsewhere = TimeSpan.FromSeconds(10);
    private readonly CliConsole _console;
    private readonly string _what;
    private readonly bool _isTerminal;
    private readonly Interruption _interruption;
    private readonly long _began;
    private long _told;
    private bool _isShown;

    /// <param name="console">The process.</param>
    /// <param name="what">What there are many of: <c>seeds</c>.</param>
    public SweepWatch(CliConsole console, string what)
    {
        (_console, _what) = (console, what);
        _isTerminal = console.IsErrorTerminal && console.Environment("TERM") is not ("dumb" or null or "");
        _interruption = new(console, () => console.Error.WriteLine($"{(_isTerminal ? "\n" : "")}letting the rehearsals end that have begun; once more leaves at once"));
        _began = _told = console.Clock.GetTimestamp();
    }

    /// <summary>The sweep that it watches.</summary>
    /// <param name="atOnce">How many rehearsals at a time; null: one for each core.</param>
    public Sweep Sweep(int? atOnce) => new() { AtOnce = atOnce ?? Environment.ProcessorCount, Progress = Tell, Stop = _interruption.Detach };

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isShown)
            _console.Error.Write("\r\u001b[K");
        _interruption.Dispose();
    }

    private void Tell(int done, int of, int wrong)
    {
        if (_console.Clock.GetElapsedTime(_told) < (_isTerminal ? s_onTerminal : s_elsewhere))
            return;
        _told = _console.Clock.GetTimestamp();
        var line = Line(done, of, wrong, _console.Clock.GetElapsedTime(_began));
        if (_isTerminal)
            _console.Error.Write($"\r\u001b[K{TerminalText.Fit(line, _console.Size().Columns - 1)}");
        else
            _console.Error.WriteLine(line);
        _isShown = _isTerminal;
    }

    private string Line(int done, int of, int wrong, TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{done} of {of} {_what}, {wrong} wrong, {done / time.TotalSeconds:0.##}/s, about {Elapsed.Ticking(time / done * (of - done))} left");
}
