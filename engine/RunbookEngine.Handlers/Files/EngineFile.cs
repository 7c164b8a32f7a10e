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

    /// <summary>SHA-256 of a file in lower-case hex.</summary>
    public static async Task<string> HashAsync(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
    }
}
