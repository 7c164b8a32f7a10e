using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RunbookEngine.Cluster;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>The objects and their versions.</summary>
public partial class SimulatedApi
{
    private readonly Dictionary<(string Group, string Plural), ObjectShelf> _shelves = [];
    private long _version = 1000;

    /// <summary>Puts objects there as they are, or in place of those of their names.</summary>
    public void Put(params IEnumerable<JsonObject> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        lock (Gate)
        {
            foreach (var item in items)
                Store(KindOf(item), item.AsRead());
        }
    }

    /// <summary>An object as it is now; null when there is none.</summary>
    /// <param name="plural">Such as <c>pods</c>.</param>
    /// <param name="name">Its name, with the namespace in front where it has one: <c>default/web-1</c>.</param>
    public JsonElement? this[string plural, string name]
    {
        get
        {
            lock (Gate)
            {
                CatchUp();
                Freshen(plural);
                return Find(plural, name)?.Element();
            }
        }
    }

    /// <summary>All objects of a kind as they are now.</summary>
    public IReadOnlyList<JsonElement> All(string plural)
    {
        lock (Gate)
        {
            CatchUp();
            Freshen(plural);
            return [.. Stored(plural).Select(static o => o.Element())];
        }
    }

    /// <summary>Changes an object behind everybody's back.</summary>
    public void Edit(string plural, string name, Action<JsonObject> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (Gate)
        {
            CatchUp();
            Freshen(plural);
            var item = Find(plural, name) ?? throw new ArgumentException($"there are no {plural} {name}");
            var next = (JsonObject)item.Json.DeepClone();
            change(next);
            Store(item.Kind, next.AsRead());
        }
    }

    /// <summary>Takes an object away behind everybody's back.</summary>
    public void Take(string plural, string name)
    {
        lock (Gate)
        {
            CatchUp();
            Erase(Find(plural, name) ?? throw new ArgumentException($"there are no {plural} {name}"));
        }
    }

    /// <summary>Brings up to date what is kept only as far as somebody looks.</summary>
    /// <param name="plural">The kind that is looked at.</param>
    /// <param name="space">The namespace that is looked at; null: all.</param>
    /// <param name="name">The one that is looked at; null: all.</param>
    internal virtual void Freshen(string plural, string? space = null, string? name = null)
    {
        if (plural == "poddisruptionbudgets")
            Budgets.Refresh();
    }

    /// <summary>Called when an object is there, or there in another version.</summary>
    internal virtual void OnStored(ApiObject item, bool isNew)
    {
    }

    /// <summary>Called when an object is gone.</summary>
    internal virtual void OnErased(ApiObject item)
    {
    }

    internal ObjectShelf Shelf(ApiKind kind)
    {
        if (!_shelves.TryGetValue((kind.Group, kind.Plural), out var shelf))
            _shelves[(kind.Group, kind.Plural)] = shelf = new();
        return shelf;
    }

    internal IEnumerable<ApiObject> Stored(string plural) => _shelves.Where(s => s.Key.Plural == plural).SelectMany(static s => s.Value.All.Items);

    internal IEnumerable<ApiObject> AllObjects() => _shelves.Values.SelectMany(static s => s.All.Items);

    internal ApiObject? Find(string plural, string fullName) => Shelf(KindNamed(plural)).Find(fullName);

    /// <summary>Keeps an object, which belongs to the server from now on.</summary>
    internal ApiObject Store(ApiKind kind, JsonObject json)
    {
        var (meta, shelf) = (json.Meta(), Shelf(kind));
        var item = shelf.Find(json.FullName());
        var isNew = item is null;
        meta["uid"] ??= NewUid();
        meta["creationTimestamp"] ??= Now;
        meta["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        var seen = item is null ? s_nobody : Seeing(item);
        if (item is null)
            shelf.Add(item = new(kind, json.FullName(), json));
        else
            item.Become(json);
        Settle(item, isNew, seen);
        return item;
    }

    /// <summary>Changes an object in place; what the change writes is as the wire has it: whole numbers are long.</summary>
    internal void Change(ApiObject item, Action<JsonObject> change)
    {
        var seen = Seeing(item);
        change(item.Json);
        item.Meta["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        item.Forget();
        Settle(item, false, seen);
    }

    internal void Erase(ApiObject item)
    {
        if (Shelf(item.Kind).Find(item.FullName) != item)
            return;
        var seen = Seeing(item);
        Shelf(item.Kind).Remove(item);
        _version++;
        Budgets.Forget(item);
        foreach (var follower in seen)
            follower.Writer.TryWrite(new(ClusterChangeKind.Deleted, item.Element()));
        OnErased(item);
    }

    private void Settle(ApiObject item, bool isNew, List<Follower> seen)
    {
        Shelf(item.Kind).Place(item);
        Budgets.Note(item, isNew);
        if (item.Kind.Plural == "pods" && item.IsGoing && !item.HasStopped)
            _going.Add(item);
        Tell(item, seen);
        OnStored(item, isNew);
    }

    private string NewUid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    private static ClusterAnswer Shown(ResourcePath path, ApiObject item, int status = 200) => new(status, item.Shown(path.ApiVersion));

    private static ClusterAnswer Shown(ApiKind kind, ResourcePath path, JsonObject item, int status = 200) => new(status, new ApiObject(kind, "", item.AsRead()).Shown(path.ApiVersion));

    private ClusterAnswer Get(ApiKind kind, ResourcePath path)
    {
        Freshen(kind.Plural, path.Space, path.Name);
        return Shelf(kind).Find(path.FullName) is { } item ? Shown(path, item) : NotFound(kind, path.Name!);
    }

    private ClusterAnswer List(ApiKind kind, ResourcePath path, ClusterRequest request)
    {
        Freshen(kind.Plural, path.Space);
        if (!ListSelection.TryRead(kind, request, out var selection, out var refusal))
            return refusal;
        var page = new ListPage(kind, path.ApiVersion, selection.Limit ?? int.MaxValue);
        var isCounted = selection.IsEverything;
        foreach (var item in Candidates(kind, path.Space, selection))
        {
            // As the server does: how many are left is told only where nothing was selected, which would have to be looked through.
            if (selection.Fits(item) && !page.Add(item) && !isCounted)
                break;
        }

        return new(200, page.End(_version, isCounted));
    }

    private IEnumerable<ApiObject> Candidates(ApiKind kind, string? space, ListSelection selection)
    {
        var shelf = Shelf(kind);
        var all = selection.Node is { Length: > 0 } node && kind is { Plural: "pods", Group: "" } ? shelf.On(node) : shelf.All;
        return all.From(space, selection.After);
    }
}
