using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Files;

/// <summary><c>file: { remove: PATH }</c>.</summary>
internal sealed class RemoveFile : FileVerb
{
    private const string PathName = "path";
    private const string RecursiveName = "recursive";

    public override VerbDefinition Definition { get; } = new()
    {
        Name = "remove",
        Summary = "Makes sure that nothing stands at a path; links are removed, not followed, and folders of the system are refused.",
        HasSideEffect = true,
        Main = new(PathName, ParameterType.Path, "The file or folder to remove.", Required: true, Example: "/var/tmp/restore"),
        Parameters =
        [
            new(RecursiveName, ParameterType.Boolean, "Whether a folder is removed with all it holds; a folder is refused when left out.", Example: "true"),
        ],
        Outputs = [FileOutputs.PathDefinition],
        Example = """
            - id: clean
              file: { remove: "/var/tmp/restore-{{ run.id }}", recursive: true }
            """,
    };

    public override async Task<FileTask> LookAsync(StepContext context, CancellationToken cancellation)
    {
        var path = TargetPath.Of(context, PathName);
        var recursive = context.Arguments.Flag(RecursiveName);
        if (ProtectedPaths.Contains(path, context.BaseDirectory))
            throw FileFailures.Protected(path);
        var facts = await context.Files.StatAsync(path, cancellation);
        if (facts is { Kind: FileKind.Directory } && !recursive)
            throw FileFailures.WrongKind(path, facts.Kind, "a file", "say `recursive: true` to remove it with all it holds");
        return new(
            facts is null ? null : $"remove {FileFailures.Name(facts.Kind)}: {path}",
            stop => context.Files.RemoveAsync(path, recursive, stop),
            _ => Task.FromResult(OutputMap.Of(("path", OutputMap.Text(path)))));
    }
}
