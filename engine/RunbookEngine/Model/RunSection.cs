namespace RunbookEngine.Model;

/// <summary>The sections of a run, in order.</summary>
public enum RunSection
{
    /// <summary><c>steps</c>.</summary>
    Main,

    /// <summary><c>on-failure</c>.</summary>
    OnFailure,

    /// <summary><c>finally</c>.</summary>
    Finally,

    /// <summary>The <c>undo</c> of steps that changed something, last first.</summary>
    Undo,
}
