namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>Versions of Kubernetes as they are written: <c>v1.36.4</c> by programs and in tags of images, <c>1.36.4</c> by people. Pure.</summary>
internal static class KubeVersion
{
    /// <summary>As kubeadm takes it.</summary>
    public static string Tag(string version) => version.StartsWith('v') ? version : "v" + version;

    /// <summary>As people write it.</summary>
    public static string Plain(string version) => version.StartsWith('v') ? version[1..] : version;

    /// <summary>The numbers of it, for comparing; null when it is none. What follows them (<c>-rc.1</c>) is left out.</summary>
    public static Version? Numbers(string text)
    {
        var plain = Plain(text.Trim());
        var end = plain.AsSpan().IndexOfAny('-', '+');
        return Version.TryParse(end < 0 ? plain : plain[..end], out var version) && version.Build >= 0 ? version : null;
    }

    /// <summary>Whether two texts mean the same version.</summary>
    public static bool Same(string left, string right) => Plain(left.Trim()) == Plain(right.Trim());

    /// <summary>The tag of an image, without a digest; empty when it has none.</summary>
    public static string OfImage(string image)
    {
        var name = image.Split('@')[0];
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? name[(colon + 1)..] : "";
    }
}
