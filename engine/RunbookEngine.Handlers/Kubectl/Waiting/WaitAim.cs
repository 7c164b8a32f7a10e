using System.Text.Json;
using RunbookEngine.Cluster;

namespace RunbookEngine.Handlers.Kubectl.Waiting;

/// <summary>One thing that is waited for. Pure.</summary>
internal abstract record WaitAim
{
    private WaitAim()
    {
    }

    /// <summary>Why it is not so yet, in words after the object's name; null when it is.</summary>
    public abstract string? Missing(JsonElement item);

    /// <summary>The object must not be there.</summary>
    public sealed record Gone : WaitAim
    {
        public override string? Missing(JsonElement item) => item.Has("metadata", "deletionTimestamp") ? "it is being deleted" : "it is still there";
    }

    /// <summary>The object must be there.</summary>
    public sealed record There : WaitAim
    {
        public override string? Missing(JsonElement item) => null;
    }

    /// <summary>A condition must have a value.</summary>
    public sealed record Condition(string Type, string Value) : WaitAim
    {
        public override string? Missing(JsonElement item)
        {
            var condition = item.Items("status", "conditions").FirstOrDefault(c => c.Text("type").Equals(Type, StringComparison.OrdinalIgnoreCase));
            if (condition.ValueKind == JsonValueKind.Undefined)
                return $"it has no condition {Type} yet";
            if ((condition.Number("observedGeneration") ?? item.Number("status", "observedGeneration")) < item.Number("metadata", "generation"))
                return $"{Type} is still that of an older version";
            var status = condition.Text("status");
            return status.Equals(Value, StringComparison.OrdinalIgnoreCase) ? null : $"{Type} is {status}{Because(condition)}";
        }

        private static string Because(JsonElement condition) => condition.Text("message") is { Length: > 0 } message ? $" ({message})" : "";
    }

    /// <summary>A node's kubelet must report a version.</summary>
    public sealed record KubeletVersion(string Version) : WaitAim
    {
        public override string? Missing(JsonElement item)
        {
            var version = item.Text("status", "nodeInfo", "kubeletVersion").TrimStart('v');
            // What stands behind a plus is of the build; who does not name it does not mean it.
            var isSame = version == Version || !Version.Contains('+', StringComparison.Ordinal) && version.Split('+')[0] == Version;
            return isSame ? null : $"its kubelet reports {(version.Length == 0 ? "no version" : $"v{version}")}, not v{Version}";
        }
    }

    /// <summary>A field must have a value, or any.</summary>
    public sealed record Field(string Text, JsonPath Path, string? Value) : WaitAim
    {
        public override string? Missing(JsonElement item)
        {
            var found = Path.Of(item).Select(JsonPath.Text).ToArray();
            if (found.Length == 0)
                return $"{Text} is not there";
            return Value is null || found is [var only] && only == Value ? null : $"{Text} is {string.Join(", ", found)}, not {Value}";
        }
    }

    /// <summary>Reads one as it stands behind <c>--for</c>; null when it is none.</summary>
    public static WaitAim? Parse(string text)
    {
        var parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
        return (parts[0].ToLowerInvariant(), parts) switch
        {
            ("delete", [_]) => new Gone(),
            ("create", [_]) => new There(),
            ("condition", [_, { Length: > 0 } condition]) => condition.Split('=', 2) is [var type, var value] ? new Condition(type, value) : new Condition(condition, "True"),
            ("kubelet-version", [_, { Length: > 0 } version]) => new KubeletVersion(version.TrimStart('v')),
            ("jsonpath", [_, { Length: > 0 } rest]) => OfField(rest),
            _ => null,
        };
    }

    /// <summary>The path is in braces, or in quotes, or runs up to the last equals sign.</summary>
    private static Field? OfField(string text)
    {
        var plain = text.Trim('\'', '"');
        var close = plain.StartsWith('{') ? plain.LastIndexOf('}') : plain.LastIndexOf('=') - 1;
        var path = close < 0 ? plain : plain[..(close + 1)];
        var rest = plain[path.Length..].TrimStart('\'', '"');
        if (JsonPath.Parse(path) is not { } parsed || rest.Length > 0 && rest[0] != '=')
            return null;
        return new(path, parsed, rest.Length > 0 ? rest[1..].Trim('\'', '"') : null);
    }
}
