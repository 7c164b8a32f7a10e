namespace RunbookEngine.Language;

/// <summary>An example of every key of worlds and scenarios, in YAML.</summary>
internal static class FormatExamples
{
    /// <summary>What an author could write there.</summary>
    public static string Of(FileFormat format, FormatKey key) => key.Type switch
    {
        FormatType.Integer => key.Name switch { "replicas" => "3", "exit" => "0", "seed" => "7", "pods" => "110", _ => "1000" },
        FormatType.Boolean => "true",
        FormatType.Duration => "30s",
        FormatType.Size => "16Gi",
        FormatType.Cpu => "500m",
        FormatType.Version => "1.36.4",
        FormatType.Versions => "[1.36.4, 1.36.5]",
        FormatType.Choice => key.Choices[0],
        FormatType.Amount => "25%",
        FormatType.Taints => "[\"dedicated=db:NoSchedule\"]",
        FormatType.Names => "[\"w[1:3]\"]",
        FormatType.NamesMap => "{ db: [w1, w2] }",
        FormatType.ValueMap => "{ version: 1.36.4 }",
        FormatType.One => Section(format, key),
        FormatType.List => $"[{Section(format, key)}]",
        _ => Named(format, key.Name),
    };

    /// <summary>What must be there, or else the first key that may be.</summary>
    private static string Section(FileFormat format, FormatKey key)
    {
        var keys = format[key.Section].Keys;
        var shown = keys.Any(static k => k.IsRequired) ? keys.Where(static k => k.IsRequired) : keys.Take(1);
        return $"{{ {string.Join(", ", shown.Select(k => $"{k.Name}: {Of(format, k)}"))} }}";
    }

    private static string Named(FileFormat format, string name) => name switch
    {
        "apiVersion" => Words.ApiVersion,
        "kind" => format.Kind,
        "address" => "10.0.0.21",
        "os" => "Ubuntu 24.04.3 LTS",
        "kernel" => "6.8.0-79-generic",
        "runtime" => "containerd://2.1.4",
        "packages" => "{ curl: 8.5.0 }",
        "held" => "[kubelet]",
        "files" => "{ /etc/motd: hello }",
        "labels" or "selector" => "{ app: web }",
        "node-selector" => "{ pool: blue }",
        "versions" => "{ w1: 1.36.4 }",
        "data-dir" => "/var/lib/etcd",
        "host" => "local",
        "path" => "/var/backups/etcd/nightly.db",
        "namespace" => "shop",
        "name" => "web",
        "node" => "w1",
        "class" => "standard",
        "snapshot-class" => "csi",
        "claim" => "data",
        "backups" => "[nightly]",
        "runbook" => "../worker-rolling-upgrade.yaml",
        "world" => "small.world.yaml",
        "faults" => "[power-loss w2 after 30s for 2m]",
        "availability" => "{ shop/web: \">= 15\" }",
        "facts" => "[node w1 *]",
        "ran" or "skipped" or "failed" or "not-run" => "[\"upgrade[w*]/drain\"]",
        _ => throw new InvalidOperationException($"The key {name} of a {format.Kind} has no example."),
    };
}
