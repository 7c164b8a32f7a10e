using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Files;

/// <summary><c>file: { upload: PATH, to: PATH }</c>: from the engine's machine to the target.</summary>
internal sealed class UploadFile : FileVerb
{
    private const string SourceName = "source";
    private const string DestinationName = "to";

    public override VerbDefinition Definition { get; } = new()
    {
        Name = "upload",
        Summary = "Brings a file of the engine's machine to the target, and proves it by its hash; what a broken connection left is gone on with.",
        HasSideEffect = true,
        Main = new(SourceName, ParameterType.Path, "The file on the engine's machine; a relative path starts at the runbook's folder.", Required: true,
            Example: "/var/backups/etcd.db"),
        Parameters =
        [
            new(DestinationName, ParameterType.Path, "Its whole name on the target; a file there is replaced at once.", Required: true,
                Example: "/var/tmp/etcd.db"),
            AttributeSettings.ModeParameter("; 0600 when left out, since it may be a backup"),
            AttributeSettings.OwnerParameter("; whoever logs in when left out"),
        ],
        Outputs = FileOutputs.Definitions,
        Example = """
            - id: copy
              file: { upload: /var/backups/etcd.db, to: /var/tmp/etcd.db }
            """,
    };

    public override async Task<FileTask> LookAsync(StepContext context, CancellationToken cancellation)
    {
        var (source, destination) = (TargetPath.OnEngine(context, SourceName), TargetPath.Of(context, DestinationName));
        var size = EngineFile.SizeOf(source)
            ?? throw FileFailures.NotFound(source, "the path means the machine that the engine runs on; a relative one starts at the runbook's folder");
        var files = context.Files;
        var there = await files.StatAsync(destination, cancellation);
        if (there is { Kind: FileKind.Directory or FileKind.Other })
            throw FileFailures.WrongKind(destination, there.Kind, "a file", "write the whole name of the file, not only its folder");

        var asked = AttributeSettings.From(context);
        var wanted = asked with { Mode = asked.Mode ?? new Permissions(384) };
        var hash = await EngineFile.HashAsync(source, cancellation);
        var same = there is { Kind: FileKind.File } && there.Size == size && await files.HashAsync(destination, cancellation) == hash;
        return new(
            same ? wanted.ChangeFrom(there!) is { } words ? $"change {destination}: {words}" : null : Words(source, destination, size, there),
            stop => same
                ? files.SetAttributesAsync(destination, wanted.Mode, wanted.Owner, stop)
                : files.UploadAsync(source, destination, wanted.Mode, wanted.Owner, Transfer.Progress(context), stop),
            _ => Task.FromResult(FileOutputs.Of(destination, size, hash)));
    }

    private static string Words(string source, string destination, long size, FileFacts? there) => there is null
        ? $"upload {source} ({size} bytes) to {destination}"
        : $"upload {source} ({size} bytes) over {destination} ({there.Size} bytes)";
}
