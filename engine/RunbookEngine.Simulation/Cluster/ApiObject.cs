using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>
/// An object that the server keeps. What is read of it often is read once for each of its versions, and so are its bytes: a list of ten thousand is put together from pieces that are there already.
/// </summary>
internal sealed class ApiObject(ApiKind kind, string fullName, JsonObject json)
{
    private byte[]? _bytes;
    private Dictionary<string, string>? _labels;
    private (bool IsKnown, JsonObject? Reference) _controller;
    private string? _node;
    private string? _phase;
    private bool? _isReady;
    private bool? _isGoing;

    public ApiKind Kind => kind;

    /// <summary>With its namespace in front where it has one.</summary>
    public string FullName => fullName;

    /// <summary>As it is now. Whoever changes it says so to the server at once.</summary>
    public JsonObject Json { get; private set; } = json;

    public JsonObject Meta => Json.Meta();

    public string Name => (string)Meta["name"]!;

    public string? Space => (string?)Meta["namespace"];

    public string Uid => (string)Meta["uid"]!;

    public Dictionary<string, string> Labels => _labels ??= ReadLabels();

    /// <summary>The node that a pod is on; empty when it is nowhere.</summary>
    public string Node => _node ??= (string?)(Json["spec"] as JsonObject)?["nodeName"] ?? "";

    public bool IsReady => _isReady ??= Json.IsReady();

    /// <summary>Whether it is being deleted.</summary>
    public bool IsGoing => _isGoing ??= Meta["deletionTimestamp"] is not null;

    public bool IsHeld => Meta["finalizers"] is JsonArray { Count: > 0 };

    public string Phase => _phase ??= (string?)(Json["status"] as JsonObject)?["phase"] ?? "";

    /// <summary>The reference to its controller; null when it has none.</summary>
    public JsonObject? Controller => _controller.IsKnown ? _controller.Reference : (_controller = (true, ReadController())).Reference;

    private JsonObject? ReadController() => (Meta["ownerReferences"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(static o => (bool?)o["controller"] == true);

    /// <summary>The budgets over it, when it is a pod.</summary>
    public List<Budget> Budgets { get; } = [];

    /// <summary>Whether it has run to its end on its node, and is only held by what must still be done for it.</summary>
    public bool HasStopped { get; set; }

    /// <summary>What those who look after it know of it.</summary>
    public object? Life { get; set; }

    /// <summary>Another version of it.</summary>
    public void Become(JsonObject next)
    {
        Json = next;
        Forget();
    }

    /// <summary>What was read of it counts no more.</summary>
    public void Forget() => (_bytes, _labels, _controller, _node, _phase, _isReady, _isGoing) = (null, null, default, null, null, null, null);

    /// <summary>Its bytes without the first brace, and without its kind and version.</summary>
    public ReadOnlySpan<byte> Rest => (_bytes ??= Write()).AsSpan(1);

    public JsonElement Element() => JsonDocument.Parse(Shown(kind.Group.Length == 0 ? kind.Versions[0] : $"{kind.Group}/{kind.Versions[0]}")).RootElement;

    /// <summary>As the server shows it alone.</summary>
    public byte[] Shown(string apiVersion)
    {
        var start = Encoding.UTF8.GetBytes($$"""{"kind":"{{kind.Kind}}","apiVersion":"{{apiVersion}}",""");
        return [.. start, .. Rest];
    }

    private byte[] Write()
    {
        using var stream = new MemoryStream(512);
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in Json)
            {
                if (name is "kind" or "apiVersion" || value is null)
                    continue;
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private Dictionary<string, string> ReadLabels()
    {
        var labels = new Dictionary<string, string>();
        foreach (var (name, value) in Meta["labels"] as JsonObject ?? [])
            labels[name] = (string?)value ?? "";
        return labels;
    }
}
