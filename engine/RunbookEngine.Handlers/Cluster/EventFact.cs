using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>An event of the cluster.</summary>
/// <param name="At">When it was last seen.</param>
/// <param name="IsWarning">Whether it is more than a notice.</param>
/// <param name="About">What it is about: <c>pod default/web-1</c>.</param>
/// <param name="Reason">In one word.</param>
/// <param name="Message">In a sentence.</param>
/// <param name="Count">How often it was seen.</param>
internal sealed record EventFact(DateTimeOffset At, bool IsWarning, string About, string Reason, string Message, long Count)
{
    /// <summary>As a line, with its time.</summary>
    public string Line
    {
        get
        {
            var often = Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({Count} times)") : "";
            return string.Create(CultureInfo.InvariantCulture, $"{At.UtcDateTime:yyyy-MM-dd HH:mm:ss} {(IsWarning ? "Warning" : "Normal"),-7} {About}: {Reason}: {Message}{often}");
        }
    }

    public static EventFact Of(JsonElement item)
    {
        var about = item.At("involvedObject");
        var space = about.Text("namespace");
        var at = item.Time("series", "lastObservedTime") ?? item.Time("lastTimestamp") ?? item.Time("eventTime") ?? item.Time("metadata", "creationTimestamp") ?? default;
        return new(
            at, item.Text("type") == "Warning", $"{about.Text("kind").ToLowerInvariant()} {(space.Length > 0 ? space + "/" : "")}{about.Text("name")}", Sentences.OneLine(item.Text("reason")),
            Sentences.OneLine(item.Text("message")), item.Number("series", "count") ?? item.Number("count") ?? 1);
    }

    /// <summary>The events that a field selector fits, oldest first.</summary>
    public static async Task<ImmutableArray<EventFact>> ListAsync(ICluster cluster, string fields, CancellationToken cancellation)
    {
        var events = new List<EventFact>();
        await foreach (var item in cluster.ListAsync(ApiResource.Events, query: [new("fieldSelector", fields)], cancellation: cancellation))
            events.Add(Of(item));
        return [.. events.Distinct().OrderBy(static e => e.At)];
    }
}
