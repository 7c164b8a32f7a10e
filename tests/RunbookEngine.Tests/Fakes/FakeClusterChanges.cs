using System.Globalization;
using System.Text.Json.Nodes;
using RunbookEngine.Cluster;

namespace RunbookEngine.Tests.Fakes;

/// <summary>Create, replace, patch and delete, with the checks that the server makes.</summary>
public sealed partial class FakeCluster
{
    private ClusterAnswer Create(FakeKind kind, ResourcePath path, JsonObject body, ClusterRequest request)
    {
        var meta = Meta(body);
        if (meta["generateName"] is { } stem && meta["name"] is null)
            meta["name"] = $"{stem}{Guid.NewGuid().ToString("N")[..5]}";
        if (path.Space is not null)
            meta["namespace"] = path.Space;
        if (_objects.ContainsKey(Key(kind, NameOf(body))))
            return Refusal(409, "AlreadyExists", $"{kind.FullName} \"{meta["name"]}\" already exists");
        if (IsTerminating(path.Space) is { } refusal)
            return refusal($"{kind.FullName} \"{meta["name"]}\"");
        if (IsDryRun(request))
            return Shown(kind, path, body, 201);
        Owners.Claim(body, null, ManagerOf(request), "Update", Now);
        return Shown(kind, path, Store(kind, body), 201);
    }

    private Func<string, ClusterAnswer>? IsTerminating(string? space) =>
        space is not null && _objects.TryGetValue($"|namespaces|{space}", out var found) && Meta(found)["deletionTimestamp"] is not null
            ? what => Refusal(
                403, "Forbidden", $"{what} is forbidden: unable to create new content in namespace {space} because it is being terminated",
                ("NamespaceTerminating", $"namespace {space} is being terminated"))
            : null;

    private ClusterAnswer Replace(FakeKind kind, ResourcePath path, JsonObject body, ClusterRequest request) =>
        At(kind, path) is not { } old ? NotFound(kind, path.Name!) : Change(kind, path, old, (JsonObject)body.DeepClone(), request, "Update");

    private ClusterAnswer Patch(FakeKind kind, ResourcePath path, JsonNode body, ClusterRequest request)
    {
        if (request.ContentType == PatchTypes.Apply)
            return Apply(kind, path, (JsonObject)body, request);
        if (At(kind, path) is not { } old)
            return NotFound(kind, path.Name!);
        if (request.ContentType == PatchTypes.Strategic && kind.IsCustom)
            return Refusal(415, "UnsupportedMediaType", "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, "
                + "application/merge-patch+json, application/apply-patch+yaml");
        var item = request.ContentType switch
        {
            PatchTypes.Merge => (JsonObject)FakePatch.Merge(old, body)!,
            PatchTypes.Strategic => (JsonObject)FakePatch.Strategic(old, body, "")!,
            PatchTypes.Json => FakePatch.Operations(old, (JsonArray)body),
            _ => null,
        };
        if (item is null)
            return Refusal(422, "Invalid", "the server rejected our request due to an error in our request");
        return Change(kind, path, old, item, request, "Update");
    }

    private ClusterAnswer Apply(FakeKind kind, ResourcePath path, JsonObject body, ClusterRequest request)
    {
        var manager = ManagerOf(request);
        if (At(kind, path) is not { } old)
        {
            var made = (JsonObject)body.DeepClone();
            (Meta(made)["name"], Meta(made)["namespace"]) = (path.Name, path.Space);
            if (path.Space is null)
                Meta(made).Remove("namespace");
            if (IsTerminating(path.Space) is { } refusal)
                return refusal($"{kind.FullName} \"{path.Name}\"");
            if (IsDryRun(request))
                return Shown(kind, path, made, 201);
            Owners.Claim(made, null, manager, "Apply", Now);
            return Shown(kind, path, Store(kind, made), 201);
        }

        var isForced = request.Query.Any(static q => q is { Key: "force", Value: "true" });
        if (!isForced && Owners.Conflicts(old, body, manager) is { Length: > 0 } conflicts)
            return Refusal(
                409, "Conflict", $"Apply failed with {conflicts.Length} conflict{(conflicts.Length > 1 ? "s" : "")}: "
                    + string.Join(", ", conflicts.Select(static c => $"conflict with \"{c.Manager}\": {c.Field}")),
                [.. conflicts.Select(static c => ("FieldManagerConflict", $"conflict with \"{c.Manager}\""))]);
        var wanted = (JsonObject)body.DeepClone();
        var item = (JsonObject)FakePatch.Strategic(Owners.WithoutGivenUp(old, body, manager), wanted, "")!;
        return Change(kind, path, old, item, request, "Apply", body);
    }

