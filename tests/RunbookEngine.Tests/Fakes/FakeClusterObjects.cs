using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using RunbookEngine.Cluster;

namespace RunbookEngine.Tests.Fakes;

/// <summary>The objects, their versions, and who follows them.</summary>
public sealed partial class FakeCluster
{
    private readonly SortedDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly List<Follower> _followers = [];
    private long _version = 1000;

    /// <summary>Puts an object there as it is, or in place of the one of its name.</summary>
    public FakeCluster Add(params JsonObject[] items)
    {
        lock (_lock)
        {
            foreach (var item in items)
                Store(KindOf(item), (JsonObject)item.DeepClone());
        }

        return this;
    }

    /// <summary>An object as it is now; null when there is none.</summary>
    /// <param name="plural">Such as <c>pods</c>.</param>
    /// <param name="name">Its name, with the namespace in front where it has one: <c>default/web-1</c>.</param>
    public JsonElement? this[string plural, string name]
    {
        get
        {
            lock (_lock)
            {
                LetTimeWork();
                var kind = _kinds.First(k => k.Plural == plural);
                return _objects.TryGetValue(Key(kind, name), out var item) ? Element(item) : null;
            }
        }
    }

    /// <summary>All objects of a kind as they are now.</summary>
    public IReadOnlyList<JsonElement> All(string plural)
    {
        lock (_lock)
        {
            LetTimeWork();
            return [.. Stored(plural).Select(Element)];
        }
    }

    /// <summary>Changes an object behind everybody's back.</summary>
    public FakeCluster Change(string plural, string name, Action<JsonObject> change)
    {
        lock (_lock)
        {
            var kind = _kinds.First(k => k.Plural == plural);
            var item = (JsonObject)_objects[Key(kind, name)].DeepClone();
            change(item);
            Store(kind, item);
        }

        return this;
    }

    /// <summary>Takes an object away behind everybody's back.</summary>
    public FakeCluster Remove(string plural, string name)
    {
        lock (_lock)
        {
            var kind = _kinds.First(k => k.Plural == plural);
            Erase(kind, _objects[Key(kind, name)]);
        }

        return this;
    }

    private static JsonElement Element(JsonNode node) => JsonDocument.Parse(node.ToJsonString()).RootElement;

    private static string Key(FakeKind kind, string name) => $"{kind.Group}|{kind.Plural}|{name}";

    private static string NameOf(JsonObject item) => Meta(item)["namespace"] is { } space ? $"{space}/{Meta(item)["name"]}" : (string)Meta(item)["name"]!;

    private static JsonObject Meta(JsonObject item) => (JsonObject)(item["metadata"] ??= new JsonObject());

    private JsonObject[] Stored(string plural) => [.. _objects.Where(o => o.Key.Split('|')[1] == plural).Select(static o => o.Value)];

    private JsonObject? At(FakeKind kind, ResourcePath path) => _objects.GetValueOrDefault(Key(kind, path.Space is null ? path.Name! : $"{path.Space}/{path.Name}"));

