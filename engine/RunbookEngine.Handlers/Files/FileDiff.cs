using System.Globalization;
using System.Text;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Files;

/// <summary>What writing a file would change, for the plan. What is in the files is shown as text and never reaches the terminal as control codes.</summary>
internal static class FileDiff
{
    private const int LongestBytes = 256 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The change from what stands at the path to the bytes.</summary>
    public static async Task<string> BetweenAsync(
        ITargetFiles files, string path, FileFacts? facts, byte[] wanted, CancellationToken cancellation)
    {
        if (facts is { Kind: FileKind.Link })
            return $"replace the link {path} by a file of {Count(wanted.Length)}";
        if (facts is { Size: > LongestBytes } || wanted.Length > LongestBytes)
            return Sizes(path, facts?.Size, wanted.Length);
        var old = facts is null ? null : await files.ReadAsync(path, LongestBytes, cancellation);
        return Between(path, old, wanted);
    }

    /// <summary>The change from the old bytes, null when there are none, to the new ones.</summary>
    public static string Between(string path, byte[]? old, byte[] wanted)
    {
        if (TextOf(old ?? []) is not { } before || TextOf(wanted) is not { } after)
            return Sizes(path, old?.Length, wanted.Length) + ", not text";
        var title = old is null ? $"create {path}" : $"change {path}";
        return before.Length == 0 && after.Length == 0 ? $"{title}, empty" : $"{title}\n{UnifiedDiff.Of(before, after)}";
    }

    private static string Sizes(string path, long? old, long wanted) =>
        old is { } size ? $"change {path}: {Count(size)} to {Count(wanted)}" : $"create {path}: {Count(wanted)}";

    private static string Count(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");

    private static string? TextOf(byte[] bytes)
    {
        try
        {
            return Array.IndexOf(bytes, (byte)0) < 0 ? Strict.GetString(bytes) : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
