using System.Collections.Immutable;
using System.IO.Enumeration;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Files;

/// <summary><c>file: { list: PATH }</c>.</summary>
internal sealed class ListFolder : FileVerb
{
    private const string PathName = "path";
    private const string PatternName = "pattern";

    public override VerbDefinition Definition { get; } = new()
    {
        Name = "list",
        Summary = "Tells what a folder holds.",
        HasSideEffect = false,
        Main = new(PathName, ParameterType.Path, "The folder.", Required: true, Example: "/var/backups/etcd"),
        Parameters =
        [
            new(PatternName, ParameterType.Text, "Only names like this: `*` stands for any characters, `?` for one; all names when left out.",
                Example: "\"*.db\""),
        ],
        Outputs =
        [
            FileOutputs.PathDefinition,
            new("count", ParameterType.Integer, "How many there are."),
            new("names", ParameterType.TextList, "Their names, sorted."),
            new("newest", ParameterType.Path, "The path of the one that changed last; nothing when there is none."),
        ],
        Example = """
            - id: backups
              file: { list: /var/backups/etcd, pattern: "*.db" }
            """,
    };

    public override async Task<FileTask> LookAsync(StepContext context, CancellationToken cancellation)
    {
        var path = TargetPath.Of(context, PathName);
        var pattern = context.Arguments.TextOrNull(PatternName) ?? "*";
        var names = (await context.Files.ListAsync(path, cancellation))
            .Where(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)).ToImmutableArray();
        return FileTask.Looked(OutputMap.Of(
            ("path", OutputMap.Text(path)),
            ("count", OutputMap.Integer(names.Length)),
            ("names", new Value.List([.. names.Select(OutputMap.Text)])),
            ("newest", OutputMap.Text(await NewestAsync(context.Files, path, names, cancellation)))));
    }

    private static async Task<string?> NewestAsync(
        ITargetFiles files, string folder, ImmutableArray<string> names, CancellationToken cancellation)
    {
        (string Path, DateTimeOffset At)? newest = null;
        foreach (var name in names)
        {
            var path = $"{folder.TrimEnd('/')}/{name}";
            if (await files.StatAsync(path, cancellation) is { } facts && (newest is null || facts.ModifiedAt >= newest.Value.At))
                newest = (path, facts.ModifiedAt);
        }

        return newest?.Path;
    }
}
