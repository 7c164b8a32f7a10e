namespace RunbookEngine.Handlers.Kubectl.Draining;

/// <summary>What becomes of a pod when its node is drained.</summary>
internal abstract record PodDecision
{
    private PodDecision()
    {
    }

    /// <summary>It goes.</summary>
    /// <param name="Warning">What is lost by that; null: nothing.</param>
    public sealed record Evict(string? Warning = null) : PodDecision;

    /// <summary>It stays, and is not waited for.</summary>
    /// <param name="Reason">Why, as words after its name.</param>
    public sealed record Leave(string Reason) : PodDecision;

    /// <summary>It is not touched, and the drain waits until it has come to its own end.</summary>
    public sealed record Await : PodDecision;

    /// <summary>Because of it nothing is evicted.</summary>
    /// <param name="Reason">Why, as words after its name.</param>
    /// <param name="Setting">What would allow it; null: nothing does.</param>
    public sealed record Refuse(string Reason, string? Setting) : PodDecision;
}
