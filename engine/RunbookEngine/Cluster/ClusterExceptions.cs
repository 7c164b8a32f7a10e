using System.Collections.Immutable;

namespace RunbookEngine.Cluster;

/// <summary>The server did not answer, or there is none.</summary>
public sealed class ClusterUnreachableException(string message, string hint, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What to do.</summary>
    public string Hint { get; } = hint;
}

/// <summary>The server refused a request; what it said as a <c>Status</c> object is kept.</summary>
public sealed class ClusterException(ClusterAnswer answer) : Exception(MessageOf(answer))
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = answer.Status;

    /// <summary>The machine-readable reason, such as <c>NotFound</c>, <c>AlreadyExists</c>, <c>Conflict</c>, <c>Forbidden</c>; empty when none was given.</summary>
    public string Reason { get; } = answer.Json.Text("reason");

    /// <summary>The causes by their reason, such as <c>DisruptionBudget</c>, with their messages.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Causes { get; } = CausesOf(answer);

    /// <summary>What to do; null when the message says it all.</summary>
    public string? Hint { get; } = answer.Hint ?? answer.Status switch
    {
        401 => "the server does not take these credentials: log in again, or name another context with `--context NAME`",
        403 => "give that user this right by a role and its binding, or name another context with `--context NAME`; `kubectl auth can-i` asks for one right",
        _ => null,
    };

    /// <summary>The causes of a refusal.</summary>
    public static ImmutableArray<KeyValuePair<string, string>> CausesOf(ClusterAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return [.. answer.Json.Items("details", "causes").Select(static c => new KeyValuePair<string, string>(c.Text("reason"), c.Text("message")))];
    }

    private static string MessageOf(ClusterAnswer answer) =>
        answer.Json.Text("message") is { Length: > 0 } message ? message : $"the API server answered with status {answer.Status}";
}