    private ClusterAnswer Change(FakeKind kind, ResourcePath path, JsonObject old, JsonObject item, ClusterRequest request, string operation, JsonObject? applied = null)
    {
        var (meta, before) = (Meta(item), Meta(old));
        if (meta["resourceVersion"] is { } version && (string?)version != (string?)before["resourceVersion"])
            return Refusal(
                409, "Conflict",
                $"Operation cannot be fulfilled on {kind.FullName} \"{path.Name}\": the object has been modified; please apply your changes to the latest version and try again");
        foreach (var fixedField in new[] { "uid", "creationTimestamp", "resourceVersion", "deletionTimestamp" })
        {
            meta.Remove(fixedField);
            if (before[fixedField] is { } kept)
                meta[fixedField] = kept.DeepClone();
        }

        if (IsDryRun(request) || JsonNode.DeepEquals(old, item) && applied is null)
            return Shown(kind, path, item);
        Owners.Claim(item, old, ManagerOf(request), operation, Now, applied);
        if (meta["generation"] is { } generation && !JsonNode.DeepEquals(old["spec"], item["spec"]))
            meta["generation"] = (long)generation + 1;
        if (meta["deletionTimestamp"] is not null && meta["finalizers"] is not JsonArray { Count: > 0 } && kind.Plural != "pods")
        {
            Erase(kind, old);
            return Shown(kind, path, item);
        }

        return Shown(kind, path, Store(kind, item));
    }

    private ClusterAnswer Delete(FakeKind kind, ResourcePath path, JsonObject? options)
    {
        if (At(kind, path) is not { } item)
            return NotFound(kind, path.Name!);
        if (options?["preconditions"]?["uid"] is { } uid && (string?)uid != (string?)Meta(item)["uid"])
            return Refusal(
                409, "Conflict",
                $"Operation cannot be fulfilled on {kind.FullName} \"{path.Name}\": Precondition failed: UID in precondition: {uid}, UID in object meta: {Meta(item)["uid"]}");
        if (options?["preconditions"]?["resourceVersion"] is { } version && (string?)version != (string?)Meta(item)["resourceVersion"])
            return Refusal(409, "Conflict", $"Operation cannot be fulfilled on {kind.FullName} \"{path.Name}\": Precondition failed: ResourceVersion in precondition: {version}");
        if (options?["dryRun"] is not null)
            return Shown(kind, path, item);
        return Delete(kind, item, (long?)options?["gracePeriodSeconds"]) is { } going
            ? Shown(kind, path, going)
            : Answer(200, new JsonObject
            {
                ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success",
                ["details"] = new JsonObject { ["name"] = path.Name, ["kind"] = kind.Plural, ["uid"] = (string?)Meta(item)["uid"] },
            });
    }

    /// <summary>Deletes; the object as it is while something still holds it, null when it is gone.</summary>
    private JsonObject? Delete(FakeKind kind, JsonObject item, long? asked)
    {
        // As the server does: a pod that runs gets its own time unless another is asked for, and one that never ran none.
        var grace = kind.Plural == "pods" && item["spec"]?["nodeName"] is not null && (string?)item["status"]?["phase"] is not ("Succeeded" or "Failed")
            ? asked ?? (long?)item["spec"]?["terminationGracePeriodSeconds"] ?? 30
            : 0;
        var isHeld = Meta(item)["finalizers"] is JsonArray { Count: > 0 };
        if (grace == 0 && !isHeld)
        {
            Erase(kind, item);
            return null;
        }

        if (Meta(item)["deletionTimestamp"] is not null && grace >= ((long?)Meta(item)["deletionGracePeriodSeconds"] ?? 0))
            return item;
        var going = (JsonObject)item.DeepClone();
        Meta(going)["deletionTimestamp"] = Stamp(_clock.GetUtcNow().AddSeconds(grace));
        Meta(going)["deletionGracePeriodSeconds"] = grace;
        BeginStop(going);
        return Store(kind, going);
    }

    private static bool IsDryRun(ClusterRequest request) => request.Query.Any(static q => q.Key == "dryRun");

    private static string ManagerOf(ClusterRequest request) => request.Query.Where(static q => q.Key == "fieldManager").Select(static q => q.Value).FirstOrDefault() ?? "unknown";
}
