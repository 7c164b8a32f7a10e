using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using RunbookEngine.Ssh.Configuration;

namespace RunbookEngine.Ssh.HostKeys;

/// <summary>The lines of known_hosts files.</summary>
internal sealed class KnownHosts
{
    private readonly ImmutableArray<Line> _lines;

    private KnownHosts(ImmutableArray<Line> lines) => _lines = lines;

    /// <summary>What is known of a host's key.</summary>
    public enum Verdict
    {
        /// <summary>It is the host's.</summary>
        Known,

        /// <summary>Nothing is known of the host.</summary>
        Unknown,

        /// <summary>The host had another one.</summary>
        Changed,

        /// <summary>The key was taken back.</summary>
        Revoked,
    }

    /// <summary>Reads the files. Those that are not there are as if they were empty, and so are lines that make no sense, as in OpenSSH.</summary>
    public static KnownHosts Read(IEnumerable<string> files) => new([.. files.SelectMany(static f => Lines(f))]);

    /// <summary>Reads one text.</summary>
    public static KnownHosts Parse(string text) => new([.. text.Split('\n').Select(static (l, i) => Line.Parse(l, $"line {i + 1}")).OfType<Line>()]);

    /// <summary>Judges a key, and names the line that decided.</summary>
    public (Verdict Verdict, string? Place) Judge(string name, byte[] key)
    {
        if (_lines.FirstOrDefault(l => l.Mark == "@revoked" && l.Names(name) && l.IsKey(key)) is { } revoked)
            return (Verdict.Revoked, revoked.Place);
        var own = _lines.Where(l => l.Mark.Length == 0 && l.Names(name)).ToList();
        if (own.FirstOrDefault(l => l.IsKey(key)) is { } known)
            return (Verdict.Known, known.Place);
        return own.Count > 0 ? (Verdict.Changed, (own.FirstOrDefault(l => l.Type == TypeOf(key)) ?? own[0]).Place) : (Verdict.Unknown, null);
    }

    /// <summary>The types of the keys that the host is known by, to ask it for one of those.</summary>
    public ImmutableArray<string> TypesOf(string name) =>
        [.. _lines.Where(l => l.Mark.Length == 0 && l.Names(name)).Select(static l => l.Type).Distinct()];

    /// <summary>Whether an authority is named for the host, which is not understood here.</summary>
    public bool HasAuthorityFor(string name) => _lines.Any(l => l.Mark == "@cert-authority" && l.Names(name));

    /// <summary>The type that stands at the beginning of a key.</summary>
    public static string TypeOf(ReadOnlySpan<byte> key)
    {
        if (key.Length < 4)
            return "";
        var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(key);
        return length is > 0 and < 100 && key.Length >= 4 + length ? Encoding.ASCII.GetString(key.Slice(4, length)) : "";
    }

    /// <summary>As OpenSSH prints it.</summary>
    public static string Fingerprint(byte[] key) => "SHA256:" + Convert.ToBase64String(SHA256.HashData(key)).TrimEnd('=');

    private static IEnumerable<Line> Lines(string file)
    {
        try
        {
            // Without a lock of any kind: an engine that adds a line must not make the file look empty to another.
            using StreamReader reader = new(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return [.. reader.ReadToEnd().Split('\n').Select((l, i) => Line.Parse(l, $"{file}:{i + 1}")).OfType<Line>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private sealed record Line(string Mark, string Hosts, string Type, byte[] Key, string Place)
    {
        public static Line? Parse(string text, string place)
        {
            var words = text.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#'))
                return null;
            var mark = words[0].StartsWith('@') ? words[0] : "";
            if (mark.Length > 0)
                words = words[1..];
            var buffer = new byte[words.Length < 3 ? 0 : words[2].Length];
            return words.Length >= 3 && Convert.TryFromBase64String(words[2], buffer, out var length) && TypeOf(buffer.AsSpan(0, length)) == words[1]
                ? new(mark, words[0], words[1], buffer[..length], place)
                : null;
        }

        public bool IsKey(byte[] key) => Key.AsSpan().SequenceEqual(key);

        public bool Names(string name) => Hosts.StartsWith("|1|", StringComparison.Ordinal) ? IsHashOf(name) : HostPattern.Matches(Hosts.Split(','), name);

        private bool IsHashOf(string name)
        {
            if (Hosts.Split('|') is not ["", "1", var salt, var hash] || !IsBase64(salt) || !IsBase64(hash))
                return false;
#pragma warning disable CA5350 // The files are written so; it hides names, it does not protect keys.
            var own = HMACSHA1.HashData(Convert.FromBase64String(salt), Encoding.UTF8.GetBytes(name.ToLowerInvariant()));
#pragma warning restore CA5350
            return own.AsSpan().SequenceEqual(Convert.FromBase64String(hash));
        }

        private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out _);
    }
}
