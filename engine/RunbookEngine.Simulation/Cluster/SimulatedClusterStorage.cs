using System.Text.Json.Nodes;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>Velero and the snapshots of volumes, as their controllers play them.</summary>
public sealed partial class SimulatedCluster
{
    private static readonly string[] s_veleroKinds = ["Backup", "Restore", "Schedule", "BackupStorageLocation"];

    /// <summary>How backups and restores end: <c>Completed</c>, <c>PartiallyFailed</c> or <c>Failed</c>.</summary>
    public string VeleroEnds { get; set; } = "Completed";

    /// <summary>How long Velero works on a backup or a restore.</summary>
    public TimeSpan VeleroTakes { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a snapshot of a volume takes until it can be used; null: it never can.</summary>
    public TimeSpan? SnapshotTakes { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Adds Velero with one place for backups, which is its default.</summary>
    /// <param name="space">Its namespace.</param>
    /// <param name="isAvailable">Whether that place can be reached.</param>
    /// <param name="backups">Names of backups that are there and complete.</param>
    public SimulatedCluster AddVelero(string space = "velero", bool isAvailable = true, params IEnumerable<string> backups) => Build(() =>
    {
        HaveNamespace(space);
        foreach (var kind in s_veleroKinds)
            AddKind(new("velero.io", ["v1"], kind.ToLowerInvariant() + "s", kind, true) { IsCustom = true });
        Store(KindNamed("backupstoragelocations"), new JsonObject
        {
            ["apiVersion"] = "velero.io/v1", ["kind"] = "BackupStorageLocation", ["metadata"] = new JsonObject { ["name"] = "default", ["namespace"] = space },
            ["spec"] = new JsonObject { ["default"] = true, ["provider"] = "aws", ["accessMode"] = "ReadWrite" }, ["status"] = new JsonObject { ["phase"] = isAvailable ? "Available" : "Unavailable" },
        });
        foreach (var backup in backups ?? [])
        {
            Store(KindNamed("backups"), new JsonObject
            {
                ["apiVersion"] = "velero.io/v1", ["kind"] = "Backup", ["metadata"] = new JsonObject { ["name"] = backup, ["namespace"] = space },
                ["spec"] = new JsonObject { ["storageLocation"] = "default" }, ["status"] = new JsonObject { ["phase"] = "Completed" },
            });
        }
    });

    /// <summary>Adds the controller of snapshots and a class of them, which is the default.</summary>
    public SimulatedCluster AddSnapshots(string name = "csi") => Build(() =>
    {
        AddKind(new("snapshot.storage.k8s.io", ["v1"], "volumesnapshots", "VolumeSnapshot", true, "vs") { IsCustom = true });
        AddKind(new("snapshot.storage.k8s.io", ["v1"], "volumesnapshotcontents", "VolumeSnapshotContent", false, "vsc") { IsCustom = true });
        AddKind(new("snapshot.storage.k8s.io", ["v1"], "volumesnapshotclasses", "VolumeSnapshotClass", false, "vsclass") { IsCustom = true });
        Store(KindNamed("volumesnapshotclasses"), new JsonObject
        {
            ["apiVersion"] = "snapshot.storage.k8s.io/v1", ["kind"] = "VolumeSnapshotClass",
            ["metadata"] = new JsonObject { ["name"] = name, ["annotations"] = new JsonObject { ["snapshot.storage.kubernetes.io/is-default-class"] = "true" } },
            ["driver"] = "csi.example", ["deletionPolicy"] = "Delete",
        });
    });

    /// <summary>Adds a snapshot of a claim that can be used.</summary>
    public SimulatedCluster AddSnapshot(string space, string name, string claim) => Build(() =>
    {
        HaveNamespace(space);
        var item = Store(KindNamed("volumesnapshots"), new JsonObject
        {
            ["apiVersion"] = "snapshot.storage.k8s.io/v1", ["kind"] = "VolumeSnapshot", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = space },
            ["spec"] = new JsonObject { ["source"] = new JsonObject { ["persistentVolumeClaimName"] = claim } },
        });
        EndSnapshot(item);
    });

    /// <summary>Adds a claim with the volume behind it.</summary>
    public SimulatedCluster AddClaim(string space, string name, string size = "10Gi") => Build(() =>
    {
        HaveNamespace(space);
        Store(KindNamed("persistentvolumeclaims"), new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "PersistentVolumeClaim", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = space },
            ["spec"] = new JsonObject { ["volumeName"] = $"pv-{space}-{name}", ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["storage"] = size } } },
            ["status"] = new JsonObject { ["phase"] = "Bound", ["capacity"] = new JsonObject { ["storage"] = size } },
        });
    });

    private void WatchStorage(ApiObject item)
    {
        if (item.Life is not null || item.Kind.Group is not ("velero.io" or "snapshot.storage.k8s.io") || item.Json["status"]?["phase"] is not null)
            return;
        item.Life = item.Kind;
        if (item.Kind.Kind is "Backup" or "Restore")
            After(TimeSpan.FromSeconds(2), item, () => BeginVelero(item));
        else if (item.Kind.Kind == "Schedule")
            After(TimeSpan.FromSeconds(1), item, () => Change(item, static json => json.Status()["phase"] = "Enabled"));
        else if (item.Kind.Kind == "VolumeSnapshot" && SnapshotTakes is { } takes)
            After(takes, item, () => EndSnapshot(item));
    }

    private void After(TimeSpan time, ApiObject item, Action what) => Agenda.In(time, () =>
    {
        if (IsThere(item))
            what();
    });

    private void BeginVelero(ApiObject item)
    {
        if (Complaint(item) is { } complaint)
        {
            Change(item, json => (json.Status()["phase"], json.Status()["validationErrors"]) = ("FailedValidation", new JsonArray(complaint)));
            return;
        }

        Change(item, json => (json.Status()["phase"], json.Status()["startTimestamp"]) = ("InProgress", Now));
        After(VeleroTakes, item, () => Change(item, json =>
        {
            var items = item.Kind.Kind == "Backup" ? "itemsBackedUp" : "itemsRestored";
            (json.Status()["phase"], json.Status()["completionTimestamp"]) = (VeleroEnds, Now);
            json.Status()["progress"] = new JsonObject { ["totalItems"] = 120L, [items] = VeleroEnds == "Completed" ? 120L : 100L };
            if (VeleroEnds != "Completed")
                json.Status()["errors"] = 20L;
        }));
    }

    private string? Complaint(ApiObject item)
    {
        var spec = item.Json["spec"];
        if (item.Kind.Kind == "Backup")
            return (string?)spec?["storageLocation"] is { } place && Find("backupstoragelocations", $"{item.Space}/{place}") is null ? $"backup can't be created because backup storage location '{place}' doesn't exist" : null;
        return (string?)spec?["backupName"] is { Length: > 0 } backup && Find("backups", $"{item.Space}/{backup}") is null ? $"the backup '{backup}' was not found" : null;
    }

    private void EndSnapshot(ApiObject item)
    {
        if ((bool?)item.Json["status"]?["readyToUse"] == true)
            return;
        var content = $"snapcontent-{item.Uid}";
        var claim = Find("persistentvolumeclaims", $"{item.Space}/{item.Json["spec"]?["source"]?["persistentVolumeClaimName"]}");
        Store(KindNamed("volumesnapshotcontents"), new JsonObject
        {
            ["apiVersion"] = "snapshot.storage.k8s.io/v1", ["kind"] = "VolumeSnapshotContent", ["metadata"] = new JsonObject { ["name"] = content },
            ["spec"] = new JsonObject { ["volumeSnapshotRef"] = new JsonObject { ["name"] = item.Name, ["namespace"] = item.Space, ["uid"] = item.Uid } },
            ["status"] = new JsonObject { ["readyToUse"] = true },
        });
        var size = claim?.Json["status"]?["capacity"]?["storage"]?.DeepClone() ?? "1Gi";
        Change(item, json => json["status"] = new JsonObject { ["readyToUse"] = true, ["boundVolumeSnapshotContentName"] = content, ["restoreSize"] = size });
    }
}
