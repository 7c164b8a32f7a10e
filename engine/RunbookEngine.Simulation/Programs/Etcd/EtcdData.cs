using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RunbookEngine.Simulation.Programs.Etcd;

/// <summary>A member as the cluster knows it. One that was added and has never started has no name.</summary>
internal sealed record EtcdPeer(ulong Id, string Name, ImmutableArray<string> PeerUrls, ImmutableArray<string> ClientUrls, bool IsLearner);

/// <summary>
/// What a member of etcd holds, as a compact model: how many keys, at which revision, and a hash that stands for all of them. Every change is a new one with a higher index; that stands for the log of
/// raft. Membership is a part of it, as in etcd's own database.
/// </summary>
internal sealed record EtcdData
{
    private const string Head = "simulated etcd database";
    private const string SizeLine = "size: ";
    private const int Block = 512;

    public required ulong ClusterId { get; init; }

    public required ImmutableArray<EtcdPeer> Members { get; init; }

    public long Index { get; init; } = 1;

    public long Term { get; init; } = 1;

    public long Revision { get; init; } = 1;

    /// <summary>-1: never compacted.</summary>
    public long Compacted { get; init; } = -1;

    public long Keys { get; init; }

    /// <summary>How many members were removed: each of them is remembered.</summary>
    public long Removed { get; init; }

    /// <summary>All revisions of all keys.</summary>
    public long Entries { get; init; }

    /// <summary>Bytes that are in use.</summary>
    public long InUse { get; init; } = 16384;

    public uint Hash { get; init; } = 1;

    /// <summary>Which snapshot it was restored from; 0: none. Members of one cluster that differ in it hold different keys, and nothing makes them alike.</summary>
    public uint Origin { get; init; }

    /// <summary>As <c>MEMBER:1</c> for NOSPACE and <c>MEMBER:2</c> for CORRUPT.</summary>
    public ImmutableArray<string> Alarms { get; init; } = [];

    public IEnumerable<EtcdPeer> Voters => Members.Where(static m => !m.IsLearner);

    /// <summary>Members that are known by their peer addresses, as a cluster that begins has them. Its id follows from them and from the token, as in etcd.</summary>
    public static EtcdData Begun(IEnumerable<(string Name, string PeerUrl)> initial, string token)
    {
        EtcdPeer[] members = [.. initial.GroupBy(static m => m.Name).Select(g => new EtcdPeer(IdOf(string.Join(',', g.Select(static m => m.PeerUrl)) + token), g.Key, [.. g.Select(static m => m.PeerUrl)], [], false))
            .OrderBy(static m => m.Id)];
        return new() { ClusterId = IdOf(string.Join(',', members.Select(static m => m.Id)) + token), Members = [.. members], Index = members.Length };
    }

    public static ulong IdOf(string text) => BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>After keys were written: each is one revision.</summary>
    public EtcdData Put(long keys) => this with
    {
        Keys = Keys + keys,
        Entries = Entries + keys,
        Revision = Revision + keys,
        InUse = InUse + keys * 1024,
        Hash = (uint)IdOf(string.Create(CultureInfo.InvariantCulture, $"{Hash}/{Revision + keys}/{Keys + keys}")),
    };

    /// <summary>What another member of the cluster holds, as this one comes to hold it.</summary>
    public EtcdData Following(EtcdData leader) =>
        Origin == leader.Origin || Index == 0 ? leader : leader with { Hash = Hash, Keys = Keys, Entries = Entries, Revision = Revision, Compacted = Compacted, Origin = Origin };

    /// <summary>Entries of the whole database: of keys, and etcd's own, one for each member that is there or was.</summary>
    public long TotalEntries => Entries + 3 + Members.Length + Removed;

    /// <summary>The hash of the whole database, which is another one than that of the keys.</summary>
    public uint DatabaseHash => (uint)IdOf(string.Create(CultureInfo.InvariantCulture, $"database {Hash} {TotalEntries} {Revision}"));