    private JsonObject Store(FakeKind kind, JsonObject item)
    {
        // As read from the wire, so that a number is a number of any size.
        item = (JsonObject)JsonNode.Parse(item.ToJsonString())!;
        Prune(item);
        var meta = Meta(item);
        var isNew = !_objects.TryGetValue(Key(kind, NameOf(item)), out var old);
        meta["uid"] ??= Guid.NewGuid().ToString();
        meta["creationTimestamp"] ??= Now;
        meta["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        _objects[Key(kind, NameOf(item))] = item;
        foreach (var follower in _followers)
            follower.Tell(kind, isNew ? null : old, item);
        return item;
    }

    /// <summary>The server shows no field that is null.</summary>
    private static void Prune(JsonObject item)
    {
        foreach (var (name, value) in item.ToArray())
        {
            if (value is null)
                item.Remove(name);
            else if (value is JsonObject inner)
                Prune(inner);
        }
    }

    private void Erase(FakeKind kind, JsonObject item)
    {
        _objects.Remove(Key(kind, NameOf(item)));
        _version++;
        foreach (var follower in _followers)
            follower.Tell(kind, item, null);
        Renew(item);
    }

    private static ClusterAnswer Shown(FakeKind kind, ResourcePath path, JsonObject item, int status = 200)
    {
        var shown = (JsonObject)item.DeepClone();
        shown["kind"] = kind.Kind;
        shown["apiVersion"] = new ApiResource(path.Group, path.Version, "", "", false).ApiVersion;
        return Answer(status, shown);
    }

    private ClusterAnswer Get(FakeKind kind, ResourcePath path) => At(kind, path) is { } item ? Shown(kind, path, item) : NotFound(kind, path.Name!);

    private ClusterAnswer List(FakeKind kind, ResourcePath path, ClusterRequest request)
    {
        var selection = Selection.Of(request);
        var all = Stored(kind, path).Where(selection.Fits).ToArray();
        var from = selection.After is { } after ? Array.FindIndex(all, o => string.CompareOrdinal(NameOf(o), after) > 0) : 0;
        var page = from < 0 ? [] : all.Skip(from).Take(selection.Limit ?? int.MaxValue).ToArray();
        var left = all.Length - Math.Max(from, 0) - page.Length;
        var meta = new JsonObject { ["resourceVersion"] = _version.ToString(CultureInfo.InvariantCulture) };
        if (left > 0 && page.Length > 0)
            (meta["continue"], meta["remainingItemCount"]) = (Convert.ToBase64String(Encoding.UTF8.GetBytes(NameOf(page[^1]))), left);
        return Answer(200, new JsonObject
        {
            ["kind"] = kind.Kind + "List",
            ["apiVersion"] = new ApiResource(path.Group, path.Version, "", "", false).ApiVersion,
            ["metadata"] = meta,
            ["items"] = new JsonArray([.. page.Select(o => Listed(kind, o))]),
        });
    }

    /// <summary>Lists of the server's own kinds do not say the kind again in each item.</summary>
    private static JsonObject Listed(FakeKind kind, JsonObject item)
    {
        var shown = (JsonObject)item.DeepClone();
        if (!kind.IsCustom)
        {
            shown.Remove("kind");
            shown.Remove("apiVersion");
        }

        return shown;
    }

    private IEnumerable<JsonObject> Stored(FakeKind kind, ResourcePath path)
    {
        var prefix = Key(kind, path.Space is null ? "" : path.Space + "/");
        return _objects.Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(static o => o.Value);
    }

    private ChannelReader<ClusterChange> Follow(ResourcePath path, Selection selection)
    {
        var kind = Find(path) ?? throw new ClusterException(Refusal(404, "NotFound", "the server could not find the requested resource"));
        var channel = Channel.CreateUnbounded<ClusterChange>();
        foreach (var item in Stored(kind, path).Where(selection.Fits))
            channel.Writer.TryWrite(new(ClusterChangeKind.Added, Element(item)));
        channel.Writer.TryWrite(new(ClusterChangeKind.Synced, default));
        _followers.Add(new(kind, path.Space, selection, channel.Writer));
        return channel.Reader;
    }

    private sealed record Follower(FakeKind Kind, string? Space, Selection Selection, ChannelWriter<ClusterChange> Writer)
    {
        public void Tell(FakeKind kind, JsonObject? old, JsonObject? item)
        {
            var (was, now) = (Fits(kind, old), Fits(kind, item));
            if (now)
                Writer.TryWrite(new(was ? ClusterChangeKind.Modified : ClusterChangeKind.Added, Element(item!)));
            else if (was)
                Writer.TryWrite(new(ClusterChangeKind.Deleted, Element(item ?? old!)));
        }

        private bool Fits(FakeKind kind, JsonObject? item) =>
            kind == Kind && item is not null && (Space is null || (string?)Meta(item)["namespace"] == Space) && Selection.Fits(item);
    }

    /// <summary>The parameters of a list.</summary>
    private sealed record Selection(LabelSelector Labels, (string[] Path, string Value, bool IsEqual)[] Fields, int? Limit, string? After)
    {
        public static Selection Of(ClusterRequest request)
        {
            var query = request.Query.ToDictionary(static q => q.Key, static q => q.Value);
            if (!LabelSelector.TryParse(query.GetValueOrDefault("labelSelector", ""), out var labels, out var error))
                throw new ClusterException(Refusal(400, "BadRequest", $"unable to parse requirement: {error}"));
            var fields = query.GetValueOrDefault("fieldSelector", "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static f =>
            {
                var isEqual = !f.Contains("!=", StringComparison.Ordinal);
                var parts = f.Split(isEqual ? "=" : "!=", 2);
                return (parts[0].Split('.'), parts[1].TrimStart('='), isEqual);
            });
            return new(
                labels,
                [.. fields],
                query.TryGetValue("limit", out var limit) ? int.Parse(limit, CultureInfo.InvariantCulture) : null,
                query.TryGetValue("continue", out var after) ? Encoding.UTF8.GetString(Convert.FromBase64String(after)) : null);
        }

        public bool Fits(JsonObject item)
        {
            var json = Element(item);
            return Labels.Matches(json.Texts("metadata", "labels").ToDictionary()) && Fields.All(f => json.Text(f.Path) == f.Value == f.IsEqual);
        }
    }
}
