using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Files;

/// <summary><c>file: { copy: PATH, to: PATH }</c>.</summary>
internal sealed class CopyFile : FileVerb
{
    private const string SourceName = "source";
    private const string DestinationName = "to";

    public override VerbDefinition Definition { get; } = new()
    {
        Name = "copy",
        Summary = "Makes a file hold the same bytes as another, and proves it by their hashes.",
        HasSideEffect = true,
        Main = new(SourceName, ParameterType.Path, "The file to copy; a link is followed.", Required: true, Example: "/etc/app/app.conf"),
        Parameters =
        [
            new(DestinationName, ParameterType.Path, "The whole name of the copy; a file there is replaced.", Required: true,
                Example: "/var/backups/app.conf"),
            AttributeSettings.ModeParameter("; the source's when left out"),
            AttributeSettings.OwnerParameter("; not changed when left out"),
        ],
        Outputs = FileOutputs.Definitions,
        Example = """
            - id: second_place
              file: { copy: /var/backups/etcd.db, to: /mnt/backups/etcd.db }
            """,
    };

    public override async Task<FileTask> LookAsync(StepContext context, CancellationToken cancellation)
    {
        var (source, destination) = (TargetPath.Of(context, SourceName), TargetPath.Of(context, DestinationName));
        var files = context.Files;
        var from = await files.StatAsync(source, cancellation) ?? throw FileFailures.NotFound(source);
        if (from.Kind is FileKind.Directory or FileKind.Other)
            throw FileFailures.WrongKind(source, from.Kind, "a file", "name one file; a whole folder is copied by `shell: cp -a FROM TO`");
        var there = await files.StatAsync(destination, cancellation);
        if (there is { Kind: FileKind.Directory or FileKind.Other })
            throw FileFailures.WrongKind(destination, there.Kind, "a file", "write the whole name of the copy, not only its folder");

        var hash = await files.HashAsync(source, cancellation);
        var asked = AttributeSettings.From(context);
        var same = there is { Kind: FileKind.File } && await files.HashAsync(destination, cancellation) == hash;
        var wanted = asked with { Mode = asked.Mode ?? (from.Kind == FileKind.File ? from.Mode : null) };
        return new(
            same ? wanted.ChangeFrom(there!) is { } words ? $"change {destination}: {words}" : null : Words(source, destination, from, there),
            stop => same
                ? files.SetAttributesAsync(destination, wanted.Mode, wanted.Owner, stop)
                : CopyAsync(files, source, destination, asked, stop),
            stop => FileOutputs.ReadAsync(files, destination, stop));
    }

    private static string Words(string source, string destination, FileFacts from, FileFacts? there) => (from.Kind, there) switch
    {
        (FileKind.Link, null) => $"copy {source} to {destination}",
        (FileKind.Link, _) => $"copy {source} over {destination}",
        (_, null) => $"copy {source} ({from.Size} bytes) to {destination}",
        _ => $"copy {source} ({from.Size} bytes) over {destination} ({there.Size} bytes)",
    };

    private static async Task CopyAsync(
        ITargetFiles files, string source, string destination, AttributeSettings asked, CancellationToken cancellation)
    {
        await files.CopyAsync(source, destination, asked.Mode, asked.Owner, cancellation);
        if (await files.HashAsync(destination, cancellation) != await files.HashAsync(source, cancellation))
            throw new StepFailureException(new(
                "verify-failed",
                $"{destination} does not hold the same bytes as {source}",
                Retryable: true,
                "the source is being written to, or the disk is failing: make sure that nothing writes, look at `dmesg`, then resume"));
    }
}