    public EtcdData With(EtcdPeer member) => this with { Members = [.. Members.Where(m => m.Id != member.Id).Append(member).OrderBy(static m => m.Id)] };

    public EtcdPeer? Find(ulong id) => Members.FirstOrDefault(m => m.Id == id);

    /// <summary>Bytes of the file of a database; 0: it has no more than are in use.</summary>
    public static long SizeOf(byte[] database) => Lines(database).FirstOrDefault(static l => l.StartsWith(SizeLine, StringComparison.Ordinal)) is { } line ? long.Parse(line[SizeLine.Length..], CultureInfo.InvariantCulture) : 0;

    /// <summary>As it stands in <c>member/snap/db</c>, in whole blocks.</summary>
    /// <param name="size">How large the file is, with its free pages; 0: as much as is in use.</param>
    public byte[] ToBytes(long size = 0)
    {
        var text = new StringBuilder(Head).Append('\n');
        foreach (var (name, value) in Numbers())
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n");
        foreach (var member in Members)
            text.Append(CultureInfo.InvariantCulture, $"member: {member.Id} {(member.Name.Length > 0 ? member.Name : "-")} {Joined(member.PeerUrls)} {Joined(member.ClientUrls)} {(member.IsLearner ? "learner" : "voter")}\n");
        if (size > 0)
            text.Append(CultureInfo.InvariantCulture, $"{SizeLine}{size}\n");
        text.Append(CultureInfo.InvariantCulture, $"alarms: {string.Join(' ', Alarms)}\nend\n");
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        Array.Resize(ref bytes, WholeLength(bytes.Length));
        return bytes;
    }

    private static int WholeLength(int text) => (text / Block + 2) * Block;

    /// <summary>Null: it is no database, or not a whole one. A digest after it is passed over.</summary>
    public static EtcdData? Parse(byte[] bytes)
    {
        var lines = Lines(bytes);
        if (lines[0] != Head || bytes.AsSpan().IndexOf("\nend\n"u8) is not (> 0 and var end) || bytes.Length < WholeLength(end + "\nend\n".Length))
            return null;
        var values = lines.TakeWhile(static l => l != "end").Skip(1).Select(static l => l.Split(": ", 2)).Where(static p => p.Length == 2).ToLookup(static p => p[0], static p => p[1]);
        long Number(string name) => long.Parse(values[name].First(), CultureInfo.InvariantCulture);
        return new()
        {
            ClusterId = ulong.Parse(values["cluster"].First(), CultureInfo.InvariantCulture),
            Members = [.. values["member"].Select(Member)],
            Index = Number("index"), Term = Number("term"), Revision = Number("revision"), Compacted = Number("compacted"), Keys = Number("keys"), Entries = Number("entries"), InUse = Number("in-use"),
            Hash = (uint)Number("hash"), Origin = (uint)Number("origin"), Removed = Number("removed"),
            Alarms = [.. values["alarms"].First().Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        };
    }

    private IEnumerable<(string Name, object Value)> Numbers() =>
    [
        ("cluster", ClusterId), ("index", Index), ("term", Term), ("revision", Revision), ("compacted", Compacted), ("keys", Keys), ("entries", Entries), ("in-use", InUse), ("hash", Hash), ("origin", Origin), ("removed", Removed),
    ];

    private static string[] Lines(byte[] bytes) => Encoding.UTF8.GetString(bytes).Split('\n');

    private static string Joined(ImmutableArray<string> urls) => urls.IsEmpty ? "-" : string.Join(',', urls);

    private static EtcdPeer Member(string line)
    {
        var words = line.Split(' ');
        return new(ulong.Parse(words[0], CultureInfo.InvariantCulture), words[1] == "-" ? "" : words[1], Urls(words[2]), Urls(words[3]), words[4] == "learner");
    }

    private static ImmutableArray<string> Urls(string text) => text == "-" ? [] : [.. text.Split(',')];
}
