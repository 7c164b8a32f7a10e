using System.Text;
using System.Text.Json;

namespace RunbookEngine.Cluster;

/// <summary>What the server answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">As it came.</param>
public sealed record ClusterAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    private JsonElement? _json;

    /// <summary>What to do about a refusal, when whoever asked the server knows more than the answer says; null: nothing more is known.</summary>
    public string? Hint { get; init; }

    /// <summary>Whether the status says that all went well.</summary>
    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>The body as JSON; an undefined element when it is none.</summary>
    public JsonElement Json => _json ??= Parse();

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>This answer, if all went well.</summary>
    /// <exception cref="ClusterException">It did not.</exception>
    public ClusterAnswer OrThrow() => Succeeded ? this : throw new ClusterException(this);

    private JsonElement Parse()
    {
        if (Body.IsEmpty)
            return default;
        try
        {
            // Over the body as it is: a copy would double what a page of a list needs. There is nothing to dispose of but memory that the collector finds.
            return JsonDocument.Parse(Body).RootElement;
        }
        catch (JsonException)
        {
            return default;
        }
    }
}

/// <summary>A change of what is watched.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Object">The object as it is now, or was last; undefined for <see cref="ClusterChangeKind.Synced"/>.</param>
public sealed record ClusterChange(ClusterChangeKind Kind, JsonElement Object);

/// <summary>Kinds of changes.</summary>
public enum ClusterChangeKind
{
    /// <summary>It is there; told again after a connection was lost.</summary>
    Added,

    /// <summary>It is different.</summary>
    Modified,

    /// <summary>It is gone.</summary>
    Deleted,

    /// <summary>All that was there has been told.</summary>
    Synced,
}
