using System.Collections.Immutable;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Watching;

/// <summary>What a person has chosen to see, and is about to do.</summary>
internal sealed record WatchView
{
    /// <summary>The key of the chosen row; null: whatever is most pressing.</summary>
    public string? Chosen { get; init; }

    /// <summary>The folds that were opened.</summary>
    public ImmutableHashSet<string> Opened { get; init; } = [];

    /// <summary>Whether the help is shown.</summary>
    public bool ShowsHelp { get; init; }

    /// <summary>The step whose log is shown; null: the board is.</summary>
    public StepPath? Log { get; init; }

    /// <summary>The first line of the log that is shown; null: the end, as it grows.</summary>
    public int? LogTop { get; init; }

    /// <summary>What is asked before it is done; null: nothing.</summary>
    public WatchQuestion? Question { get; init; }

    /// <summary>What came of the last key; null: nothing to tell.</summary>
    public string? Message { get; init; }
}

/// <summary>What a key leads to beside another view.</summary>
internal enum WatchAct
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The end of this view; the run goes on.</summary>
    Quit,

    /// <summary>Everything is drawn anew.</summary>
    Redraw,

    /// <summary>A pause is asked for.</summary>
    Pause,

    /// <summary>Yes to a step.</summary>
    Approve,

    /// <summary>No to a step.</summary>
    Reject,

    /// <summary>An end for good is asked for.</summary>
    Abort,
}

/// <summary>A question before an act.</summary>
/// <param name="Act">What a yes leads to.</param>
/// <param name="Step">Of which step.</param>
/// <param name="Text">The question.</param>
/// <param name="Typed">What was typed of the word that it takes; null: the key y is enough.</param>
internal sealed record WatchQuestion(WatchAct Act, StepPath? Step, string Text, string? Typed);
