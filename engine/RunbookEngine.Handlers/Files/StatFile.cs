using System.Globalization;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Files;

/// <summary><c>file: { stat: PATH }</c>.</summary>
internal sealed class StatFile : FileVerb
{
    private const string PathName = "path";
    private const string HashName = "hash";

    public override VerbDefinition Definition { get; } = new()
    {
        Name = "stat",
        Summary = "Tells what stands at a path; nothing being there is an answer, not a failure.",
        HasSideEffect = false,
        Main = new(PathName, ParameterType.Path, "The path; a link is not followed.", Required: true, Example: "/var/lib/etcd"),
        Parameters = [new(HashName, ParameterType.Boolean, "Whether a file is read to tell its hash; true when left out.", Example: "false")],
        Outputs =
        [
            FileOutputs.PathDefinition,
            new("exists", ParameterType.Boolean, "Whether anything stands there; all that follows is nothing otherwise."),
            new("kind", ParameterType.Text, "`file`, `directory`, `link` or `other`."),
            new("size", ParameterType.Integer, "Its size in bytes."),
            new("mode", ParameterType.Text, "Its permission bits, four octal digits."),
            new("owner", ParameterType.Text, "`user:group`."),
            new("modified", ParameterType.Text, "When its content last changed, in UTC, such as `2025-06-01T12:00:00Z`."),
            new("sha256", ParameterType.Text, "SHA-256 of a file's content in lower-case hex."),
        ],
        Example = """
            - id: data
              file: { stat: /var/lib/etcd/member }
            """,
    };

    public override async Task<FileTask> LookAsync(StepContext context, CancellationToken cancellation)
    {
        var path = TargetPath.Of(context, PathName);
        var facts = await context.Files.StatAsync(path, cancellation);
        var hash = facts is { Kind: FileKind.File } && context.Arguments.Flag(HashName, otherwise: true)
            ? await context.Files.HashAsync(path, cancellation)
            : null;
        return FileTask.Looked(OutputMap.Of(
            ("path", OutputMap.Text(path)),
            ("exists", OutputMap.Flag(facts is not null)),
            ("kind", OutputMap.Text(KindOf(facts))),
            ("size", OutputMap.Integer(facts?.Size)),
            ("mode", OutputMap.Text(facts?.Mode.ToString())),
            ("owner", OutputMap.Text(facts?.Owner)),
            ("modified", OutputMap.Text(facts?.ModifiedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))),
            ("sha256", OutputMap.Text(hash))));
    }

    private static string? KindOf(FileFacts? facts) => facts?.Kind switch
    {
        null => null,
        FileKind.File => "file",
        FileKind.Directory => "directory",
        FileKind.Link => "link",
        _ => "other",
    };
}
