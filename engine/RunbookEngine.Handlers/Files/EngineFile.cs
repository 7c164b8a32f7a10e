using System.Security.Cryptography;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Files;

/// <summary>Looks at files of the machine that the engine runs on, whatever the step's target is. Changes nothing: that is left to <see cref="ITargetFiles"/>.</summary>
internal static class EngineFile
{
    /// <summary>The size of a file; null when nothing stands there.</summary>
    /// <exception cref="StepFailureException">Something else stands there.</exception>
    public static long? SizeOf(string path)
    {
        if (Directory.Exists(path))
            throw FileFailures.WrongKind(path, FileKind.Directory, "a file on the engine's machine", "name one file");
        return File.Exists(path) ? new FileInfo(path).Length : null;
    }

    /// <summary>SHA-256 of a file in lower-case hex. Read in pieces where it was called, on no other thread; others go on between two of them.</summary>
    public static async Task<string> HashAsync(string path, CancellationToken cancellation)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[1 << 20];
        for (var read = file.Read(piece); read > 0; read = file.Read(piece))
        {
            hash.AppendData(piece, 0, read);
            cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
