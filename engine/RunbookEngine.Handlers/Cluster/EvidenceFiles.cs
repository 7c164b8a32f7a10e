using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>What was gathered, as the files of a bundle. Pure.</summary>
internal static class EvidenceFiles
{
    private static readonly JsonWriterOptions s_readable = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The files by their path in the bundle.</summary>
    public static ImmutableSortedDictionary<string, string> Of(NodeEvidence evidence, ImmutableArray<string> telling)
    {
        var files = evidence.Texts.ToBuilder();
        Add("summary.txt", Summary(evidence, telling));
        Add("node.json", evidence.Node.ValueKind == JsonValueKind.Object ? NodeJson(evidence.Node) : "");
        Add("pods.txt", Lines(evidence.Pods.Select(PodLine)));
        Add("events.txt", Lines(evidence.Events.Select(static e => e.Line)));
        Add("budgets.txt", Lines(evidence.Budgets.Select(BudgetLine)));
        Add("health.txt", Lines(evidence.Health.Select(static h => h.Line)));
        Add("missing.txt", Lines(evidence.Missing));
        return files.ToImmutable();

        void Add(string name, string text)
        {
            if (text.Length > 0)
                files[name] = text;
        }
    }

    private static string Summary(NodeEvidence e, ImmutableArray<string> telling)
    {
        var lines = new List<string>
        {
            $"{(e.Name.Length > 0 ? $"Node {e.Name}" : "The cluster")}, looked at {e.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC", "",
        };
        lines.AddRange(telling.IsEmpty ? ["Nothing stands out."] : telling);
        if (e.Node.ValueKind != JsonValueKind.Object)
            return Lines(lines);
        lines.Add("");
        lines.AddRange(e.Node.Items("status", "conditions").Select(static c => $"condition {c.Text("type"),-20} {c.Text("status"),-7} since {c.Text("lastTransitionTime")}  {Sentences.OneLine(c.Text("message"))}"));
        lines.AddRange(e.Node.Items("spec", "taints").Select(static t => $"taint {t.Text("key")}={t.Text("value")}:{t.Text("effect")}"));
        lines.AddRange(e.Node.Texts("status", "nodeInfo").Where(static i => i.Value.Length > 0).Select(static i => $"{i.Key} {i.Value}"));
        lines.AddRange(e.Node.Items("status", "addresses").Select(static a => $"address {a.Text("type")} {a.Text("address")}"));
        lines.AddRange(e.Node.Texts("status", "allocatable").Select(static a => $"allocatable {a.Key} {a.Value}"));
        lines.Add($"lease renewed {(e.Renewed is { } renewed ? renewed.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "not known")}");
        lines.Add($"maintained by {(e.MaintainedBy.Length > 0 ? e.MaintainedBy : "nobody")}");
        return Lines(lines);
    }

    private static string PodLine(PodFact p) => string.Create(CultureInfo.InvariantCulture,
        $"{p.Words,-60} {(p.Health.IsReady ? "ready" : "not ready"),-9} {p.Health.State,-30} restarts={p.Restarts} owner={(p.Owner.Length > 0 ? p.Owner : "none")}");

    private static string BudgetLine(BudgetFact b) =>
        $"{b.Budget.Words,-40} allowed={b.Budget.Allowed} healthy={b.Budget.Healthy.Current} needed={b.Budget.Healthy.Desired}{(b.Pods.IsEmpty ? "" : $" pods={string.Join(',', b.Pods)}")}";

    /// <summary>The node without what only machines read.</summary>
    private static string NodeJson(JsonElement node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, s_readable))
            Write(writer, node, static (path, name) => (path, name) is ("metadata", "managedFields") or ("status", "images"), "");
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element, Func<string, string, bool> isLeftOut, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            element.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var property in element.EnumerateObject().Where(p => !isLeftOut(path, p.Name)))
        {
            writer.WritePropertyName(property.Name);
            Write(writer, property.Value, isLeftOut, property.Name);
        }

        writer.WriteEndObject();
    }

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(static l => l + "\n"));
}
