using System.Collections.Immutable;
using System.Globalization;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary>What was read, as outputs of a step. Pure.</summary>
internal static class EtcdOutputs
{
    /// <summary>The names of a snapshot's outputs, the same for all verbs that check one.</summary>
    public static ImmutableArray<OutputDefinition> OfSnapshot { get; } =
    [
        new("path", ParameterType.Path, "The snapshot."),
        new("hash", ParameterType.Text, "etcd's hash of the database in hex, as etcd prints it in a table."),
        new("hash_number", ParameterType.Integer, "The same as a number, as etcd prints it in JSON."),
        new("revision", ParameterType.Integer, "The newest revision that a key in it carries."),
        new("total_key", ParameterType.Integer,
            "All entries of the database: also old revisions and etcd's own records, so more than there are keys."),
        new("total_size", ParameterType.Integer, "Size of the database in bytes."),
        new("sha256", ParameterType.Text, "SHA-256 of the whole file in lower-case hex."),
        new("verified", ParameterType.Boolean,
            "Whether the digest at its end was there and right; only a file copied from a data directory has none."),
        new("tool", ParameterType.Text, "The tool that looked at it: `etcdctl` or `etcdutl`."),
        new("version", ParameterType.Text, "The tool's version."),
    ];

    public static Value.Map Snapshot(CheckedSnapshot snapshot) => OutputMap.Of(
        ("path", OutputMap.Text(snapshot.Path)),
        ("hash", OutputMap.Text(snapshot.Facts.Hash.ToString("x", CultureInfo.InvariantCulture))),
        ("hash_number", OutputMap.Integer(snapshot.Facts.Hash)),
        ("revision", OutputMap.Integer(snapshot.Facts.Revision)),
        ("total_key", OutputMap.Integer(snapshot.Facts.TotalKeys)),
        ("total_size", OutputMap.Integer(snapshot.Facts.TotalSize)),
        ("sha256", OutputMap.Text(snapshot.Sha256)),
        ("verified", OutputMap.Flag(snapshot.HasDigest)),
        ("tool", OutputMap.Text(snapshot.Tool.Name)),
        ("version", OutputMap.Text(snapshot.Tool.Version.ToString())));

    public static Value Health(ImmutableArray<HealthFacts> endpoints) => List(endpoints, static e => OutputMap.Of(
        ("endpoint", OutputMap.Text(e.Endpoint)),
        ("healthy", OutputMap.Flag(e.Healthy)),
        ("took", OutputMap.Text(e.Took)),
        ("error", OutputMap.Text(e.Error))));

    public static Value Status(ImmutableArray<MemberFacts> members) => List(members, static m => OutputMap.Of(
        ("endpoint", OutputMap.Text(m.Endpoint)),
        ("member_id", OutputMap.Text(m.MemberId)),
        ("version", OutputMap.Text(m.Version)),
        ("db_size", OutputMap.Integer(m.Size)),
        ("db_size_in_use", OutputMap.Integer(m.SizeInUse)),
        ("is_leader", OutputMap.Flag(m.IsLeader)),
        ("is_learner", OutputMap.Flag(m.IsLearner)),
        ("revision", OutputMap.Integer(m.Revision)),
        ("raft_term", OutputMap.Integer(m.RaftTerm)),
        ("errors", Texts(m.Errors)),
        ("cluster_id", OutputMap.Text(m.ClusterId))));

    public static Value Hashes(ImmutableArray<HashFacts> hashes) => List(hashes, static h => OutputMap.Of(
        ("endpoint", OutputMap.Text(h.Endpoint)),
        ("member_id", OutputMap.Text(h.MemberId)),
        ("cluster_id", OutputMap.Text(h.ClusterId)),
        ("hash", OutputMap.Integer(h.Hash)),
        ("revision", OutputMap.Integer(h.Revision)),
        ("compact_revision", OutputMap.Integer(h.CompactRevision))));

    public static Value Members(ImmutableArray<MemberEntry> members) => List(members, static m => OutputMap.Of(
        ("id", OutputMap.Text(m.Id)),
        ("name", OutputMap.Text(m.Name)),
        ("started", OutputMap.Flag(m.Name.Length > 0)),
        ("peer_urls", Texts(m.PeerUrls)),
        ("client_urls", Texts(m.ClientUrls)),
        ("is_learner", OutputMap.Flag(m.IsLearner))));

    public static Value Alarms(ImmutableArray<AlarmFacts> alarms) => List(alarms, static a => OutputMap.Of(
        ("member_id", OutputMap.Text(a.MemberId)),
        ("alarm", OutputMap.Text(a.Alarm))));

    private static Value.List List<T>(ImmutableArray<T> items, Func<T, Value> of) => new([.. items.Select(of)]);

    private static Value.List Texts(ImmutableArray<string> texts) => new([.. texts.Select(static t => new Value.Text(t))]);
}
