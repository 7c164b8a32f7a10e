using RunbookEngine.Cli.Commands;
using RunbookEngine.Cli.Runs;
using RunbookEngine.Execution;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Following;

/// <summary>Something new of a run: an event with the state that it led to, or a line of a running step.</summary>
internal abstract record Seen(DateTimeOffset At)
{
    public sealed record Happened(RunEvent Event, RunState State) : Seen(Event.At);

    public sealed record Heard(SaidLine Line) : Seen(Line.At);
}

/// <summary>
/// Follows a run that this process does not drive, by looking into its store now and then: a look that finds nothing costs two short reads. Not for several
/// threads at once.
/// </summary>
internal sealed class RunFollower
{
    private static readonly TimeSpan s_driverInterval = TimeSpan.FromSeconds(1);

    private readonly CliSession _session;
    private readonly SaidReader _said;
    private DateTimeOffset _nextDriverLook;

    /// <param name="session">Where.</param>
    /// <param name="run">The run as it was read.</param>
    /// <param name="state">The state to follow it from: its own, or <see cref="RunState.Empty"/> for the whole story.</param>
    public RunFollower(CliSession session, RecordedRun run, RunState state)
    {
        (_session, Run, State) = (session, run, state);
        _said = new(SaidFile.PathOf(session, run.Run));
    }

    /// <summary>How often to look.</summary>
    public static TimeSpan Pace { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The run, with the plan that holds now.</summary>
    public RecordedRun Run { get; private set; }

    /// <summary>Its plan.</summary>
    public Plan Plan => Run.Plan;

    /// <summary>As far as it was followed.</summary>
    public RunState State { get; private set; }

    /// <summary>Who drives it now, as far as can be known from here; null: nobody.</summary>
    public LeaseHolder? Driver { get; private set; }

    /// <summary>What is new since the last look, in the order in which it happened.</summary>
    public async Task<IReadOnlyList<Seen>> LookAsync()
    {
        // In this order: whoever drove the run until now has written its last event before, and a line is no younger than the start of its step.
        await LookForDriverAsync();
        var lines = _said.Look();
        var seen = new List<Seen>();
        var changed = false;
        await foreach (var e in _session.ExistingStore.ReadAsync(Run.Run, State.Version, CancellationToken.None))
        {
            State = State.Apply(e);
            changed |= e is RunEvent.RunbookChanged;
            seen.Add(new Seen.Happened(e, State));
        }

        if (changed)
            Run = await RecordedRun.ReadAsync(_session, Run.Run);
        return lines.Count == 0 ? seen : [.. seen.Concat(lines.Select(static l => new Seen.Heard(l))).OrderBy(static s => s.At)];
    }

    private async Task LookForDriverAsync()
    {
        var now = _session.Console.Clock.GetUtcNow();
        if (now < _nextDriverLook)
            return;
        _nextDriverLook = now + s_driverInterval;
        Driver = await Requests.DriverAsync(_session, Run.Run);
    }
}
