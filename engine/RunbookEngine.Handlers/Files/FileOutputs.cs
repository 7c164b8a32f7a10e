using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Files;

/// <summary>What the verbs that leave a file behind put out.</summary>
internal static class FileOutputs
{
    public static ImmutableArray<OutputDefinition> Definitions { get; } =
    [
        PathDefinition,
        new("size", ParameterType.Integer, "Its size in bytes; nothing for a folder."),
        new("sha256", ParameterType.Text, "SHA-256 of its content in lower-case hex; nothing for a folder or a secret text."),
    ];

    public static OutputDefinition PathDefinition => new("path", ParameterType.Path, "The absolute path.");

    public static Value.Map Of(string path, long? size, string? hash) =>
        OutputMap.Of(("path", OutputMap.Text(path)), ("size", OutputMap.Integer(size)), ("sha256", OutputMap.Text(hash)));

    /// <summary>Looks at what stands at the path now.</summary>
    public static async Task<Value.Map> ReadAsync(ITargetFiles files, string path, CancellationToken cancellation) =>
        await files.StatAsync(path, cancellation) is { Kind: FileKind.File } facts
            ? Of(path, facts.Size, await files.HashAsync(path, cancellation))
            : Of(path, null, null);
}
