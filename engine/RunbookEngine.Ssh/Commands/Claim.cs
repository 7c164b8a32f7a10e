using System.Globalization;

namespace RunbookEngine.Ssh.Commands;

/// <summary>What a host tells of a command at its end: the two lines of the claim, and what the files look like.</summary>
/// <param name="Supervisor">The process that had the claim.</param>
/// <param name="BootId">Of the host when it was claimed.</param>
/// <param name="Status">How the command ended; null when nobody wrote it down.</param>
/// <param name="StartedAt">When the claim was created.</param>
/// <param name="EndedAt">When its last line was written.</param>
/// <param name="StdoutLength">Bytes.</param>
/// <param name="StderrLength">Bytes.</param>
/// <param name="Outputs">Both outputs, one after the other, when they are short; else null.</param>
internal sealed record Claim(
    int Supervisor, string BootId, int? Status, DateTimeOffset StartedAt, DateTimeOffset EndedAt, long StdoutLength, long StderrLength, byte[]? Outputs)
{
    /// <summary>Reads an answer; null when it makes no sense.</summary>
    public static Claim? Parse(string rest)
    {
        if (rest.Split(',') is not [var first, var second, var files, var outputs] || first.Split(' ') is not ["claimed", var process, var boot, ..])
            return null;
        var words = files.Split(' ');
        if (Number(process) is not { } supervisor || words.Length != 10 || Size(words[3]) is not { } stdout || Size(words[6]) is not { } stderr)
            return null;
        var ended = Time(words[2]) ?? DateTimeOffset.UnixEpoch;
        return new(supervisor, boot, StatusOf(second), Birth(files) ?? ended, ended, stdout, stderr, Bytes(outputs, stdout + stderr));
    }

    /// <summary>When the claim was created, from its length and times; its last change where the file system keeps no birth.</summary>
    public static DateTimeOffset? Birth(string facts)
    {
        if (facts.Split(' ') is not [_, var birth, var change, ..] || Time(change) is not { } changed)
            return null;
        return Time(birth) is { } born && born > DateTimeOffset.UnixEpoch && born < changed ? born : changed;
    }

    private static int? StatusOf(string line) => line.Split(' ') is ["exited", var word] ? Number(word) : null;

    private static byte[]? Bytes(string words, long length)
    {
        var text = words.Replace(" ", "", StringComparison.Ordinal);
        if (text.Length != length * 2)
            return null;
        var bytes = new byte[length];
        return Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done ? bytes : null;
    }

    private static int? Number(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static long? Size(string word) => long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateTimeOffset? Time(string word) =>
        decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 100_000_000_000m
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : null;
}
