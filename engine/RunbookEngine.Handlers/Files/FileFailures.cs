using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Files;

/// <summary>What can stand in the way of a file step. None of it goes away by trying again.</summary>
internal static class FileFailures
{
    public static StepFailureException NotFound(string path, string hint = "check the path; a relative one starts at the runbook's folder") =>
        new(new("not-found", $"there is nothing at {path}", Retryable: false, hint));

    public static StepFailureException Exists(string path) =>
        new(new("already-exists", $"{path} is already there", Retryable: false, "move it away, or say `replace: true` to replace it"));

    public static StepFailureException WrongKind(string path, FileKind kind, string wanted, string hint) =>
        new(new("wrong-kind", $"{path} is {Name(kind)}, not {wanted}", Retryable: false, hint));

    public static StepFailureException Protected(string path) =>
        new(new("protected-path", $"{path} belongs to the system or holds the runbook itself, and is never removed or moved", Retryable: false,
            "look at the expression that the path comes from; name something inside it if that was meant"));

    public static string Name(FileKind kind) => kind switch
    {
        FileKind.File => "a file",
        FileKind.Directory => "a folder",
        FileKind.Link => "a symbolic link",
        _ => "a device, socket or pipe",
    };
}
