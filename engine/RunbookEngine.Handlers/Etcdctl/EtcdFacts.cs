using System.Collections.Immutable;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary>
/// What <c>snapshot status</c> tells. <see cref="Revision"/> is the newest that the keys themselves carry: behind the member's own where
/// the newest change was a removal and is compacted. <see cref="TotalKeys"/> counts every entry of the database, old revisions and
/// housekeeping among them.
/// </summary>
internal sealed record SnapshotFacts(uint Hash, long Revision, long TotalKeys, long TotalSize);

/// <summary>One line of <c>endpoint health</c>.</summary>
internal sealed record HealthFacts(string Endpoint, bool Healthy, string Took, string Error);

/// <summary>One line of <c>endpoint status</c>; sizes in bytes.</summary>
internal sealed record MemberFacts(
    string Endpoint,
    string MemberId,
    string Version,
    long Size,
    long SizeInUse,
    bool IsLeader,
    bool IsLearner,
    long Revision,
    long RaftTerm,
    ImmutableArray<string> Errors,
    string ClusterId);

/// <summary>One line of <c>endpoint hashkv</c>.</summary>
internal sealed record HashFacts(string Endpoint, string ClusterId, string MemberId, long Hash, long Revision, long CompactRevision);

/// <summary>One line of <c>member list</c>. A member without a name was added and has never started.</summary>
internal sealed record MemberEntry(string Id, string Name, ImmutableArray<string> PeerUrls, ImmutableArray<string> ClientUrls,
    bool IsLearner);

/// <summary>One active alarm.</summary>
internal sealed record AlarmFacts(string MemberId, string Alarm);
