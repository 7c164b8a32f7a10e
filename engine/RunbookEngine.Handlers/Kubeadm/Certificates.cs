using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using RunbookEngine.Cluster;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>A certificate as kubeadm tells of it.</summary>
/// <param name="Name">Such as <c>apiserver</c> or <c>admin.conf</c>.</param>
/// <param name="ExpiresAt">Null: it is missing.</param>
/// <param name="Authority">The name of what signed it; empty for an authority, and for those in kubeconfig files of old versions.</param>
/// <param name="IsExternal">Whether kubeadm cannot renew it, since the authority's key is elsewhere.</param>
internal sealed record CertificateFacts(string Name, DateTimeOffset? ExpiresAt, string Authority, bool IsExternal);

/// <summary>What <c>kubeadm certs check-expiration</c> said, as JSON (from 1.30 on) or as the tables of the versions before. Pure.</summary>
internal sealed record Certificates(ImmutableArray<CertificateFacts> All, ImmutableArray<CertificateFacts> Authorities)
{
    private const string Missing = "!MISSING!";
    private const string Head = "CERTIFICATE";
    private const string AuthorityHead = "CERTIFICATE AUTHORITY";

    public static ImmutableArray<OutputDefinition> Outputs { get; } =
    [
        new("certificates", ParameterType.Any, "For each: `name`, `expires_at`, `days_left`, `authority`, `externally_managed`, `missing`."),
        new("authorities", ParameterType.Any, "The same of the authorities, which kubeadm does not renew."),
        new("days_left", ParameterType.Integer, "Whole days until the first certificate expires that kubeadm renews; negative when one has expired; nothing when there is none."),
    ];

    /// <summary>Null when it is neither.</summary>
    public static Certificates? Read(string text)
    {
        if (KubeadmJson.Documents(text) is [var json, ..])
            return new(FromJson(json, "certificates"), FromJson(json, "certificateAuthorities"));
        return text.Contains(Head, StringComparison.Ordinal) ? new(FromTable(text, Head), FromTable(text, AuthorityHead)) : null;
    }

    public Value.Map At(DateTimeOffset now) => OutputMap.Of(
        ("certificates", List(All, now)),
        ("authorities", List(Authorities, now)),
        ("days_left", OutputMap.Integer(All.Where(static c => !c.IsExternal).Min(c => DaysLeft(c, now)))));

    private static ImmutableArray<CertificateFacts> FromJson(JsonElement json, string name) =>
    [
        .. json.Items(name).Select(static c => new CertificateFacts(
            c.Text("name"), c.Flag("missing") ? null : c.Time("expirationDate"), c.Text("caName"), c.Flag("externallyManaged"))),
    ];

    private static ImmutableArray<CertificateFacts> FromTable(string text, string head) =>
        [.. TextTable.Rows(text, head).Where(r => head == AuthorityHead || !r.ContainsKey(AuthorityHead) || r.ContainsKey(Head)).Select(r => FromRow(r, head))];

    private static CertificateFacts FromRow(ImmutableDictionary<string, string> row, string head)
    {
        var name = row[head];
        return name.StartsWith(Missing, StringComparison.Ordinal)
            ? new(name[Missing.Length..].Trim(), null, "", false)
            : new(name, Time(row["EXPIRES"]), head == Head ? row.GetValueOrDefault(AuthorityHead, "") : "", row.GetValueOrDefault("EXTERNALLY MANAGED") == "yes");
    }

    /// <summary>Always in UTC, to the minute: <c>Sep 03, 2021 07:53 UTC</c>.</summary>
    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParseExact(text, "MMM dd, yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static long? DaysLeft(CertificateFacts certificate, DateTimeOffset now) =>
        certificate.ExpiresAt is { } at ? (long)Math.Floor((at - now).TotalDays) : null;

    private static Value.List List(ImmutableArray<CertificateFacts> certificates, DateTimeOffset now) => new([.. certificates.Select(c => OutputMap.Of(
        ("name", OutputMap.Text(c.Name)),
        ("expires_at", OutputMap.Text(c.ExpiresAt?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))),
        ("days_left", OutputMap.Integer(DaysLeft(c, now))),
        ("authority", OutputMap.Text(c.Authority)),
        ("externally_managed", OutputMap.Flag(c.IsExternal)),
        ("missing", OutputMap.Flag(c.ExpiresAt is null))))]);
}
