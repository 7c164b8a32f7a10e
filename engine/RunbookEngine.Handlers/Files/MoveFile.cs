using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Files;

/// <summary><c>file: { move: PATH, to: PATH }</c>.</summary>
/// <remarks>
/// A source that is gone beside a destination that is there reads as done: that is the aim, and after a crash it is the only trace that a finished move
/// leaves. A source beside a destination that holds all of it is a move across file systems that was cut off before the source was
/// removed.
/// </remarks>
internal sealed class MoveFile : FileVerb
{
    private const string SourceName = "source";
    private const string DestinationName = "to";
    private const string ReplaceName = "replace";

    public override VerbDefinition Definition { get; } = new()
    {
        Name = "move",
        Summary = "Moves or renames a file or folder; done when the source is gone and the destination is there.",
        HasSideEffect = true,
        Main = new(SourceName, ParameterType.Path, "The file or folder to move.", Required: true, Example: "/var/lib/etcd"),
        Parameters =
        [
            new(DestinationName, ParameterType.Path, "Its whole new name; the folder above it must be there.", Required: true,
                Example: "/var/lib/etcd.before"),
            new(ReplaceName, ParameterType.Boolean, "Whether what stands at the new name is replaced; it is a failure when left out.", Example: "true"),
        ],
        Outputs = FileOutputs.Definitions,
        Example = """
            - id: keep_old
              file: { move: /var/lib/etcd, to: "/var/lib/etcd.before-{{ run.id }}" }
            """,
    };

    public override async Task<FileTask> LookAsync(StepContext context, CancellationToken cancellation)
    {
        var (source, destination) = (TargetPath.Of(context, SourceName), TargetPath.Of(context, DestinationName));
        var replace = context.Arguments.Flag(ReplaceName);
        CheckPaths(source, destination, context.BaseDirectory);
        var files = context.Files;
        var from = await files.StatAsync(source, cancellation);
        var there = await files.StatAsync(destination, cancellation);
        Task<Value.Map> Outputs(CancellationToken stop) => FileOutputs.ReadAsync(files, destination, stop);

        return (from, there) switch
        {
            (null, null) => throw FileFailures.NotFound(source, $"nor at {destination}, so it was not moved before: check the path"),
            (null, _) => new(null, static _ => Task.CompletedTask, Outputs),
            (_, null) => new($"move {source} to {destination}", stop => files.MoveAsync(source, destination, false, stop), Outputs),
            _ when replace => new($"move {source} over {destination}", stop => files.MoveAsync(source, destination, true, stop), Outputs),
            _ when await Redundancy.OfAsync(files, source, destination, cancellation) =>
                new($"remove {source}: {destination} already holds all of it", stop => files.RemoveAsync(source, true, stop), Outputs),
            _ => throw FileFailures.Exists(destination),
        };
    }

    private static void CheckPaths(string source, string destination, string baseDirectory)
    {
        if (ProtectedPaths.Contains(source, baseDirectory))
            throw FileFailures.Protected(source);
        if (ProtectedPaths.Contains(destination, baseDirectory))
            throw FileFailures.Protected(destination);
        if (destination == source || destination.StartsWith(source + "/", StringComparison.Ordinal))
            throw new SettingException($"{source} cannot be moved to {destination}, which is inside it", "write a new name outside of the source");
        if (source.StartsWith(destination + "/", StringComparison.Ordinal))
            throw new SettingException($"{source} cannot replace {destination}, which it stands in", "move it to another name first");
    }
}
