namespace RunbookEngine.Handlers.Etcdctl;

/// <summary>An installed tool.</summary>
/// <param name="Name">As it is called.</param>
/// <param name="Version">As it names itself, without anything after a hyphen.</param>
internal sealed record EtcdTool(string Name, Version Version)
{
    /// <summary>Talks to members; up to 3.5 also works on files.</summary>
    public const string Etcdctl = "etcdctl";

    /// <summary>Works on files; exists since 3.5.</summary>
    public const string Etcdutl = "etcdutl";

    public override string ToString() => $"{Name} {Version}";

    /// <summary>Reads <c>etcdctl version: 3.5.21</c>; null when no line says so.</summary>
    public static EtcdTool? Parse(string name, string output)
    {
        foreach (var line in output.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || line[..colon].Trim() != name + " version")
                continue;
            var text = line[(colon + 1)..].Trim().Split('-', '+')[0];
            return Version.TryParse(text, out var version) ? new(name, version) : null;
        }

        return null;
    }
}

/// <summary>What was observed of the tools on the target.</summary>
/// <param name="Etcdctl">Null: not installed, or it does not tell its version.</param>
/// <param name="Etcdutl">As <paramref name="Etcdctl"/>.</param>
internal sealed record EtcdTools(EtcdTool? Etcdctl, EtcdTool? Etcdutl);
