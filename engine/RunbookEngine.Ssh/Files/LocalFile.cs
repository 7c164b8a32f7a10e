using System.Security.Cryptography;

namespace RunbookEngine.Ssh.Files;

/// <summary>Files of the engine's own machine.</summary>
internal static class LocalFile
{
    public static FileStream OpenToRead(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);

    /// <summary>SHA-256 in lower-case hex; the stream stands at its end afterwards.</summary>
    public static async Task<string> HashAsync(Stream source, CancellationToken cancellation)
    {
        source.Seek(0, SeekOrigin.Begin);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(source, cancellation).ConfigureAwait(false));
    }
}
