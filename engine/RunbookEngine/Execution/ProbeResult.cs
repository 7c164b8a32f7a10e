using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>What looking showed.</summary>
public abstract record ProbeResult
{
    private ProbeResult()
    {
    }

    /// <summary>The handler cannot tell without acting.</summary>
    public static ProbeResult Unknown { get; } = new CannotTell();

    /// <summary>Nobody can tell.</summary>
    public sealed record CannotTell : ProbeResult;

    /// <summary>The step's aim is already true.</summary>
    /// <param name="Outputs">What the step would have put out.</param>
    public sealed record Satisfied(Value.Map Outputs) : ProbeResult;

    /// <summary>There is something to do.</summary>
    /// <param name="Change">What would change, as lines for <c>plan</c>: a sentence, or a diff.</param>
    public sealed record Needed(string Change) : ProbeResult
    {
        /// <summary>
        /// What the handler wants to know again after a crash, such as the state before its change: committed together with the intent, and given back as
        /// <see cref="StepContext.Found"/>. Empty: nothing.
        /// </summary>
        public Value.Map Found { get; init; } = new([]);
    }
}
