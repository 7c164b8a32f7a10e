namespace RunbookEngine.Execution;

/// <summary>
/// A target cannot be reached, or not any more, or does not let its claims be looked at. It says nothing of commands that were started there: they go on, and their names stay claimed.
/// </summary>
public sealed class TargetLostException : Exception
{
    /// <summary>A target that cannot be reached.</summary>
    /// <param name="target">Its name.</param>
    /// <param name="code">kebab-case and stable: <c>host-unreachable</c>, <c>host-key-unknown</c>, <c>host-key-changed</c>, <c>login-refused</c>, <c>claims-unseen</c>.</param>
    /// <param name="message">What happened, in one sentence with the host's name.</param>
    /// <param name="hint">What to do next.</param>
    /// <param name="inner">What the connection said.</param>
    public TargetLostException(string target, string code, string message, string hint, Exception? inner = null)
        : base(message, inner) => (Target, Code, Hint) = (target, code, hint);

    /// <summary>The target's name.</summary>
    public string Target { get; }

    /// <summary>Stable, for <see cref="StepFailure.Code"/>.</summary>
    public string Code { get; }

    /// <summary>What to do next.</summary>
    public string Hint { get; }
}
