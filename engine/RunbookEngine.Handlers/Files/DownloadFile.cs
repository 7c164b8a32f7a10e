using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Files;

/// <summary><c>file: { download: PATH, to: PATH }</c>: from the target to the engine's machine.</summary>
internal sealed class DownloadFile : FileVerb
{
    private const string SourceName = "source";
    private const string DestinationName = "to";

    public override VerbDefinition Definition { get; } = new()
    {
        Name = "download",
        Summary = "Brings a file of the target to the engine's machine, and proves it by its hash; what a broken connection left is gone on with.",
        HasSideEffect = true,
        Main = new(SourceName, ParameterType.Path, "The file on the target.", Required: true, Example: "/var/backups/etcd.db"),
        Parameters =
        [
            new(DestinationName, ParameterType.Path,
                "Its whole name on the engine's machine; a relative path starts at the runbook's folder, and a file there is replaced at once.", Required: true,
                Example: "/srv/backups/etcd.db"),
            AttributeSettings.ModeParameter("; 0600 when left out, since it may be a backup"),
        ],
        Outputs = FileOutputs.Definitions,
        Example = """
            - id: fetch
              file: { download: /var/backups/etcd.db, to: /srv/backups/etcd.db }
            """,
    };

    public override async Task<FileTask> LookAsync(StepContext context, CancellationToken cancellation)
    {
        var (source, destination) = (TargetPath.Of(context, SourceName), TargetPath.OnEngine(context, DestinationName));
        var files = context.Files;
        var from = await files.StatAsync(source, cancellation) ?? throw FileFailures.NotFound(source, $"check the path: it means {context.Target}");
        if (from.Kind is FileKind.Directory or FileKind.Other)
            throw FileFailures.WrongKind(source, from.Kind, "a file", "name one file; a whole folder can be packed by `tar` first");

        var mode = AttributeSettings.From(context).Mode ?? new Permissions(384);
        var hash = await files.HashAsync(source, cancellation);
        var same = EngineFile.SizeOf(destination) is not null && await EngineFile.HashAsync(destination, cancellation) == hash;
        return new(
            same ? null : $"download {source} ({from.Size} bytes) to {destination}",
            stop => files.DownloadAsync(source, destination, mode, Transfer.Progress(context), stop),
            _ => Task.FromResult(FileOutputs.Of(destination, EngineFile.SizeOf(destination), hash)));
    }
}
