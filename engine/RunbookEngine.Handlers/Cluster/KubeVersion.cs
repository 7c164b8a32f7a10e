using System.Globalization;

namespace RunbookEngine.Handlers.Cluster;

/// <summary>A version as Kubernetes and its components number themselves. Ordered as semantic versions are; what vendors append (<c>+k3s1</c>, <c>-eks-4f2</c>) does not count.</summary>
internal readonly record struct KubeVersion(int Major, int Minor, int Patch, string PreRelease = "") : IComparable<KubeVersion>
{
    /// <summary>Whether it was made before the release proper.</summary>
    public bool IsPreRelease => PreRelease is { Length: > 0 };

    /// <summary>Reads <c>1.36.4</c> or <c>v1.36.4</c>; null when it is neither.</summary>
    public static KubeVersion? Parse(string? text)
    {
        var parts = (text ?? "").Trim().TrimStart('v').Split('+')[0].Split('-', 2);
        if (parts[0].Split('.') is not [var major, var minor, var patch] || Whole(major) is not { } m || Whole(minor) is not { } n || Whole(patch) is not { } p)
            return null;
        var suffix = parts.Length > 1 ? parts[1] : "";
        var isPre = suffix.StartsWith("alpha", StringComparison.Ordinal) || suffix.StartsWith("beta", StringComparison.Ordinal) || suffix.StartsWith("rc", StringComparison.Ordinal);
        return new(m, n, p, isPre ? suffix : "");
    }

    /// <summary>The version that an image's tag names, whatever the place of the image; null for a digest and for tags that are no version.</summary>
    public static KubeVersion? OfImage(string image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var name = image.Split('@')[0];
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? Parse(name[(colon + 1)..]) : null;
    }

    /// <summary>How many minors this one is ahead of another; a higher major is far ahead.</summary>
    public int MinorsAheadOf(KubeVersion other) => (Major - other.Major) * 1000 + Minor - other.Minor;

    /// <summary>Major and minor: <c>1.36</c>.</summary>
    public string Series => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    public int CompareTo(KubeVersion other)
    {
        var order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (order != 0 || IsPreRelease == other.IsPreRelease)
            return order != 0 ? order : string.CompareOrdinal(PreRelease, other.PreRelease);
        return IsPreRelease ? -1 : 1;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Series}.{Patch}{(IsPreRelease ? "-" + PreRelease : "")}");

    public static bool operator <(KubeVersion left, KubeVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(KubeVersion left, KubeVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(KubeVersion left, KubeVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(KubeVersion left, KubeVersion right) => left.CompareTo(right) >= 0;

    private static int? Whole(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
