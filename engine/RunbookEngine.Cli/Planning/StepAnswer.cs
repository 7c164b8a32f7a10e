using RunbookEngine.Model;

namespace RunbookEngine.Cli.Planning;

/// <summary>What the real target of a step said when it was looked at before a run.</summary>
/// <param name="Step">The step.</param>
/// <param name="Target">The host; null: the engine's own machine, or the cluster.</param>
/// <param name="Kind">Which answer.</param>
/// <param name="Text">What would change, or why nobody can tell; empty when there is nothing to say.</param>
internal sealed record StepAnswer(StepPath Step, string? Target, AnswerKind Kind, string Text);

/// <summary>The kinds of answer.</summary>
internal enum AnswerKind
{
    /// <summary>It is as the step wants it.</summary>
    AlreadySo,

    /// <summary>The step would change something.</summary>
    WouldChange,

    /// <summary>Only running it can tell, or what comes before it.</summary>
    CannotTell,
}
