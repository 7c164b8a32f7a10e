using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RunbookEngine.Cluster;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>Create, replace, patch and delete, with the checks that the server makes.</summary>
public partial class SimulatedApi
{
    private const string Subdomain = @"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

    private ClusterAnswer Create(ApiKind kind, ResourcePath path, JsonObject body, ClusterRequest request)
    {
        var meta = body.Meta();
        if (meta["generateName"] is { } stem && meta["name"] is null)
            meta["name"] = $"{stem}{Suffix()}";
        if (RefusalOfName(kind, path, meta) is { } wrong)
            return wrong;
        if (path.Space is not null)
            meta["namespace"] = path.Space;
        if (Shelf(kind).Find(body.FullName()) is not null)
            return Refusal(409, "AlreadyExists", $"{kind.FullName} \"{meta["name"]}\" already exists");
        if (IsTerminating(path.Space) is { } refusal)
            return refusal($"{kind.FullName} \"{meta["name"]}\"");
        if (IsDryRun(request))
            return Shown(kind, path, body, 201);
        FieldOwners.Claim(body, null, ManagerOf(request), "Update", Now);
        // The phase that these begin with.
        if (kind.Plural is "pods" or "namespaces" && body["status"]?["phase"] is null)
            body.Status()["phase"] = kind.Plural == "pods" ? "Pending" : "Active";
        return Shown(path, Store(kind, body.AsRead()), 201);
    }

    /// <summary>What the server says of a new object's name; null: it takes it. Simplified: every kind's names are held to the rule that most have.</summary>
    private static ClusterAnswer? RefusalOfName(ApiKind kind, ResourcePath path, JsonObject meta)
    {
        if (path.Space is not null && meta["namespace"] is { } space && (string?)space != path.Space)
            return Refusal(400, "BadRequest", "the namespace of the provided object does not match the namespace sent on the request");
        var name = (string?)meta["name"] ?? "";
        if (name.Length == 0)
            return Refusal(422, "Invalid", $"{kind.Kind} \"\" is invalid: metadata.name: Required value: name or generateName is required", [("FieldValueRequired", "Required value: name or generateName is required", "metadata.name")]);
        // Names of roles and the like may hold more.
        if (kind.Group == "rbac.authorization.k8s.io" || SubdomainName().IsMatch(name))
            return null;
        var rule = $"Invalid value: \"{name}\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', "
            + $"regex used for validation is '{Subdomain}')";
        return Refusal(422, "Invalid", $"{kind.Kind} \"{name}\" is invalid: metadata.name: {rule}", [("FieldValueInvalid", rule, "metadata.name")]);
    }

    [GeneratedRegex($@"^{Subdomain}\z")]
    private static partial Regex SubdomainName();

    /// <summary>Whether objects can only be where there is a namespace.</summary>
    internal virtual bool NeedsNamespaces => false;

    private Func<string, ClusterAnswer>? IsTerminating(string? space)
    {
        if (space is null)
            return null;
        var found = Find("namespaces", space);
        if (found is null && NeedsNamespaces)
            return _ => Refusal(404, "NotFound", $"namespaces \"{space}\" not found");
        return found is { IsGoing: true }
            ? what => Refusal(
                403, "Forbidden", $"{what} is forbidden: unable to create new content in namespace {space} because it is being terminated",
                [("NamespaceTerminating", $"namespace {space} is being terminated")])
            : null;
    }

    private ClusterAnswer Replace(ApiKind kind, ResourcePath path, JsonObject body, ClusterRequest request)
    {
        if ((string?)body.Meta()["name"] is { } name && name != path.Name)
            return Refusal(400, "BadRequest", $"the name of the object ({name}) does not match the name on the URL ({path.Name})");
        if (Shelf(kind).Find(path.FullName)?.Json is not { } old)
            return NotFound(kind, path.Name!);
        var item = (JsonObject)body.DeepClone();
        item.Meta()["name"] = path.Name;
        if (path.Space is not null)
            item.Meta()["namespace"] = path.Space;
        return Change(kind, path, old, item, request, "Update");
    }

    private ClusterAnswer Patch(ApiKind kind, ResourcePath path, JsonNode body, ClusterRequest request)
    {
        if (request.ContentType == PatchTypes.Apply)
            return Apply(kind, path, (JsonObject)body, request);
        if (Shelf(kind).Find(path.FullName)?.Json is not { } old)
            return NotFound(kind, path.Name!);
        if (request.ContentType == PatchTypes.Strategic && kind.IsCustom)
            return Refusal(415, "UnsupportedMediaType", "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, "
                + "application/merge-patch+json, application/apply-patch+yaml");
        var item = request.ContentType switch
        {
            PatchTypes.Merge => (JsonObject)ObjectPatch.Merge(old, body)!,
            PatchTypes.Strategic => (JsonObject)ObjectPatch.Strategic(old, body, "")!,
            PatchTypes.Json => ObjectPatch.Operations(old, (JsonArray)body),
            _ => null,
        };
        if (item is null)
            return Refusal(422, "Invalid", "the server rejected our request due to an error in our request");
        return Change(kind, path, old, item, request, "Update");
    }

