using RunbookEngine.Cli.Runs;
using RunbookEngine.Cli.Text;
using RunbookEngine.Execution;
using RunbookEngine.Planning;

namespace RunbookEngine.Cli.Watching;

/// <summary>Everything that a frame shows.</summary>
internal sealed record WatchScene
{
    /// <summary>The run and its plan.</summary>
    public required RecordedRun Run { get; init; }

    /// <summary>How it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>The rows.</summary>
    public required Board Board { get; init; }

    /// <summary>Who drives it; null: nobody.</summary>
    public required LeaseHolder? Driver { get; init; }

    /// <summary>What running steps say.</summary>
    public required Voices Voices { get; init; }

    /// <summary>The view.</summary>
    public required WatchView View { get; init; }

    /// <summary>The lines of the open log, none wider than the terminal; empty: none is open.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];

    /// <summary>The time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Of the terminal.</summary>
    public required (int Columns, int Rows) Size { get; init; }

    /// <summary>Colours.</summary>
    public required Ink Ink { get; init; }

    /// <summary>A command as it can be typed here: command, what follows the run.</summary>
    public required Func<string, string?, string> CommandLine { get; init; }

    /// <summary>Its plan.</summary>
    public Plan Plan => Run.Plan;

    /// <summary>Columns that are used: the last one is left, since some terminals wrap there.</summary>
    public int Width => Size.Columns - 1;

    /// <summary>Whether the engine was cut off: the journal says that it runs, and nobody drives it.</summary>
    public bool IsCutOff => State.Status == RunStatus.Running && Driver is null;

    /// <summary>The number of the chosen row.</summary>
    public int Chosen
    {
        get
        {
            for (var i = 0; View.Chosen is { } key && i < Board.Rows.Length; i++)
            {
                if (Board.Rows[i].Key == key)
                    return i;
            }

            return Board.Pressing();
        }
    }

    /// <summary>The chosen row; null when there is none.</summary>
    public BoardRow? ChosenRow => Board.Rows.IsEmpty ? null : Board.Rows[Chosen];
}
