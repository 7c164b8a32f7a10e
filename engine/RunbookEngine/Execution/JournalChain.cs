using System.Text;
using RunbookEngine.Model;

namespace RunbookEngine.Execution;

/// <summary>
/// The hashes that hold the events of a run together. What stands before the first event is SHA-256 of the run's name in UTF-8; the hash of each event is SHA-256 of the
/// hash before it (32 bytes) followed by the event's stored bytes. So the last one, the head, speaks for every event and its place. This is a file format.
/// </summary>
public static class JournalChain
{
    /// <summary>What stands before the first event. By it the events of one run cannot pass for those of another.</summary>
    public static byte[] Start(RunId run) => Hash(default, Encoding.UTF8.GetBytes(run.Value));

    /// <summary>The hash of an event.</summary>
    /// <param name="before">The hash of the one before it.</param>
    /// <param name="body">Its stored bytes.</param>
    public static byte[] Next(ReadOnlySpan<byte> before, ReadOnlySpan<byte> body) => Hash(before, body);

    /// <summary>As people and documents write it.</summary>
    public static string Text(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash);

    private static byte[] Hash(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var hash = new Sha256();
        hash.Append(first);
        hash.Append(second);
        var result = new byte[Sha256.Bytes];
        hash.Finish(result);
        return result;
    }
}
