using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Files;

/// <summary><c>file: { read: PATH }</c>.</summary>
internal sealed class ReadFile : FileVerb
{
    private const string PathName = "path";
    private const int LongestBytes = 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public override VerbDefinition Definition { get; } = new()
    {
        Name = "read",
        Summary = "Reads a text file of at most 1 MiB.",
        HasSideEffect = false,
        Main = new(PathName, ParameterType.Path, "The file; a link is followed.", Required: true, Example: "/etc/hostname"),
        Outputs = [new("content", ParameterType.Text, "Its text, as it stands."), .. FileOutputs.Definitions],
        Example = """
            - id: host
              file: { read: /etc/hostname }
            """,
    };

    public override async Task<FileTask> LookAsync(StepContext context, CancellationToken cancellation)
    {
        var path = TargetPath.Of(context, PathName);
        var facts = await context.Files.StatAsync(path, cancellation) ?? throw FileFailures.NotFound(path);
        if (facts.Kind is FileKind.Directory or FileKind.Other)
            throw FileFailures.WrongKind(path, facts.Kind, "a file", "name a file; `list` tells what a folder holds");
        if (facts.Size > LongestBytes)
            throw Unfit("too-large", string.Create(CultureInfo.InvariantCulture, $"{path} has {facts.Size} bytes, more than {LongestBytes}"));
        var bytes = await context.Files.ReadAsync(path, LongestBytes, cancellation);
        return FileTask.Looked(OutputMap.Of(
            ("content", OutputMap.Text(TextOf(path, bytes))),
            ("path", OutputMap.Text(path)),
            ("size", OutputMap.Integer(bytes.Length)),
            ("sha256", OutputMap.Text(Convert.ToHexStringLower(SHA256.HashData(bytes))))));
    }

    private static string TextOf(string path, byte[] bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Unfit("not-text", $"{path} is not UTF-8 text");
        }
    }

    private static StepFailureException Unfit(string code, string message) =>
        new(new(code, message, Retryable: false, "`stat` tells size and hash of any file; a `shell` step can print a part of it"));
}
