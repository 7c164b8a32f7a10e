using System.Text.Json.Nodes;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>The static pods of the control plane, which follow the manifests on their machines.</summary>
public sealed partial class SimulatedCluster
{
    private readonly List<NodeLife> _planes = [];

    /// <summary>Whether etcd can be written to; without it no API server answers. Always true unless whoever plays etcd says otherwise.</summary>
    public Func<bool> IsStorageUp { get; set; } = static () => true;

    /// <summary>An API server runs somewhere; or the control plane is no part of this world, and always does.</summary>
    internal bool HasApiServer()
    {
        lock (Gate)
        {
            CatchUp();
            return IsStorageUp() && (_planes.Count == 0 || _planes.Any(static p => p.HasPower && p.Running.Contains("kube-apiserver")));
        }
    }

    private string[] MirrorsOn(NodeLife machine) =>
        [.. On(machine).Where(static p => p.Meta["annotations"]?["kubernetes.io/config.mirror"] is not null).Select(static p => p.Labels["component"])];

    /// <summary>The kubelet makes of a component what its manifest says, after a while.</summary>
    private void Mirror(NodeLife machine, string component, TimeSpan after) => Agenda.In(after, () =>
    {
        if (!machine.IsAlive || machine.Item is null)
            return;
        var pod = Find("pods", $"kube-system/{component}-{machine.Name}");
        var image = machine.Manifests.GetValueOrDefault(component);
        var isSame = image is not null && pod is not null && (string?)pod.Json["spec"]!["containers"]![0]!["image"] == image;
        if (isSame && machine.Running.Contains(component))
        {
            if (!pod!.IsReady)
                Change(pod, static json => json["status"] = Running());
            return;
        }

        machine.Running.Remove(component);
        if (pod is not null && !isSame)
            Erase(pod);
        if (image is not null)
            Run(machine, component, image, isSame ? pod! : Store(KindNamed("pods"), MirrorPod(machine, component, image, NotReady()).AsRead()));
    });

    private void Run(NodeLife machine, string component, string image, ApiObject pod) => Agenda.In(Between(3, 8), () =>
    {
        if (!IsThere(pod) || !machine.IsAlive || machine.Manifests.GetValueOrDefault(component) != image)
            return;
        machine.Running.Add(component);
        if (!pod.IsReady)
            Change(pod, static json => json["status"] = Running());
        TellVersion();
    });

    /// <summary>The first API server that runs is the one that answers.</summary>
    private void TellVersion()
    {
        var image = _planes.Where(static p => p.HasPower && p.Running.Contains("kube-apiserver")).Select(static p => p.Manifests.GetValueOrDefault("kube-apiserver")).FirstOrDefault(static i => i is not null);
        if (image is null)
            return;
        ServerVersion = image[(image.LastIndexOf(':') + 1)..];
        PolicyVersions = Minor(ServerVersion) switch { < 21 => ["v1beta1"], < 25 => ["v1", "v1beta1"], _ => ["v1"] };
    }

    private static int Minor(string version) => int.Parse(version.Split('.')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static JsonObject MirrorPod(NodeLife machine, string component, string image, JsonObject status) => new()
    {
        ["apiVersion"] = "v1", ["kind"] = "Pod",
        ["metadata"] = new JsonObject
        {
            ["name"] = $"{component}-{machine.Name}", ["namespace"] = "kube-system",
            ["labels"] = new JsonObject { ["component"] = component, ["tier"] = "control-plane" },
            ["annotations"] = new JsonObject { ["kubernetes.io/config.mirror"] = image, ["kubernetes.io/config.source"] = "file" },
            ["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["name"] = machine.Name, ["uid"] = machine.Item!.Uid, ["controller"] = true }),
        },
        ["spec"] = new JsonObject
        {
            ["nodeName"] = machine.Name, ["priorityClassName"] = "system-node-critical",
            ["containers"] = new JsonArray(new JsonObject { ["name"] = component, ["image"] = image, ["command"] = new JsonArray(component) }),
            ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists", ["effect"] = "NoExecute" }),
        },
        ["status"] = status,
    };
}
