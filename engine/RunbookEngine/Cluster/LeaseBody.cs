using System.Globalization;
using System.Text;
using System.Text.Json;
using RunbookEngine.Model;

namespace RunbookEngine.Cluster;

/// <summary>What is sent to create, take, renew and delete a Lease. Pure.</summary>
internal static class LeaseBody
{
    /// <summary>The label that names the run a Lease was taken for.</summary>
    public const string RunLabel = "runbook-engine/run";

    /// <summary>A new Lease.</summary>
    public static string Created(string space, string name, string holder, RunId run, TimeSpan duration, DateTimeOffset now) => Json(json =>
    {
        json.WriteString("apiVersion", ApiResource.Leases.ApiVersion);
        json.WriteString("kind", ApiResource.Leases.Kind);
        json.WriteStartObject("metadata");
        json.WriteString("name", name);
        json.WriteString("namespace", space);
        Label(json, run);
        json.WriteEndObject();
        Spec(json, holder, duration, now, now, 0);
    });

    /// <summary>A merge patch by which somebody else takes a Lease as it was read; refused with 409 when it changed since.</summary>
    public static string Taken(HeldLease lease, string holder, RunId run, TimeSpan duration, DateTimeOffset now) => Json(json =>
    {
        json.WriteStartObject("metadata");
        json.WriteString("resourceVersion", lease.Version);
        Label(json, run);
        json.WriteEndObject();
        Spec(json, holder, duration, now, now, lease.Transitions + 1);
    });

    /// <summary>A merge patch by which its holder renews a Lease as it was read; refused with 409 when it changed since.</summary>
    public static string Renewed(HeldLease lease, string holder, TimeSpan duration, DateTimeOffset now) => Json(json =>
    {
        json.WriteStartObject("metadata");
        json.WriteString("resourceVersion", lease.Version);
        json.WriteEndObject();
        Spec(json, holder, duration, now, null, null);
    });

    /// <summary>Deletes a Lease as it was read; refused with 409 when it changed since.</summary>
    public static string Deleted(HeldLease lease) => Json(json =>
    {
        json.WriteString("apiVersion", "v1");
        json.WriteString("kind", "DeleteOptions");
        json.WriteStartObject("preconditions");
        json.WriteString("resourceVersion", lease.Version);
        json.WriteEndObject();
    });

    /// <summary>A new namespace.</summary>
    public static string Namespace(string name) => Json(json =>
    {
        json.WriteString("apiVersion", "v1");
        json.WriteString("kind", ApiResource.Namespaces.Kind);
        json.WriteStartObject("metadata");
        json.WriteString("name", name);
        json.WriteEndObject();
    });

    private static void Label(Utf8JsonWriter json, RunId run)
    {
        json.WriteStartObject("labels");
        json.WriteString(RunLabel, run.Value);
        json.WriteEndObject();
    }

    private static void Spec(Utf8JsonWriter json, string holder, TimeSpan duration, DateTimeOffset renewed, DateTimeOffset? acquired, long? transitions)
    {
        json.WriteStartObject("spec");
        json.WriteString("holderIdentity", holder);
        json.WriteNumber("leaseDurationSeconds", (long)duration.TotalSeconds);
        json.WriteString("renewTime", Micro(renewed));
        if (acquired is { } at)
            json.WriteString("acquireTime", Micro(at));
        if (transitions is { } count)
            json.WriteNumber("leaseTransitions", count);
        json.WriteEndObject();
    }

    /// <summary>As the API's <c>MicroTime</c> must be written: with exactly six digits.</summary>
    private static string Micro(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