    private ClusterAnswer Apply(ApiKind kind, ResourcePath path, JsonObject body, ClusterRequest request)
    {
        if (request.Query.All(static q => q.Key != "fieldManager"))
            return Refusal(422, "Invalid", "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch", [("FieldValueRequired", "Required value: is required for apply patch", "fieldManager")]);
        var manager = ManagerOf(request);
        if (Shelf(kind).Find(path.FullName)?.Json is not { } old)
        {
            var made = (JsonObject)body.DeepClone();
            (made.Meta()["name"], made.Meta()["namespace"]) = (path.Name, path.Space);
            if (path.Space is null)
                made.Meta().Remove("namespace");
            if (IsTerminating(path.Space) is { } refusal)
                return refusal($"{kind.FullName} \"{path.Name}\"");
            if (IsDryRun(request))
                return Shown(kind, path, made, 201);
            FieldOwners.Claim(made, null, manager, "Apply", Now);
            return Shown(path, Store(kind, made.AsRead()), 201);
        }

        var isForced = request.Query.Any(static q => q is { Key: "force", Value: "true" });
        if (!isForced && FieldOwners.Conflicts(old, body, manager) is { Length: > 0 } conflicts)
            return Refusal(
                409, "Conflict", $"Apply failed with {conflicts.Length} conflict{(conflicts.Length > 1 ? "s" : "")}: "
                    + string.Join(", ", conflicts.Select(static c => $"conflict with \"{c.Manager}\": {c.Field}")),
                conflicts.Select(static c => ("FieldManagerConflict", $"conflict with \"{c.Manager}\"", (string?)c.Field)));
        var wanted = (JsonObject)body.DeepClone();
        var item = (JsonObject)ObjectPatch.Strategic(FieldOwners.WithoutGivenUp(old, body, manager), wanted, "")!;
        // A map that nothing is in is not shown.
        if (item["data"] is JsonObject { Count: 0 })
            item.Remove("data");
        return Change(kind, path, old, item, request, "Apply", body);
    }

    private ClusterAnswer Change(ApiKind kind, ResourcePath path, JsonObject old, JsonObject item, ClusterRequest request, string operation, JsonObject? applied = null)
    {
        var (meta, before) = (item.Meta(), old.Meta());
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
        FieldOwners.Claim(item, old, ManagerOf(request), operation, Now, applied);
        if (meta["generation"] is { } generation && !JsonNode.DeepEquals(old["spec"], item["spec"]))
            meta["generation"] = (long)generation + 1;
        if (meta["deletionTimestamp"] is not null && meta["finalizers"] is not JsonArray { Count: > 0 } && Shelf(kind).Find(path.FullName) is { } going && (kind.Plural != "pods" || going.HasStopped))
        {
            going.Become(item.AsRead());
            Erase(going);
            return Shown(kind, path, item);
        }

        return Shown(path, Store(kind, item.AsRead()));
    }

    private ClusterAnswer Delete(ApiKind kind, ResourcePath path, JsonObject? options)
    {
        if (Shelf(kind).Find(path.FullName) is not { } item)
            return NotFound(kind, path.Name!);
        var conflict = $"Operation cannot be fulfilled on {kind.Kind}{(kind.Group.Length > 0 ? "." : "")}{kind.Group} \"{path.Name}\": the ";
        if (options?["preconditions"]?["uid"] is { } uid && (string?)uid != item.Uid)
            return Refusal(409, "Conflict", $"{conflict}UID in the precondition ({uid}) does not match the UID in record ({item.Uid}). The object might have been deleted and then recreated");
        if (options?["preconditions"]?["resourceVersion"] is { } version && (string?)version != (string?)item.Meta["resourceVersion"])
            return Refusal(409, "Conflict", $"{conflict}ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({item.Meta["resourceVersion"]}). The object might have been modified");
        if (options?["dryRun"] is not null)
            return Shown(path, item);
        // What has a time to stop is shown even when it gets none.
        return Delete(item, options?["gracePeriodSeconds"].Number()) || kind.Plural == "pods"
            ? Shown(path, item)
            : Answer(200, new JsonObject
            {
                ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success",
                ["details"] = new JsonObject { ["name"] = path.Name, ["kind"] = kind.Plural, ["uid"] = item.Uid },
            });
    }

    private static bool IsDryRun(ClusterRequest request) => request.Query.Any(static q => q.Key == "dryRun");

    private static string ManagerOf(ClusterRequest request) => request.Query.Where(static q => q.Key == "fieldManager").Select(static q => q.Value).FirstOrDefault() ?? "unknown";
}
