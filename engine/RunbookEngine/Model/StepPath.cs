namespace RunbookEngine.Model;

/// <summary>
/// The name of a step within a run: the ids from the outermost group inwards, joined by <c>/</c>, such as <c>backup/verify</c>.
/// Steps of an <c>undo</c> stand under the step they undo: <c>restore~undo/swap_back</c>.
/// </summary>
public readonly record struct StepPath(string Value) : IComparable<StepPath>
{
    /// <summary>The path of a step inside this one.</summary>
    public StepPath Child(StepId id) => Value.Length == 0 ? new(id.Value) : new($"{Value}/{id.Value}");

    /// <summary>The path of what stands inside this one as it stands elsewhere: <c>~finally</c> and <c>backup</c> make <c>~finally/backup</c>.</summary>
    public StepPath Under(StepPath other) => new($"{Value}/{other.Value}");

    /// <summary>Under which the steps of this step's <c>undo</c> stand.</summary>
    public StepPath Undo => new(Value + "~undo");

    /// <inheritdoc/>
    public int CompareTo(StepPath other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>Orders by ordinal comparison.</summary>
    public static bool operator <(StepPath left, StepPath right) => left.CompareTo(right) < 0;

    /// <summary>Orders by ordinal comparison.</summary>
    public static bool operator >(StepPath left, StepPath right) => left.CompareTo(right) > 0;

    /// <summary>Orders by ordinal comparison.</summary>
    public static bool operator <=(StepPath left, StepPath right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by ordinal comparison.</summary>
    public static bool operator >=(StepPath left, StepPath right) => left.CompareTo(right) >= 0;
}
