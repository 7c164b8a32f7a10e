using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Files;

/// <summary><c>file: { directory: PATH }</c>.</summary>
internal sealed class MakeDirectory : FileVerb
{
    private const string PathName = "path";

    public override VerbDefinition Definition { get; } = new()
    {
        Name = "directory",
        Summary = "Makes sure that a folder is there, and the folders above it.",
        HasSideEffect = true,
        Main = new(PathName, ParameterType.Path, "The folder.", Required: true, Example: "/var/backups/etcd"),
        Parameters =
        [
            AttributeSettings.ModeParameter("; 0755 for a new one when left out"),
            AttributeSettings.OwnerParameter("; not changed when left out"),
        ],
        Outputs = [FileOutputs.PathDefinition],
        Example = """
            - id: place
              file: { directory: /var/backups/etcd, mode: "0700" }
            """,
    };

    public override async Task<FileTask> LookAsync(StepContext context, CancellationToken cancellation)
    {
        var path = TargetPath.Of(context, PathName);
        var asked = AttributeSettings.From(context);
        var files = context.Files;
        var facts = await files.StatAsync(path, cancellation);
        if (facts is { Kind: FileKind.File or FileKind.Other })
            throw FileFailures.WrongKind(path, facts.Kind, "a folder", "write another path, or move away what is there");
        if (facts is { Kind: FileKind.Link })
            await files.ListAsync(path, cancellation); // Throws when the link leads to anything but a folder.
        return new(
            facts switch
            {
                null => $"create the folder {path}",
                { Kind: FileKind.Link } => null,
                _ => asked.ChangeFrom(facts) is { } words ? $"change {path}: {words}" : null,
            },
            stop => facts is null
                ? files.CreateDirectoryAsync(path, asked.Mode, asked.Owner, stop)
                : files.SetAttributesAsync(path, asked.Mode, asked.Owner, stop),
            _ => Task.FromResult(OutputMap.Of(("path", OutputMap.Text(path)))));
    }
}
