using System.Net;

namespace RunbookEngine.Simulation.Cluster;

/// <summary>The parts of a path under <c>/api</c> or <c>/apis</c>.</summary>
internal sealed record ResourcePath(string Group, string Version, string? Space, string Plural, string? Name, string? Sub)
{
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The name of the object, with its namespace in front where it has one.</summary>
    public string FullName => Space is null ? Name! : $"{Space}/{Name}";

    public static ResourcePath? Parse(string path)
    {
        var parts = path.Trim('/').Split('/');
        for (var i = 0; i < parts.Length; i++)
            parts[i] = WebUtility.UrlDecode(parts[i]);
        var (group, version, rest) = parts switch
        {
            ["api", var v, .. var r] => ("", v, r),
            ["apis", var g, var v, .. var r] => (g, v, r),
            _ => ("", "", []),
        };
        return rest switch
        {
            ["namespaces", var space, var plural] => new(group, version, space, plural, null, null),
            ["namespaces", var space, var plural, var name] => new(group, version, space, plural, name, null),
            ["namespaces", var space, var plural, var name, var sub] => new(group, version, space, plural, name, sub),
            [var plural] => new(group, version, null, plural, null, null),
            [var plural, var name] => new(group, version, null, plural, name, null),
            [var plural, var name, var sub] => new(group, version, null, plural, name, sub),
            _ => null,
        };
    }
}
